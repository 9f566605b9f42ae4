//! Finding things in a config by their names, and making new ones.

use crate::model::{Content, Directory, Dropin, File, Link, PasswdGroup, PasswdUser, Resource, Unit};
use alloc::string::String;

impl Content {
    /// The file at `path`; of several the last, which a merge would let win.
    ///
    /// ```
    /// use garboard_ignition::model::Resource;
    ///
    /// let config = garboard_ignition::parse(br#"{"ignition":{"version":"3.4.0"},
    ///     "storage":{"files":[{"path":"/etc/motd","contents":{"source":"data:,hello"}}]}}"#)?.config;
    /// let motd = config.content().file("/etc/motd").expect("it is there");
    /// assert_eq!(motd.contents.bytes(Resource::AMPLE).expect("it is in the config"), b"hello");
    /// # Ok::<(), garboard_ignition::Refused>(())
    /// ```
    #[must_use]
    pub fn file(&self, path: &str) -> Option<&File> {
        self.storage.files.iter().flatten().rfind(|file| file.path == path)
    }

    /// The directory at `path`.
    #[must_use]
    pub fn directory(&self, path: &str) -> Option<&Directory> {
        self.storage.directories.iter().flatten().rfind(|directory| directory.path == path)
    }

    /// The link at `path`.
    #[must_use]
    pub fn link(&self, path: &str) -> Option<&Link> {
        self.storage.links.iter().flatten().rfind(|link| link.path == path)
    }

    /// The unit of that name.
    #[must_use]
    pub fn unit(&self, name: &str) -> Option<&Unit> {
        self.systemd.units.iter().flatten().rfind(|unit| unit.name == name)
    }

    /// The drop-in of that name of the unit of that name.
    #[must_use]
    pub fn dropin(&self, unit: &str, name: &str) -> Option<&Dropin> {
        self.unit(unit)?.dropin(name)
    }

    /// The user of that name.
    #[must_use]
    pub fn user(&self, name: &str) -> Option<&PasswdUser> {
        self.passwd.users.iter().flatten().rfind(|user| user.name == name)
    }

    /// The group of that name.
    #[must_use]
    pub fn group(&self, name: &str) -> Option<&PasswdGroup> {
        self.passwd.groups.iter().flatten().rfind(|group| group.name == name)
    }

    /// The kernel arguments to add, in order.
    pub fn wanted_kernel_arguments(&self) -> impl Iterator<Item = &str> {
        self.kernel_arguments.should_exist.iter().flatten().map(String::as_str)
    }

    /// The kernel arguments to remove, in order.
    pub fn unwanted_kernel_arguments(&self) -> impl Iterator<Item = &str> {
        self.kernel_arguments.should_not_exist.iter().flatten().map(String::as_str)
    }
}

impl File {
    /// A file that replaces what stands at `path`, with the mode that manifests write out: 0644 is
    /// `0o644`.
    ///
    /// ```
    /// use garboard_ignition::model::{File, Resource};
    ///
    /// let motd = File::new("/etc/motd", 0o644, Resource::escaped(b"hello"));
    /// assert_eq!(
    ///     serde_json::to_string(&motd).unwrap(),
    ///     r#"{"overwrite":true,"path":"/etc/motd","contents":{"source":"data:,hello"},"mode":420}"#
    /// );
    /// ```
    #[must_use]
    pub fn new(path: impl Into<String>, mode: i64, contents: Resource) -> Self {
        Self {
            path: path.into(),
            mode: Some(mode),
            contents,
            overwrite: Some(true),
            ..Self::default()
        }
    }
}

impl Directory {
    /// A directory at `path`.
    #[must_use]
    pub fn new(path: impl Into<String>, mode: i64) -> Self {
        Self { path: path.into(), mode: Some(mode), ..Self::default() }
    }
}

impl Link {
    /// A symbolic link at `path` to `target`.
    #[must_use]
    pub fn new(path: impl Into<String>, target: impl Into<String>) -> Self {
        Self { path: path.into(), target: Some(target.into()), ..Self::default() }
    }
}

impl Unit {
    /// A unit with a text of its own; `enabled` needs an `[Install]` section in it.
    #[must_use]
    pub fn new(name: impl Into<String>, contents: impl Into<String>, enabled: bool) -> Self {
        Self {
            name: name.into(),
            contents: Some(contents.into()),
            enabled: Some(enabled),
            ..Self::default()
        }
    }

    /// A unit that the image brings, with a drop-in of ours.
    #[must_use]
    pub fn with_dropin(name: impl Into<String>, dropin: Dropin) -> Self {
        Self { name: name.into(), dropins: Some([dropin].into()), ..Self::default() }
    }

    /// The drop-in of that name.
    #[must_use]
    pub fn dropin(&self, name: &str) -> Option<&Dropin> {
        self.dropins.iter().flatten().rfind(|dropin| dropin.name == name)
    }
}

impl Dropin {
    /// A drop-in.
    #[must_use]
    pub fn new(name: impl Into<String>, contents: impl Into<String>) -> Self {
        Self { name: name.into(), contents: Some(contents.into()) }
    }
}

impl PasswdUser {
    /// A user who may log in with these public keys.
    #[must_use]
    pub fn with_keys<K: Into<String>>(name: impl Into<String>, keys: impl IntoIterator<Item = K>) -> Self {
        let keys = keys.into_iter().map(Into::into).collect();
        Self { name: name.into(), ssh_authorized_keys: Some(keys), ..Self::default() }
    }
}
