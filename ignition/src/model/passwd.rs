//! Users and groups.

use super::rows::{Keyed, field, key, rows};
use crate::version::Version::V3_2;
use alloc::{borrow::Cow, string::String, vec::Vec};

/// Users and groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Passwd {
    /// Groups to make or remove.
    pub groups: Option<Vec<PasswdGroup>>,
    /// Users to make, change or remove.
    pub users: Option<Vec<PasswdUser>>,
}

rows!(Passwd { groups: field("groups"), users: field("users") });

impl Keyed for Passwd {}

/// A group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PasswdGroup {
    /// Its number.
    pub gid: Option<i64>,
    /// Its name.
    pub name: String,
    /// Its password, hashed as `mkpasswd` does it.
    pub password_hash: Option<String>,
    /// False: remove it. Since 3.2.
    pub should_exist: Option<bool>,
    /// A system group.
    pub system: Option<bool>,
}

rows!(PasswdGroup {
    gid: field("gid"),
    name: key("name"),
    password_hash: field("passwordHash"),
    should_exist: field("shouldExist").since(V3_2),
    system: field("system"),
});

impl Keyed for PasswdGroup {
    fn key(&self) -> Cow<'_, str> {
        self.name.as_str().into()
    }
}

/// A user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PasswdUser {
    /// The comment field.
    pub gecos: Option<String>,
    /// Supplementary groups.
    pub groups: Option<Vec<String>>,
    /// Home directory.
    pub home_dir: Option<String>,
    /// Login name.
    pub name: String,
    /// Do not make the home directory.
    pub no_create_home: Option<bool>,
    /// Do not enter the user in the login logs.
    pub no_log_init: Option<bool>,
    /// Do not make a group of the user's name.
    pub no_user_group: Option<bool>,
    /// The password, hashed as `mkpasswd` does it.
    pub password_hash: Option<String>,
    /// The main group.
    pub primary_group: Option<String>,
    /// Public keys that may log in, each as its line in `authorized_keys`.
    pub ssh_authorized_keys: Option<Vec<String>>,
    /// Login shell.
    pub shell: Option<String>,
    /// False: remove the user. Since 3.2.
    pub should_exist: Option<bool>,
    /// A system user.
    pub system: Option<bool>,
    /// The user's number.
    pub uid: Option<i64>,
}

rows!(PasswdUser {
    gecos: field("gecos"),
    groups: field("groups").of("Group"),
    home_dir: field("homeDir"),
    name: key("name"),
    no_create_home: field("noCreateHome"),
    no_log_init: field("noLogInit"),
    no_user_group: field("noUserGroup"),
    password_hash: field("passwordHash"),
    primary_group: field("primaryGroup"),
    ssh_authorized_keys: field("sshAuthorizedKeys").of("SSHAuthorizedKey"),
    shell: field("shell"),
    should_exist: field("shouldExist").since(V3_2),
    system: field("system"),
    uid: field("uid"),
});

impl Keyed for PasswdUser {
    fn key(&self) -> Cow<'_, str> {
        self.name.as_str().into()
    }
}
