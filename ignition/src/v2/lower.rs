//! From spec 3 to spec 2, as the converter does it: 3.0 to 3.2 become 2.2, 3.1 and 3.2 become 2.4.

use super::storage::{Disk, File, FileContents, Filesystem, Link, Mount, Owner, Partition, Raid};
use super::{Content, Directory, Dropin, Group, HttpHeader, Parsed, Reference, Unit, User, Verification, valid};
use crate::check::{Above, Drafts};
use crate::document::At;
use crate::model as v3;
use crate::report::{Refused, Report};
use crate::restate::{UNEXPECTED, judge, newer_than_3_1, not_supported, refused, refused_at};
use crate::rule;
use crate::version::Version::{self, V2_2, V2_3, V2_4, V3_0, V3_2};
use alloc::{borrow::ToOwned, format, string::String, string::ToString, vec::Vec};

/// The same config in spec 2.2 or 2.4, as the converter restates it; a config newer than 3.2 is
/// brought there first, by [`at_lossy`](crate::Config::at_lossy). The report has a warning for
/// each loss.
///
/// Each file system becomes one that is named by its path, and files below that path are on it: the
/// converter compares letters, so that it takes `/variance` for a file on `/var`, and then refuses
/// it. Where it crashes, the config is refused.
///
/// ```
/// use garboard_ignition::{Version, parse, v2};
///
/// let config = parse(br#"{
///   "ignition": { "version": "3.1.0" },
///   "storage": {
///     "filesystems": [ { "device": "/dev/vdb", "format": "xfs", "path": "/var" } ],
///     "files": [ { "path": "/var/lib/motd", "mode": 420, "contents": { "source": "data:,hi" } } ]
///   }
/// }"#)?.config;
/// let lowered = v2::lower(config, Version::V2_2)?.config;
/// let file = &lowered.content().storage.files.as_ref().unwrap()[0];
/// assert_eq!((&*file.filesystem, &*file.path), ("/var", "/lib/motd"));
/// # Ok::<(), garboard_ignition::Refused>(())
/// ```
///
/// # Errors
/// [`Refused`] in the converter's words where it refuses, in ours where it crashes or has no way:
/// there is none to 2.0, 2.1 and 2.3, and none from 3.0 to 2.4.
pub fn lower(config: crate::Config, to: Version) -> Result<Parsed, Refused> {
    let newest = config.version().min(V3_2);
    let crate::Parsed { config, mut report } = config.at_lossy(newest)?;
    let from = config.version();
    if !matches!(to, V2_2 | V2_4) || (from, to) == (V3_0, V2_4) {
        return Err(refused(format!("there is no way from {from} to {to}")));
    }
    let lower = Lower { from, to, short: if to == V2_2 { "2.2" } else { "2.4" } };
    judge(config.content(), from, "Invalid input config:\n")?;
    lower.refuse(config.content())?;
    lower.refuse_crashes(config.content())?;
    report.append(lower.losses(config.content()));
    let lowered = valid(lower.content(config.into_content()), to, UNEXPECTED)?;
    Ok(Parsed { config: lowered, report })
}

struct Lower {
    from: Version,
    to: Version,
    /// The version as the converter says it.
    short: &'static str,
}

impl Lower {
    /// What the converter refuses, in its order.
    fn refuse(&self, content: &v3::Content) -> Result<(), Refused> {
        if self.from == V3_0 {
            return self.refuse_partitions(content);
        }
        let ignition = &content.ignition;
        for (resources, name) in [
            (ignition.config.merge.as_deref().unwrap_or_default(), "Ignition.Config.Merge"),
            (core::slice::from_ref(&ignition.config.replace), "Ignition.Config.Replace"),
            (
                ignition.security.tls.certificate_authorities.as_deref().unwrap_or_default(),
                "Ignition.Security.TLS.CertificateAuthorities",
            ),
        ] {
            for resource in resources {
                if resource.compression.is_some() {
                    return Err(self.without(&format!("Compression in {name}")));
                }
                self.refuse_headers(resource, name)?;
            }
        }
        let proxy = &ignition.proxy;
        if self.to == V2_2 && (proxy.http_proxy.is_some() || proxy.https_proxy.is_some() || proxy.no_proxy.is_some()) {
            return Err(refused("HTTP proxies in Ignition.Proxy are not supported on 2.2".to_owned()));
        }
        if self.from == V3_2 {
            newer_than_3_1(content, self.short)?;
        }
        self.refuse_partitions(content)?;
        self.refuse_files(content)
    }

