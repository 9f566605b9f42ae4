//! From spec 2 to spec 3, as the converter does it: 2.3 to 3.0, 2.4 to 3.1.

use super::storage::{Directory, File, Filesystem, Link, Owner, Partition, Raid};
use super::{Config, Content, FsMap, HttpHeader, Reference, Unit, User, judged, text};
use crate::check::Above;
use crate::document::At;
use crate::go::{path, quote};
use crate::model::{self as v3, Verification};
use crate::parse::Parsed;
use crate::report::{Refused, Report, Severity};
use crate::restate::{refused, refused_at};
use crate::rule;
use crate::version::Version::{V2_3, V3_0, V3_1};
use alloc::{borrow::ToOwned, collections::BTreeMap, collections::BTreeSet, format, string::String, vec::Vec};

impl Config {
    /// The same config in spec 3, as the converter restates it: 2.4 becomes 3.1, older versions 3.0.
    ///
    /// `filesystems` says where the file systems that the config names are mounted. What spec 3 has no
    /// place for and the converter drops in silence, the `create` objects, is in the report.
    ///
    /// ```
    /// use garboard_ignition::v2;
    ///
    /// let config = v2::parse(br#"{
    ///   "ignition": { "version": "2.4.0" },
    ///   "storage": {
    ///     "filesystems": [ { "name": "var", "mount": { "device": "/dev/vdb", "format": "xfs" } } ],
    ///     "files": [ { "filesystem": "var", "path": "/lib/motd", "mode": 420, "contents": { "source": "data:,hi" } } ]
    ///   }
    /// }"#)?.config;
    /// let filesystems = v2::FsMap::from([("var".into(), "/var".into())]);
    /// let raised = config.raise(&filesystems)?.config;
    /// assert_eq!(raised.version().to_string(), "3.1.0");
    /// assert_eq!(raised.content().storage.files.as_ref().unwrap()[0].path, "/var/lib/motd");
    /// # Ok::<(), garboard_ignition::Refused>(())
    /// ```
    ///
    /// # Errors
    /// [`Refused`] in the converter's words. It refuses all that is deprecated too, and so every
    /// partition of 2.2 and older: there sizes are sectors.
    pub fn raise(&self, filesystems: &FsMap) -> Result<Parsed, Refused> {
        let to = if self.version > V2_3 { V3_1 } else { V3_0 };
        let raised = self.clone().raise_within(if to == V3_1 { self.version } else { V2_3 });
        let mut mounts = filesystems.clone();
        mounts.insert("root".to_owned(), "/".to_owned());
        let raise = Raise { mounts: &mounts };
        raise.check(&raised)?;
        let report = lost(&raised.content);
        let content = raise.content(raised.content);
        crate::restate::judge(&content, to, "")?;
        Ok(Parsed { config: crate::Config::assume(to, content), report })
    }
}

/// The objects that the converter drops.
fn lost(content: &Content) -> Report {
    let mut drafts = crate::check::Drafts::new(V2_3);
    let users = At::ROOT.field("passwd");
    let users = users.field("users");
    for (index, user) in content.passwd.users.iter().flatten().enumerate() {
        if user.create.is_some() {
            drafts.add(&rule::DROPPED, &users.index(index).field("create"));
        }
    }
    let filesystems = At::ROOT.field("storage");
    let filesystems = filesystems.field("filesystems");
    for (index, filesystem) in content.storage.filesystems.iter().flatten().enumerate() {
        if filesystem.mount.as_ref().is_some_and(|mount| mount.create.is_some()) {
            let at = filesystems.index(index);
            drafts.add(&rule::DROPPED, &at.field("mount").field("create"));
        }
    }
    crate::config::unplaced(drafts)
}

struct Raise<'a> {
    mounts: &'a FsMap,
}

