//! What nodes that run already refuse to take over.

use super::Diff;
use super::lists::{Differing, differing, first_other};
use super::spot::{Side, Spot};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use garboard_core::api::IrreconcilableValidationOverrides;
use garboard_ignition::model::{File, PasswdUser};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

/// The file that makes a daemon start anew: no config may have it.
const FORCE: &str = "/run/machine-config-daemon-force";

/// Changes that an administrator lets pass, though running nodes do not take them over: what
/// `irreconcilableValidationOverrides` of the MachineConfiguration says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Overrides {
    /// Of `storage.disks`.
    pub disks: bool,
    /// Of `storage.filesystems`.
    pub filesystems: bool,
    /// Of `storage.raid`.
    pub raid: bool,
}

impl Overrides {
    /// What an object of the API says. A word that is not known lets nothing pass.
    #[must_use]
    pub fn of(overrides: &IrreconcilableValidationOverrides) -> Self {
        let names = |word: &str| overrides.storage.iter().any(|name| name == word);
        Self {
            disks: names("Disks"),
            filesystems: names("FileSystems"),
            raid: names("Raid"),
        }
    }
}

/// Why a running node refuses a config, whose state becomes `Unreconcilable`.
///
/// `S` is what is known of whoever is to blame; see [`Owners`](super::Owners).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Obstacle<S = ()> {
    /// What is in the way.
    pub kind: ObstacleKind,
    /// Where.
    pub at: Spot,
    /// Who set it.
    pub source: Option<S>,
}

impl<S> Obstacle<S> {
    /// A name that programs can rely on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// The same, with who is to blame.
    #[must_use]
    pub fn owned<T>(self, owner: &mut impl FnMut(&Spot) -> Option<T>) -> Obstacle<T> {
        Obstacle { source: owner(&self.at), kind: self.kind, at: self.at }
    }
}

impl<S> fmt::Display for Obstacle<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl<S: Serialize> Serialize for Obstacle<S> {
    fn serialize<Z: Serializer>(&self, serializer: Z) -> Result<Z::Ok, Z::Error> {
        let mut obstacle = serializer.serialize_struct("Obstacle", 4)?;
        obstacle.serialize_field("code", self.code())?;
        obstacle.serialize_field("message", &format_args!("{}", self.kind))?;
        obstacle.serialize_field("at", &self.at)?;
        obstacle.serialize_field("source", &self.source)?;
        obstacle.end()
    }
}

/// What a running node does not take over. As text it is the reference's message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ObstacleKind {
    /// Groups differ.
    Groups,
    /// There is a user other than core, and users differ.
    UserNotCore,
    /// The user core has neither a password nor a key, and users differ.
    UserWithoutKeys,
    /// Something else is said of the user core than a password and keys, and users differ.
    UserField,
    /// The kernel arguments of the Ignition config differ.
    IgnitionKernelArguments,
    /// Disks differ.
    Disks,
    /// File systems differ.
    Filesystems,
    /// Arrays differ.
    Raid,
    /// Directories differ.
    Directories,
    /// Links differ, and there are some.
    Links,
    /// A file is appended to, changed or not.
    Append {
        /// Its path.
        path: String,
    },
    /// A file is to be made that means something to the daemon.
    ForceFile {
        /// Its path.
        path: String,
    },
    /// FIPS mode is turned on or off.
    Fips,
}