    fn without(&self, what: &str) -> Refused {
        refused(not_supported(what, self.short))
    }

    fn refuse_headers(&self, resource: &v3::Resource, name: &str) -> Result<(), Refused> {
        if self.to == V2_2 && resource.http_headers.is_some() {
            return Err(refused(format!("HTTPHeaders in {name} are not supported on 2.2")));
        }
        Ok(())
    }

    fn refuse_partitions(&self, content: &v3::Content) -> Result<(), Refused> {
        for partition in content.storage.disks.iter().flatten().flat_map(|disk| disk.partitions.iter().flatten()) {
            if self.to == V2_2 && (partition.size_mib.is_some() || partition.start_mib.is_some()) {
                return Err(self.without("SizeMiB and StartMiB in Storage.Disks.Partitions"));
            }
            if self.from == V3_2 && partition.resize == Some(true) {
                return Err(self.without("Resize in Storage.Disks.Partitions"));
            }
        }
        Ok(())
    }

    fn refuse_files(&self, content: &v3::Content) -> Result<(), Refused> {
        let storage = &content.storage;
        if self.to == V2_2 && storage.filesystems.iter().flatten().any(|item| item.mount_options.is_some()) {
            return Err(self.without("MountOptions in Storage.Filesystems"));
        }
        for file in storage.files.iter().flatten() {
            self.refuse_headers(&file.contents, "Storage.Files.Contents")?;
            file.append.iter().flatten().try_for_each(|piece| self.refuse_headers(piece, "Storage.Files.Append.*"))?;
        }
        Ok(())
    }

    /// What the converter does not see, and crashes on.
    fn refuse_crashes(&self, content: &v3::Content) -> Result<(), Refused> {
        let crash = |at: &At<'_>, what: &str| Err(refused_at(at, format!("the converter crashes on {what}")));
        let config = At::ROOT.field("ignition");
        let config = config.field("config");
        let merge = config.field("merge");
        for (index, resource) in content.ignition.config.merge.iter().flatten().enumerate() {
            if resource.source.is_none() {
                return crash(&merge.index(index), "a config to merge that has no source");
            }
        }
        if self.to == V2_4 {
            let disks = At::ROOT.field("storage");
            let disks = disks.field("disks");
            for (index, disk) in content.storage.disks.iter().flatten().enumerate() {
                let at = disks.index(index);
                let list = at.field("partitions");
                let lacks = |partition: &v3::Partition| partition.wipe_partition_entry.is_none();
                if let Some(index) = disk.partitions.iter().flatten().position(lacks) {
                    return crash(&list.index(index), "a partition that does not say wipePartitionEntry");
                }
            }
            if resources(content).flat_map(|item| item.http_headers.iter().flatten()).any(|it| it.value.is_none()) {
                return crash(&At::ROOT, "an HTTP header without a value");
            }
        }
        Ok(())
    }