impl Raise<'_> {
    /// What the converter refuses, in its order.
    fn check(&self, config: &Config) -> Result<(), Refused> {
        let content = &config.content;
        let report = judged(content, config.version);
        let bad = |severity| severity == Severity::Error || severity == Severity::Deprecated;
        if report.entries().iter().any(|entry| bad(entry.severity)) {
            return Err(refused(format!("Invalid input config:\n{}", text::without_places(&report))));
        }
        if content.networkd.units.as_ref().is_some_and(|units| !units.is_empty()) {
            let message = "config includes deprecated networkd section - use Files instead".to_owned();
            return Err(refused_at(&At::ROOT.field("networkd"), message));
        }
        let at = At::ROOT.field("storage");
        let at = at.field("filesystems");
        for (index, Filesystem { name, .. }) in content.storage.filesystems.iter().flatten().enumerate() {
            if !self.mounts.contains_key(name) {
                let message = format!(
                    "Config defined filesystem {} but no mapping was defined.Please specify a path to be used as the filesystem mountpoint.",
                    quote::double(name)
                );
                return Err(refused_at(&at.index(index).field("name"), message));
            }
        }
        self.check_paths(content)?;
        check_units(content.systemd.units.as_deref().unwrap_or_default())
    }

    /// No path twice, and none that begins with that of a link.
    fn check_paths(&self, content: &Content) -> Result<(), Refused> {
        let storage = &content.storage;
        let full = |filesystem: &str, path: &str| path::join("/", &path::join(self.mount(filesystem), path));
        let links: Vec<_> = storage.links.iter().flatten().map(|item| full(&item.filesystem, &item.path)).collect();
        let above = Above::new(links.iter().map(String::as_str));
        let at = At::ROOT.field("storage");
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        let mut enter = |list: &'static str, kind, index, path: String| {
            let name = format!("{kind}: {path}");
            let at = at.field(list);
            let at = at.index(index);
            if let Some(old) = seen.get(&path) {
                let message = format!(
                    "Config has conflicting inodes: \"{old}\" and \"{name}\".  All files, directories and links must specify a unique `path`."
                );
                return Err(refused_at(&at, message));
            }
            // A link /foo counts for /foobar too, as it does to the converter.
            let above = above.beginning(&path).filter(|&link| links[link] != path).min();
            if let Some(link) = above {
                let message = format!(
                    "{name} uses link defined in config {}. Please use a link not defined in Storage:Links",
                    quote::double(&links[link])
                );
                return Err(refused_at(&at, message));
            }
            seen.insert(path, name);
            Ok(())
        };
        for (index, item) in storage.files.iter().flatten().enumerate() {
            enter("files", "File", index, full(&item.filesystem, &item.path))?;
        }
        for (index, item) in storage.directories.iter().flatten().enumerate() {
            enter("directories", "Directory", index, full(&item.filesystem, &item.path))?;
        }
        links.iter().enumerate().try_for_each(|(index, path)| enter("links", "Link", index, path.clone()))
    }

    fn mount(&self, filesystem: &str) -> &str {
        self.mounts.get(filesystem).map_or("", |path| path.as_str())
    }

    fn content(&self, old: Content) -> v3::Content {
        let mut new = v3::Content::default();
        ignition(old.ignition, &mut new.ignition);
        new.passwd.users = list(old.passwd.users, user);
        new.passwd.groups = list(old.passwd.groups, group);
        new.systemd.units = list(old.systemd.units, unit);
        let storage = old.storage;
        new.storage.disks = list(storage.disks, |disk| v3::Disk {
            device: disk.device,
            wipe_table: set(disk.wipe_table),
            partitions: list(disk.partitions, partition),
        });
        new.storage.raid = list(storage.raid, raid);
        new.storage.filesystems = list(storage.filesystems, |item| item)
            .map(|items| {
                items.into_iter().filter(|item| item.name != "root").map(|item| self.filesystem(item)).collect()
            })
            .filter(|items: &Vec<_>| !items.is_empty());
        new.storage.files = list(storage.files, |item| self.file(item));
        new.storage.directories = list(storage.directories, |item| self.directory(item));
        new.storage.links = list(storage.links, |item| self.link(item));
        new
    }

    fn filesystem(&self, old: Filesystem) -> v3::Filesystem {
        let mount = old.mount.unwrap_or_default();
        v3::Filesystem {
            device: mount.device,
            format: some(mount.format),
            label: mount.label,
            options: nonempty(mount.options),
            path: some(self.mount(&old.name).to_owned()),
            uuid: mount.uuid,
            wipe_filesystem: set(mount.wipe_filesystem),
            ..v3::Filesystem::default()
        }
    }

    fn path(&self, filesystem: &str, path: &str) -> String {
        path::join(self.mount(filesystem), path)
    }

    fn file(&self, old: File) -> v3::File {
        let contents = v3::Resource {
            compression: some(old.contents.compression),
            http_headers: headers(old.contents.http_headers),
            source: Some(old.contents.source),
            verification: Verification { hash: old.contents.verification.hash },
        };
        let mut new = v3::File {
            path: self.path(&old.filesystem, &old.path),
            user: node_user(old.user),
            group: node_group(old.group),
            // What spec 2 takes for granted spec 3 must be told.
            overwrite: if old.append { Some(false) } else { Some(old.overwrite.unwrap_or(true)) },
            mode: old.mode,
            ..v3::File::default()
        };
        if old.append {
            new.append = Some([contents].into());
        } else {
            new.contents = contents;
        }
        new
    }

    fn directory(&self, old: Directory) -> v3::Directory {
        v3::Directory {
            path: self.path(&old.filesystem, &old.path),
            user: node_user(old.user),
            group: node_group(old.group),
            overwrite: old.overwrite,
            mode: old.mode,
        }
    }

    fn link(&self, old: Link) -> v3::Link {
        v3::Link {
            path: self.path(&old.filesystem, &old.path),
            user: node_user(old.user),
            group: node_group(old.group),
            overwrite: old.overwrite,
            hard: set(old.hard),
            target: Some(old.target),
        }
    }
}