impl ObstacleKind {
    /// A name that programs can rely on.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Groups => "groups-changed",
            Self::UserNotCore => "user-not-core",
            Self::UserWithoutKeys => "user-without-keys",
            Self::UserField => "user-field-set",
            Self::IgnitionKernelArguments => "ignition-kernel-arguments-changed",
            Self::Disks => "disks-changed",
            Self::Filesystems => "filesystems-changed",
            Self::Raid => "raid-changed",
            Self::Directories => "directories-changed",
            Self::Links => "links-changed",
            Self::Append { .. } => "file-appends",
            Self::ForceFile { .. } => "force-file",
            Self::Fips => "fips-changed",
        }
    }

    /// The section of a MachineConfig that nodes do not take over at all, as the fields that lead to it; empty where it
    /// is about something in a section. Whoever shows people a place shows the key of the section, in the MachineConfig
    /// that is to blame.
    #[must_use]
    pub const fn section(&self) -> &'static [&'static str] {
        match self {
            Self::Groups => &["spec", "config", "passwd", "groups"],
            Self::IgnitionKernelArguments => &["spec", "config", "kernelArguments"],
            Self::Disks => &["spec", "config", "storage", "disks"],
            Self::Filesystems => &["spec", "config", "storage", "filesystems"],
            Self::Raid => &["spec", "config", "storage", "raid"],
            Self::Directories => &["spec", "config", "storage", "directories"],
            Self::Links => &["spec", "config", "storage", "links"],
            Self::Fips => &["spec", "fips"],
            Self::UserNotCore
            | Self::UserWithoutKeys
            | Self::UserField
            | Self::Append { .. }
            | Self::ForceFile { .. } => &[],
        }
    }

    /// Whether overrides let it pass.
    #[must_use]
    pub const fn is_let_pass(&self, overrides: Overrides) -> bool {
        match self {
            Self::Disks => overrides.disks,
            Self::Filesystems => overrides.filesystems,
            Self::Raid => overrides.raid,
            _ => false,
        }
    }

    /// What to do instead.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Groups => "Groups can be set when machines are installed, and not later.",
            Self::UserNotCore => "Only core can be changed later: leave other users out.",
            Self::UserWithoutKeys => "Give core a key or a password hash, or leave out all users.",
            Self::UserField => "Leave all but sshAuthorizedKeys and passwordHash out.",
            Self::IgnitionKernelArguments => "Use spec.kernelArguments of the MachineConfig instead.",
            Self::Disks | Self::Filesystems | Self::Raid => {
                "Only new machines can get this: let it pass with irreconcilableValidationOverrides of the MachineConfiguration, or make a pool of new machines."
            }
            Self::Directories => {
                "A directory comes with the first file in it, or is made by a unit or by systemd-tmpfiles."
            }
            Self::Links => "Make the link by a unit or by systemd-tmpfiles.",
            Self::Append { .. } => "Write the whole file, or a file of your own where drop-ins are read.",
            Self::ForceFile { .. } => "Make the file on the node itself, if at all.",
            Self::Fips => "FIPS mode is chosen when a cluster is installed.",
        }
    }
}

impl fmt::Display for ObstacleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const PASSWD: &str = "invalid passwd change(s):";
        const USER: &str = "ignition passwd user section contains unsupported changes:";
        match self {
            Self::Groups => write!(f, "{PASSWD} ignition Passwd Groups section contains changes"),
            Self::UserNotCore => write!(f, "{PASSWD} {USER} non-core user"),
            Self::UserWithoutKeys => write!(f, "{PASSWD} {USER} user must be core and have 1 or more sshKeys"),
            Self::UserField => write!(f, "{PASSWD} SSH keys and password hash are not reconcilable"),
            Self::IgnitionKernelArguments => f.write_str("ignition kargs section contains changes"),
            Self::Disks => f.write_str("ignition disks section contains changes"),
            Self::Filesystems => f.write_str("ignition filesystems section contains changes"),
            Self::Raid => f.write_str("ignition raid section contains changes"),
            Self::Directories => f.write_str("ignition directories section contains changes"),
            Self::Links => f.write_str("ignition links section contains changes"),
            Self::Append { path } => write!(f, "ignition file {path} includes append"),
            Self::ForceFile { path } => write!(f, "cannot create {path} via Ignition"),
            Self::Fips => f.write_str("detected change to FIPS flag; refusing to modify FIPS on a running cluster"),
        }
    }
}

/// Obstacles in the making.
struct Found<'d> {
    diff: &'d Diff<'d>,
    all: Vec<Obstacle>,
}

/// Every obstacle, in the order in which a daemon looks for the first one.
pub(super) fn all(diff: &Diff<'_>) -> Vec<Obstacle> {
    let mut found = Found { diff, all: Vec::new() };
    found.passwd();
    found.kernel_arguments();
    found.storage();
    found.files();
    if diff.flags.fips {
        let side = if diff.new.fips { Side::New } else { Side::Old };
        found.add(ObstacleKind::Fips, Spot::spec(side, &["fips"]));
    }
    found.all
}

