//! What a config of spec 2 says: one set of plain structs for 2.0 to 2.4, in the newest shape.
//!
//! The order of fields is the reference's: it is the order of validation and of the JSON it writes.

use crate::model::Declared;
use crate::model::rows::{Formerly, Keyed, Row, rows};
use crate::v2::passwd::Passwd;
use crate::v2::storage::Storage;
use crate::v2::systemd::{Networkd, Systemd};
use crate::version::Version::{self, V2_0, V2_1, V2_2, V2_4, V3_0};
use alloc::{string::String, vec::Vec};

/// A field since 2.0.
pub(super) const fn field(key: &'static str) -> Row {
    Row { since: V2_0, ..crate::model::rows::field(key) }
}

/// A field that is written even when it is empty.
pub(super) const fn key(key: &'static str) -> Row {
    Row { always: true, ..field(key) }
}

/// A use of a record that the reference has a type of its own for.
pub(super) const fn called(name: &'static str) -> Formerly {
    Formerly { until: V3_0, name, without: &[], always: &[], plain: &[] }
}

impl Row {
    /// A record that can be absent.
    pub(super) const fn optional(self) -> Self {
        Self { optional: true, ..self }
    }

    /// Before `version` the field cannot be absent.
    pub(super) const fn zero_until(self, version: Version) -> Self {
        Self { zero_until: Some(version), ..self }
    }
}

/// Everything a config of spec 2 says, its version apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Content {
    /// About the config itself: what else to fetch, and how.
    pub ignition: Ignition,
    /// Units of networkd, which spec 3 writes as files.
    pub networkd: Networkd,
    /// Users and groups.
    pub passwd: Passwd,
    /// Disks, file systems, files.
    pub storage: Storage,
    /// Units and their drop-ins.
    pub systemd: Systemd,
}

rows!(Content as Config {
    ignition: key("ignition"),
    networkd: field("networkd"),
    passwd: field("passwd"),
    storage: field("storage"),
    systemd: field("systemd"),
});

/// About the config itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ignition {
    /// Other configs to append, or to use instead.
    pub config: IgnitionConfig,
    /// Proxies for what is fetched. Since 2.4.
    pub proxy: Proxy,
    /// What is trusted when fetching. Since 2.2.
    pub security: Security,
    /// How long fetching may take. Since 2.1.
    pub timeouts: Timeouts,
    /// Where the declared version stands; its value belongs to the [`Config`](super::Config).
    pub(crate) version: Declared,
}

rows!(Ignition {
    config: field("config"),
    proxy: field("proxy").since(V2_4),
    security: field("security").since(V2_2),
    timeouts: field("timeouts").since(V2_1),
    version: field("version"),
});

/// Other configs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct IgnitionConfig {
    /// Configs that are appended to this one, in order.
    pub append: Option<Vec<Reference>>,
    /// A config that replaces this one whole.
    pub replace: Option<Reference>,
}

rows!(IgnitionConfig { append: field("append"), replace: field("replace").optional() });

/// A config or certificate to fetch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reference {
    /// Sent with HTTP requests. Since 2.4.
    pub http_headers: Option<Vec<HttpHeader>>,
    /// A URL: `http`, `https`, `oem`, `tftp`, `s3` or `data`.
    pub source: String,
    /// What it must hash to.
    pub verification: Verification,
}

rows!(Reference as ConfigReference {
    http_headers: field("httpHeaders").since(V2_4),
    source: key("source"),
    verification: field("verification"),
});

/// How to know that what was fetched is right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verification {
    /// `sha512-` and the sum in hexadecimal.
    pub hash: Option<String>,
}

rows!(Verification { hash: field("hash") });

/// How long fetching may take. Since 2.1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// Seconds to wait for response headers; absent: 10.
    pub http_response_headers: Option<i64>,
    /// Seconds for a whole fetch, retries included; absent or 0: without end.
    pub http_total: Option<i64>,
}

rows!(Timeouts {
    http_response_headers: field("httpResponseHeaders"),
    http_total: field("httpTotal"),
});

/// A header of an HTTP request. Since 2.4.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpHeader {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

rows!(HttpHeader as HTTPHeader { name: key("name"), value: key("value") });

/// Proxies for what is fetched. Since 2.4.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Proxy {
    /// For plain HTTP.
    pub http_proxy: String,
    /// For HTTPS.
    pub https_proxy: String,
    /// Hosts to reach without a proxy.
    pub no_proxy: Option<Vec<String>>,
}

rows!(Proxy {
    http_proxy: field("httpProxy"),
    https_proxy: field("httpsProxy"),
    no_proxy: field("noProxy").of("NoProxyItem"),
});

/// What is trusted when fetching. Since 2.2.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Security {
    /// TLS settings.
    pub tls: Tls,
}

rows!(Security { tls: field("tls") });

/// TLS settings. Since 2.2.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tls {
    /// Certificate authorities to trust besides the system's.
    pub certificate_authorities: Option<Vec<Reference>>,
}

static CA_REFERENCE: Formerly = called("CaReference");

rows!(Tls as TLS { certificate_authorities: field("certificateAuthorities").formerly(&CA_REFERENCE) });

impl Keyed for Content {}
impl Keyed for Ignition {}
impl Keyed for IgnitionConfig {}
impl Keyed for Reference {}
impl Keyed for Verification {}
impl Keyed for Timeouts {}
impl Keyed for HttpHeader {}
impl Keyed for Proxy {}
impl Keyed for Security {}
impl Keyed for Tls {}
