//! Users and groups of spec 2.

use super::model::{field, key};
use crate::model::rows::{Keyed, rows};
use crate::version::Version::V2_1;
use alloc::{string::String, vec::Vec};

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

impl Keyed for Passwd {}
impl Keyed for Group {}
impl Keyed for User {}
impl Keyed for UserCreate {}
