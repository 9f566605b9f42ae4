//! What a config of spec 3 is in spec 2.

use super::Lower;
use crate::check::Beginnings;
use crate::model as v3;
use crate::v2::{
    Content, Directory, Disk, Dropin, File, FileContents, Filesystem, Group, HttpHeader, Ignition, Link, Mount, Owner,
    Partition, Raid, Reference, Unit, User, Verification,
};
use crate::version::Version::V2_4;
use alloc::{borrow::ToOwned, string::String, string::ToString, vec::Vec};

impl Lower {
    pub(super) fn content(&self, old: v3::Content) -> Content {
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

/// The paths of file systems, to find which of them a file is on.
struct Mounts<'a> {
    paths: Vec<&'a str>,
    beginnings: Beginnings<'a>,
}

impl<'a> Mounts<'a> {
    fn new(filesystems: &'a [v3::Filesystem]) -> Self {
        let paths: Vec<_> = filesystems.iter().filter_map(|filesystem| filesystem.path.as_deref()).collect();
        Self { beginnings: Beginnings::new(paths.iter().copied()), paths }
    }

    /// The file system a path is on, and the path there.
    fn of(&self, path: &str) -> (String, String) {
        match self.beginnings.of(path).next().map(|index| self.paths[index]) {
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

fn ignition(old: v3::Ignition, new: &mut Ignition) {
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