    /// What is dropped in silence.
    fn losses(&self, content: &v3::Content) -> Report {
        let mut drafts = Drafts::new(V2_3);
        let storage = At::ROOT.field("storage");
        let mut lost = |at: &At<'_>, what: &str| {
            drafts.say(&rule::DROPPED, at, format!("{} cannot say this: {what}", self.to));
        };
        let files = storage.field("files");
        for (index, file) in content.storage.files.iter().flatten().enumerate() {
            if file.contents.source.is_none() && file.append.as_ref().is_none_or(|pieces| pieces.is_empty()) {
                lost(&files.index(index), "a file without contents is dropped");
            }
        }
        let filesystems = storage.field("filesystems");
        for (index, filesystem) in content.storage.filesystems.iter().flatten().enumerate() {
            if filesystem.mount_options.is_some() {
                lost(&filesystems.index(index).field("mountOptions"), "the field is dropped");
            }
        }
        let disks = storage.field("disks");
        for (index, disk) in content.storage.disks.iter().flatten().enumerate() {
            let at = disks.index(index);
            let list = at.field("partitions");
            for (index, partition) in disk.partitions.iter().flatten().enumerate() {
                let at = list.index(index);
                let dropped = self.to == V2_2;
                for (name, there) in [
                    ("resize", partition.resize.is_some()),
                    ("shouldExist", dropped && partition.should_exist.is_some()),
                    ("wipePartitionEntry", dropped && partition.wipe_partition_entry.is_some()),
                ] {
                    if there {
                        lost(&at.field(name), "the field is dropped");
                    }
                }
            }
        }
        let passwd = At::ROOT.field("passwd");
        let users = content.passwd.users.iter().flatten().map(|user| user.should_exist);
        let groups = content.passwd.groups.iter().flatten().map(|group| group.should_exist);
        for (list, flags) in [("users", users.collect::<Vec<_>>()), ("groups", groups.collect())] {
            let at = passwd.field(list);
            for (index, _) in flags.iter().enumerate().filter(|(_, flag)| flag.is_some()) {
                lost(&at.index(index).field("shouldExist"), "the field is dropped");
            }
        }
        crate::config::unplaced(drafts)
    }

    fn content(&self, old: v3::Content) -> Content {
        let mut new = Content::default();
        ignition(old.ignition, &mut new.ignition);
        new.passwd.users = list(old.passwd.users, user);
        new.passwd.groups = list(old.passwd.groups, |group| Group {
            gid: group.gid,
            name: group.name,
            password_hash: plain(group.password_hash),
            system: is_true(group.system),
        });
        new.systemd.units = list(old.systemd.units, |unit| Unit {
            contents: plain(unit.contents),
            dropins: list(unit.dropins, |dropin| Dropin { contents: plain(dropin.contents), name: dropin.name }),
            enable: false,
            enabled: unit.enabled,
            mask: is_true(unit.mask),
            name: unit.name,
        });
        let storage = old.storage;
        let mounts = Mounts::new(storage.filesystems.as_deref().unwrap_or_default());
        new.storage.disks = list(storage.disks, |disk| Disk {
            device: disk.device,
            partitions: list(disk.partitions, |item| self.partition(item)),
            wipe_table: is_true(disk.wipe_table),
        });
        new.storage.raid = list(storage.raid, |raid| Raid {
            devices: nonempty(raid.devices),
            level: plain(raid.level),
            name: raid.name,
            options: nonempty(raid.options),
            spares: raid.spares.unwrap_or_default(),
        });
        let files = storage.files.into_iter().flatten().flat_map(|item| split(item, &mounts));
        new.storage.files = nonempty(Some(files.collect()));
        new.storage.directories = list(storage.directories, |item| {
            let (filesystem, path) = mounts.of(&item.path);
            Directory {
                filesystem,
                group: owner(item.group.id, item.group.name),
                overwrite: item.overwrite,
                path,
                user: owner(item.user.id, item.user.name),
                mode: item.mode,
            }
        });
        new.storage.links = list(storage.links, |item| {
            let (filesystem, path) = mounts.of(&item.path);
            Link {
                filesystem,
                group: owner(item.group.id, item.group.name),
                overwrite: item.overwrite,
                path,
                user: owner(item.user.id, item.user.name),
                hard: is_true(item.hard),
                target: plain(item.target),
            }
        });
        new.storage.filesystems = filesystems(storage.filesystems);
        new
    }

    fn partition(&self, old: v3::Partition) -> Partition {
        let mut new = Partition {
            guid: plain(old.guid),
            label: old.label,
            number: old.number,
            type_guid: plain(old.type_guid),
            ..Partition::default()
        };
        if self.to == V2_4 {
            new.should_exist = old.should_exist;
            new.size_mib = old.size_mib;
            new.start_mib = old.start_mib;
            new.wipe_partition_entry = is_true(old.wipe_partition_entry);
        } else {
            // An empty label is none there.
            new.label = new.label.filter(|label| !label.is_empty());
        }
        new
    }
}

/// Every resource that spec 2 can have headers for.
fn resources(content: &v3::Content) -> impl Iterator<Item = &v3::Resource> {
    let ignition = &content.ignition;
    let files = content.storage.files.iter().flatten();
    let pieces = files.flat_map(|file| core::iter::once(&file.contents).chain(file.append.iter().flatten()));
    let merge = ignition.config.merge.iter().flatten().chain([&ignition.config.replace]);
    merge.chain(ignition.security.tls.certificate_authorities.iter().flatten()).chain(pieces)
}

/// The paths of file systems, to find which of them a file is on.
struct Mounts<'a> {
    paths: Vec<&'a str>,
    above: Above<'a>,
}

impl<'a> Mounts<'a> {
    fn new(filesystems: &'a [v3::Filesystem]) -> Self {
        let paths: Vec<_> = filesystems.iter().filter_map(|filesystem| filesystem.path.as_deref()).collect();
        Self { above: Above::new(paths.iter().copied()), paths }
    }