fn check_units(units: &[Unit]) -> Result<(), Refused> {
    let at = At::ROOT.field("systemd");
    let at = at.field("units");
    let mut names = BTreeSet::new();
    for (index, unit) in units.iter().enumerate() {
        let at = at.index(index);
        let name = quote::double(&unit.name);
        if !names.insert(&unit.name) {
            let message = format!("Config has duplicate unit name {name}.  All units must specify a unique `name`.");
            return Err(refused_at(&at, message));
        }
        let mut dropins = BTreeSet::new();
        if let Some(twice) = unit.dropins.iter().flatten().find(|dropin| !dropins.insert(&dropin.name)) {
            let dropin = quote::double(&twice.name);
            let message = format!(
                "Config has duplicate dropin name {dropin} in unit {name}.  All dropins must specify a unique `name`."
            );
            return Err(refused_at(&at.field("dropins"), message));
        }
    }
    Ok(())
}

fn ignition(old: super::Ignition, new: &mut v3::Ignition) {
    new.config.merge = list(old.config.append, reference);
    new.config.replace = old.config.replace.map(reference).unwrap_or_default();
    new.security.tls.certificate_authorities = list(old.security.tls.certificate_authorities, reference);
    new.timeouts.http_response_headers = old.timeouts.http_response_headers;
    new.timeouts.http_total = old.timeouts.http_total;
    new.proxy.http_proxy = some(old.proxy.http_proxy);
    new.proxy.https_proxy = some(old.proxy.https_proxy);
    new.proxy.no_proxy = nonempty(old.proxy.no_proxy);
}

fn reference(old: Reference) -> v3::Resource {
    v3::Resource {
        http_headers: headers(old.http_headers),
        source: Some(old.source),
        verification: Verification { hash: old.verification.hash },
        ..v3::Resource::default()
    }
}

fn headers(old: Option<Vec<HttpHeader>>) -> Option<Vec<v3::HttpHeader>> {
    list(old, |header| v3::HttpHeader { name: header.name, value: some(header.value) })
}

fn user(old: User) -> v3::PasswdUser {
    v3::PasswdUser {
        gecos: some(old.gecos),
        groups: nonempty(old.groups),
        home_dir: some(old.home_dir),
        name: old.name,
        no_create_home: set(old.no_create_home),
        no_log_init: set(old.no_log_init),
        no_user_group: set(old.no_user_group),
        password_hash: old.password_hash,
        primary_group: some(old.primary_group),
        ssh_authorized_keys: nonempty(old.ssh_authorized_keys),
        shell: some(old.shell),
        should_exist: None,
        system: set(old.system),
        uid: old.uid,
    }
}

fn group(old: super::Group) -> v3::PasswdGroup {
    v3::PasswdGroup {
        gid: old.gid,
        name: old.name,
        password_hash: some(old.password_hash),
        should_exist: None,
        system: set(old.system),
    }
}

fn unit(old: Unit) -> v3::Unit {
    v3::Unit {
        contents: some(old.contents),
        dropins: list(old.dropins, |dropin| v3::Dropin { contents: some(dropin.contents), name: dropin.name }),
        enabled: old.enabled.or(set(old.enable)),
        mask: set(old.mask),
        name: old.name,
    }
}

fn partition(old: Partition) -> v3::Partition {
    v3::Partition {
        guid: some(old.guid),
        label: old.label,
        number: old.number,
        resize: None,
        should_exist: old.should_exist,
        size_mib: old.size_mib,
        start_mib: old.start_mib,
        type_guid: some(old.type_guid),
        wipe_partition_entry: set(old.wipe_partition_entry),
    }
}

fn raid(old: Raid) -> v3::Raid {
    v3::Raid {
        devices: nonempty(old.devices),
        level: Some(old.level),
        name: old.name,
        options: nonempty(old.options),
        spares: (old.spares != 0).then_some(old.spares),
    }
}

fn node_user(old: Option<Owner>) -> v3::NodeUser {
    let Owner { id, name } = old.unwrap_or_default();
    v3::NodeUser { id, name: some(name) }
}

fn node_group(old: Option<Owner>) -> v3::NodeGroup {
    let Owner { id, name } = old.unwrap_or_default();
    v3::NodeGroup { id, name: some(name) }
}

/// An empty text is none.
fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// False is nothing.
fn set(flag: bool) -> Option<bool> {
    flag.then_some(true)
}

fn nonempty<T>(list: Option<Vec<T>>) -> Option<Vec<T>> {
    list.filter(|list| !list.is_empty())
}

fn list<A, B>(old: Option<Vec<A>>, each: impl FnMut(A) -> B) -> Option<Vec<B>> {
    nonempty(old).map(|old| old.into_iter().map(each).collect())
}
