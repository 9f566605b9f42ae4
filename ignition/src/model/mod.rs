//! What a config says: one set of plain structs for all spec versions, in their newest shape.
//!
//! Fields keep "absent" and "empty" apart wherever the reference does. The order of fields is
//! the reference's: it is the order of validation, of merging and of the JSON it writes.

#[cfg(test)]
mod facts;
mod passwd;
pub(crate) mod rows;
mod storage;
mod systemd;

pub use passwd::{Passwd, PasswdGroup, PasswdUser};
pub use storage::{
    Cex, Clevis, ClevisCustom, Directory, Disk, File, Filesystem, Link, Luks, NodeGroup, NodeUser, Partition, Raid,
    Storage, Tang,
};
pub use systemd::{Dropin, Systemd, Unit};

use crate::version::Version::{V3_1, V3_3};
use alloc::{borrow::Cow, string::String, vec::Vec};
use rows::{Formerly, Keyed, field, key, rows, text};

/// Everything a config says, its version apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Content {
    /// About the config itself: what else to fetch, and how.
    pub ignition: Ignition,
    /// Kernel arguments to add and to remove. Since 3.3.
    pub kernel_arguments: KernelArguments,
    /// Users and groups.
    pub passwd: Passwd,
    /// Disks, file systems, files.
    pub storage: Storage,
    /// Units and their drop-ins.
    pub systemd: Systemd,
}

rows!(Content as Config {
    ignition: key("ignition"),
    kernel_arguments: field("kernelArguments").since(V3_3),
    passwd: field("passwd"),
    storage: field("storage"),
    systemd: field("systemd"),
});

/// About the config itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ignition {
    /// Other configs to merge in, or to use instead.
    pub config: IgnitionConfig,
    /// Proxies for what is fetched. Since 3.1.
    pub proxy: Proxy,
    /// What is trusted when fetching.
    pub security: Security,
    /// How long fetching may take.
    pub timeouts: Timeouts,
    /// The version of the spec that the config is written in.
    // A place among the fields: the value belongs to the `Config`.
    pub(crate) version: Declared,
}

rows!(Ignition {
    config: field("config"),
    proxy: field("proxy").since(V3_1),
    security: field("security"),
    timeouts: field("timeouts"),
    version: key("version"),
});

/// The place of `ignition.version` among the fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Declared;

/// Other configs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct IgnitionConfig {
    /// Configs that are merged into this one, in order.
    pub merge: Option<Vec<Resource>>,
    /// A config that replaces this one whole.
    pub replace: Resource,
}

static CONFIG_REFERENCE: Formerly = Formerly {
    until: V3_1,
    name: "ConfigReference",
    without: &["compression"],
    always: &["source"],
    plain: &[],
};

rows!(IgnitionConfig {
    merge: field("merge").formerly(&CONFIG_REFERENCE),
    replace: field("replace").formerly(&CONFIG_REFERENCE),
});

/// Something to fetch, and how to know it is right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resource {
    /// How the contents are compressed: `gzip`, or nothing.
    pub compression: Option<String>,
    /// Sent with HTTP requests. Since 3.1.
    pub http_headers: Option<Vec<HttpHeader>>,
    /// A URL: `http`, `https`, `tftp`, `s3` or `data`, from 3.2 also `gs`, from 3.4 `arn`. Contents
    /// can stand in it: `data:,` and a text with %-escapes, or `data:;base64,` and base64.
    pub source: Option<String>,
    /// What the contents must hash to.
    pub verification: Verification,
}

rows!(Resource {
    compression: field("compression"),
    http_headers: field("httpHeaders").since(V3_1),
    source: field("source"),
    verification: field("verification"),
});

impl Keyed for Resource {
    fn key(&self) -> Cow<'_, str> {
        text(&self.source).into()
    }
}

/// A header of an HTTP request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HttpHeader {
    /// Its name.
    pub name: String,
    /// Its value; absent means that merging removes the header.
    pub value: Option<String>,
}

rows!(HttpHeader as HTTPHeader {
    name: key("name"),
    value: field("value"),
});

impl Keyed for HttpHeader {
    fn key(&self) -> Cow<'_, str> {
        self.name.as_str().into()
    }

    fn removes(&self) -> bool {
        self.value.is_none()
    }
}

/// How to know that what was fetched is right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verification {
    /// `sha512-`, or from 3.1 `sha256-`, and the sum in hexadecimal, of the contents unpacked.
    pub hash: Option<String>,
}

rows!(Verification { hash: field("hash") });

/// Proxies for what is fetched. Since 3.1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Proxy {
    /// URL of the proxy for plain HTTP.
    pub http_proxy: Option<String>,
    /// URL of the proxy for HTTPS.
    pub https_proxy: Option<String>,
    /// Hosts to reach without a proxy.
    pub no_proxy: Option<Vec<String>>,
}

rows!(Proxy {
    http_proxy: field("httpProxy"),
    https_proxy: field("httpsProxy"),
    no_proxy: field("noProxy").of("NoProxyItem"),
});

/// What is trusted when fetching.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Security {
    /// TLS settings.
    pub tls: Tls,
}

rows!(Security { tls: field("tls") });

/// TLS settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tls {
    /// Certificate authorities to trust besides the system's.
    pub certificate_authorities: Option<Vec<Resource>>,
}

static CA_REFERENCE: Formerly = Formerly {
    until: V3_1,
    name: "CaReference",
    without: &["compression"],
    always: &["source"],
    plain: &["source"],
};

rows!(Tls as TLS {
    certificate_authorities: field("certificateAuthorities").formerly(&CA_REFERENCE),
});

/// How long fetching may take.
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
    http_total: field("httpTotal")
});

/// Kernel arguments to add and to remove. Since 3.3.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct KernelArguments {
    /// Arguments to add where they are not there yet, such as `mitigations=off`.
    pub should_exist: Option<Vec<String>>,
    /// Arguments to remove.
    pub should_not_exist: Option<Vec<String>>,
}

rows!(KernelArguments {
    should_exist: field("shouldExist").of("KernelArgument").group("KernelArgument"),
    should_not_exist: field("shouldNotExist").of("KernelArgument").group("KernelArgument"),
});

impl Keyed for Content {}
impl Keyed for Ignition {}
impl Keyed for IgnitionConfig {}
impl Keyed for Verification {}
impl Keyed for Proxy {}
impl Keyed for Security {}
impl Keyed for Tls {}
impl Keyed for Timeouts {}
impl Keyed for KernelArguments {}