    /// The file system a path is on, and the path there.
    fn of(&self, path: &str) -> (String, String) {
        let longest = self.above.beginning(path).map(|index| self.paths[index]).max_by_key(|mount| mount.len());
        match longest {
            Some(mount) => (mount.to_owned(), path[mount.len()..].to_owned()),
            None => ("root".to_owned(), path.to_owned()),
        }
    }
}

/// A file of spec 3 is one for its contents and one for each piece that is appended.
fn split(old: v3::File, mounts: &Mounts<'_>) -> Vec<File> {
    let (filesystem, path) = mounts.of(&old.path);
    let file = File {
        filesystem,
        group: owner(old.group.id, old.group.name),
        // What spec 3 takes for granted spec 2 must be told.
        overwrite: Some(old.overwrite.unwrap_or(false)),
        path,
        user: owner(old.user.id, old.user.name),
        mode: old.mode,
        ..File::default()
    };
    let mut files = Vec::new();
    if old.contents.source.is_some() {
        files.push(File { contents: contents(old.contents), ..file.clone() });
    }
    for piece in old.append.into_iter().flatten() {
        files.push(File {
            append: true,
            overwrite: Some(false),
            contents: contents(piece),
            ..file.clone()
        });
    }
    files
}

fn contents(old: v3::Resource) -> FileContents {
    FileContents {
        compression: plain(old.compression),
        http_headers: headers(old.http_headers),
        source: plain(old.source),
        verification: Verification { hash: old.verification.hash },
    }
}

/// Named by their paths, and by numbers where they have none.
fn filesystems(old: Option<Vec<v3::Filesystem>>) -> Option<Vec<Filesystem>> {
    let mut unnamed = 0;
    list(old, |old| Filesystem {
        name: old.path.unwrap_or_else(|| {
            unnamed += 1;
            ToString::to_string(&unnamed)
        }),
        mount: Some(Mount {
            create: None,
            device: old.device,
            format: plain(old.format),
            label: old.label,
            options: nonempty(old.options),
            uuid: old.uuid,
            wipe_filesystem: is_true(old.wipe_filesystem),
        }),
        path: None,
    })
}

fn ignition(old: v3::Ignition, new: &mut super::Ignition) {
    new.config.append = list(old.config.merge, reference);
    new.config.replace = Some(old.config.replace).filter(|replace| replace.source.is_some()).map(reference);
    new.security.tls.certificate_authorities = list(old.security.tls.certificate_authorities, reference);
    new.timeouts.http_response_headers = old.timeouts.http_response_headers;
    new.timeouts.http_total = old.timeouts.http_total;
    new.proxy.http_proxy = plain(old.proxy.http_proxy);
    new.proxy.https_proxy = plain(old.proxy.https_proxy);
    new.proxy.no_proxy = nonempty(old.proxy.no_proxy);
}

fn reference(old: v3::Resource) -> Reference {
    Reference {
        http_headers: headers(old.http_headers),
        source: plain(old.source),
        verification: Verification { hash: old.verification.hash },
    }
}

fn headers(old: Option<Vec<v3::HttpHeader>>) -> Option<Vec<HttpHeader>> {
    list(old, |header| HttpHeader { name: header.name, value: plain(header.value) })
}

fn user(old: v3::PasswdUser) -> User {
    User {
        create: None,
        gecos: plain(old.gecos),
        groups: nonempty(old.groups),
        home_dir: plain(old.home_dir),
        name: old.name,
        no_create_home: is_true(old.no_create_home),
        no_log_init: is_true(old.no_log_init),
        no_user_group: is_true(old.no_user_group),
        password_hash: old.password_hash,
        primary_group: plain(old.primary_group),
        ssh_authorized_keys: nonempty(old.ssh_authorized_keys),
        shell: plain(old.shell),
        system: is_true(old.system),
        uid: old.uid,
    }
}

/// There only if it says something, be it an empty name.
fn owner(id: Option<i64>, name: Option<String>) -> Option<Owner> {
    (id.is_some() || name.is_some()).then(|| Owner { id, name: plain(name) })
}

fn plain(text: Option<String>) -> String {
    text.unwrap_or_default()
}

fn is_true(flag: Option<bool>) -> bool {
    flag == Some(true)
}

fn nonempty<T>(list: Option<Vec<T>>) -> Option<Vec<T>> {
    list.filter(|list| !list.is_empty())
}

fn list<A, B>(old: Option<Vec<A>>, each: impl FnMut(A) -> B) -> Option<Vec<B>> {
    nonempty(old).map(|old| old.into_iter().map(each).collect())
}
