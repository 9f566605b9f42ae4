//! What a config of spec 2 says: one set of plain structs for 2.0 to 2.4, in the newest shape.
//!
//! The order of fields is the reference's: it is the order of validation and of the JSON it writes.

use crate::model::Declared;
use crate::model::rows::{Formerly, Keyed, Row, rows};
use crate::v2::storage::Storage;
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

/// Units of networkd.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Networkd {
    /// The units.
    pub units: Option<Vec<NetworkdUnit>>,
}

rows!(Networkd { units: field("units") });

/// A unit of networkd.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NetworkdUnit {
    /// Its text.
    pub contents: String,
    /// Its drop-ins. Since 2.2.
    pub dropins: Option<Vec<Dropin>>,
    /// Its name, ending in `.link`, `.netdev` or `.network`.
    pub name: String,
}

static NETWORKD_DROPIN: Formerly = called("NetworkdDropin");

rows!(NetworkdUnit as Networkdunit {
    contents: field("contents"),
    dropins: field("dropins").since(V2_2).formerly(&NETWORKD_DROPIN),
    name: key("name"),
});

/// A drop-in of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dropin {
    /// Its text.
    pub contents: String,
    /// Its file name, ending in `.conf`.
    pub name: String,
}

rows!(Dropin as SystemdDropin { contents: field("contents"), name: key("name") });

/// Units and their drop-ins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Systemd {
    /// The units.
    pub units: Option<Vec<Unit>>,
}

rows!(Systemd { units: field("units") });

/// A unit, or the drop-ins and state of one that the image brings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unit {
    /// The unit file's text.
    pub contents: String,
    /// Drop-ins of the unit.
    pub dropins: Option<Vec<Dropin>>,
    /// The older spelling of `enabled: true`.
    pub enable: bool,
    /// True: enabled; false: disabled. Since 2.1.
    pub enabled: Option<bool>,
    /// True: masked.
    pub mask: bool,
    /// Its name with suffix.
    pub name: String,
}

rows!(Unit {
    contents: field("contents"),
    dropins: field("dropins"),
    enable: field("enable"),
    enabled: field("enabled").since(V2_1),
    mask: field("mask"),
    name: key("name"),
});

/// Users and groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Passwd {
    /// Groups to make.
    pub groups: Option<Vec<Group>>,
    /// Users to make or change.
    pub users: Option<Vec<User>>,
}

rows!(Passwd { groups: field("groups"), users: field("users") });

/// A group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Group {
    /// Its number.
    pub gid: Option<i64>,
    /// Its name.
    pub name: String,
    /// Its password, hashed.
    pub password_hash: String,
    /// A system group.
    pub system: bool,
}

rows!(Group as PasswdGroup {
    gid: field("gid"),
    name: key("name"),
    password_hash: field("passwordHash"),
    system: field("system"),
});

/// A user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct User {
    /// The older place of what stands beside it since 2.1.
    pub create: Option<UserCreate>,
    /// The comment field. Since 2.1.
    pub gecos: String,
    /// Supplementary groups. Since 2.1.
    pub groups: Option<Vec<String>>,
    /// Home directory. Since 2.1.
    pub home_dir: String,
    /// Login name.
    pub name: String,
    /// Do not make the home directory. Since 2.1.
    pub no_create_home: bool,
    /// Do not enter the user in the login logs. Since 2.1.
    pub no_log_init: bool,
    /// Do not make a group of the user's name. Since 2.1.
    pub no_user_group: bool,
    /// The password, hashed.
    pub password_hash: Option<String>,
    /// The main group. Since 2.1.
    pub primary_group: String,
    /// Public keys that may log in.
    pub ssh_authorized_keys: Option<Vec<String>>,
    /// Login shell. Since 2.1.
    pub shell: String,
    /// A system user. Since 2.1.
    pub system: bool,
    /// The user's number. Since 2.1.
    pub uid: Option<i64>,
}

rows!(User as PasswdUser {
    create: field("create").optional(),
    gecos: field("gecos").since(V2_1),
    groups: field("groups").since(V2_1).of("Group"),
    home_dir: field("homeDir").since(V2_1),
    name: key("name"),
    no_create_home: field("noCreateHome").since(V2_1),
    no_log_init: field("noLogInit").since(V2_1),
    no_user_group: field("noUserGroup").since(V2_1),
    password_hash: field("passwordHash"),
    primary_group: field("primaryGroup").since(V2_1),
    ssh_authorized_keys: field("sshAuthorizedKeys").of("SSHAuthorizedKey"),
    shell: field("shell").since(V2_1),
    system: field("system").since(V2_1),
    uid: field("uid").since(V2_1),
});

/// How a user is made, in the older spelling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UserCreate {
    /// The comment field.
    pub gecos: String,
    /// Supplementary groups.
    pub groups: Option<Vec<String>>,
    /// Home directory.
    pub home_dir: String,
    /// Do not make the home directory.
    pub no_create_home: bool,
    /// Do not enter the user in the login logs.
    pub no_log_init: bool,
    /// Do not make a group of the user's name.
    pub no_user_group: bool,
    /// The main group.
    pub primary_group: String,
    /// Login shell.
    pub shell: String,
    /// A system user.
    pub system: bool,
    /// The user's number.
    pub uid: Option<i64>,
}

rows!(UserCreate as Usercreate {
    gecos: field("gecos"),
    groups: field("groups").of("UsercreateGroup"),
    home_dir: field("homeDir"),
    no_create_home: field("noCreateHome"),
    no_log_init: field("noLogInit"),
    no_user_group: field("noUserGroup"),
    primary_group: field("primaryGroup"),
    shell: field("shell"),
    system: field("system"),
    uid: field("uid"),
});

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
impl Keyed for Networkd {}
impl Keyed for NetworkdUnit {}
impl Keyed for Dropin {}
impl Keyed for Systemd {}
impl Keyed for Unit {}
impl Keyed for Passwd {}
impl Keyed for Group {}
impl Keyed for User {}
impl Keyed for UserCreate {}