impl Found<'_> {
    fn add(&mut self, kind: ObstacleKind, at: Spot) {
        self.all.push(Obstacle { kind, at, source: None });
    }

    fn passwd(&mut self) {
        let (old, new) = (&self.diff.before().passwd, &self.diff.after().passwd);
        if old.groups != new.groups {
            let groups = differing(old.groups.as_deref(), new.groups.as_deref(), |group| &group.name);
            self.section(&ObstacleKind::Groups, &["passwd", "groups"], &groups);
        }
        let Some(users) = new.users.as_deref().filter(|_| old.users != new.users) else { return };
        let at = |index| Spot::config(Side::New, &["passwd", "users"]).index(index);
        for (index, _) in users.iter().enumerate().filter(|(_, user)| user.name != CORE) {
            self.add(ObstacleKind::UserNotCore, at(index));
        }
        // Of several only the last one is looked at.
        let Some((index, user)) = users.iter().enumerate().next_back().filter(|(_, user)| user.name == CORE) else {
            return;
        };
        let has_keys = user.ssh_authorized_keys.as_ref().is_some_and(|keys| !keys.is_empty());
        if user.password_hash.is_none() && !has_keys {
            self.add(ObstacleKind::UserWithoutKeys, at(index));
        } else if let Some(field) = other_field(user) {
            self.add(ObstacleKind::UserField, at(index).field(field));
        }
    }

    fn kernel_arguments(&mut self) {
        let (old, new) = (&self.diff.before().kernel_arguments, &self.diff.after().kernel_arguments);
        for (field, old, new) in [
            ("shouldExist", &old.should_exist, &new.should_exist),
            ("shouldNotExist", &old.should_not_exist, &new.should_not_exist),
        ] {
            if old != new {
                let other = first_other(old.as_deref().unwrap_or_default(), new.as_deref().unwrap_or_default());
                let spot = |side| Spot::config(side, &["kernelArguments", field]);
                let spot = other.map_or_else(|| spot(Side::New), |(side, index)| spot(side).index(index));
                self.add(ObstacleKind::IgnitionKernelArguments, spot);
            }
        }
    }

    fn storage(&mut self) {
        let (old, new) = (&self.diff.before().storage, &self.diff.after().storage);
        if old.disks != new.disks {
            let disks = differing(old.disks.as_deref(), new.disks.as_deref(), |disk| &disk.device);
            self.section(&ObstacleKind::Disks, &["storage", "disks"], &disks);
        }
        if old.filesystems != new.filesystems {
            let all = differing(old.filesystems.as_deref(), new.filesystems.as_deref(), |it| &it.device);
            self.section(&ObstacleKind::Filesystems, &["storage", "filesystems"], &all);
        }
        if old.raid != new.raid {
            let arrays = differing(old.raid.as_deref(), new.raid.as_deref(), |array| &array.name);
            self.section(&ObstacleKind::Raid, &["storage", "raid"], &arrays);
        }
        if old.directories != new.directories {
            let all = differing(old.directories.as_deref(), new.directories.as_deref(), |it| &it.path);
            self.section(&ObstacleKind::Directories, &["storage", "directories"], &all);
        }
        // That all links are gone is not refused, though nothing removes them.
        if old.links != new.links && new.links.as_ref().is_some_and(|links| !links.is_empty()) {
            let links = differing(old.links.as_deref(), new.links.as_deref(), |link| &link.path);
            self.section(&ObstacleKind::Links, &["storage", "links"], &links);
        }
    }

    fn files(&mut self) {
        let files = self.diff.after().storage.files.as_deref().unwrap_or_default();
        for (index, File { path, append, .. }) in files.iter().enumerate() {
            let at = || Spot::config(Side::New, &["storage", "files"]).index(index);
            if append.as_ref().is_some_and(|pieces| !pieces.is_empty()) {
                self.add(ObstacleKind::Append { path: path.clone() }, at().field("append"));
            }
            if path == FORCE {
                self.add(ObstacleKind::ForceFile { path: path.clone() }, at());
            }
        }
    }

    /// A section that differs: one obstacle for each thing in it that does, or one for all of it where only the order
    /// does, or whether there is a list.
    fn section(&mut self, kind: &ObstacleKind, fields: &[&'static str], things: &[Differing<'_>]) {
        if things.is_empty() {
            self.add(kind.clone(), Spot::config(Side::New, fields));
        }
        for thing in things {
            let (side, index) = thing.place();
            self.add(kind.clone(), Spot::config(side, fields).index(index));
        }
    }
}

const CORE: &str = "core";

/// A field of a user that is set and that running nodes do not take over.
fn other_field(user: &PasswdUser) -> Option<&'static str> {
    [
        (user.gecos.is_some(), "gecos"),
        (user.groups.is_some(), "groups"),
        (user.home_dir.is_some(), "homeDir"),
        (user.no_create_home.is_some(), "noCreateHome"),
        (user.no_log_init.is_some(), "noLogInit"),
        (user.no_user_group.is_some(), "noUserGroup"),
        (user.primary_group.is_some(), "primaryGroup"),
        (user.shell.is_some(), "shell"),
        (user.should_exist.is_some(), "shouldExist"),
        (user.system.is_some(), "system"),
        (user.uid.is_some(), "uid"),
    ]
    .into_iter()
    .find_map(|(set, field)| set.then_some(field))
}
