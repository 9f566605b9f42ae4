//! What a config of spec 2 is in spec 3.

use super::Raise;
use crate::go::path;
use crate::model::{self as v3, Verification};
use crate::v2::{
    Content, Directory, File, Filesystem, Group, HttpHeader, Ignition, Link, Owner, Partition, Raid, Reference, Unit,
    User,
};
use crate::version::Version::V3_0;
use alloc::{borrow::ToOwned, string::String, vec::Vec};

impl Raise<'_> {
    pub(super) fn content(&self, old: Content) -> v3::Content {
        let mut new = v3::Content::default();
        self.ignition(old.ignition, &mut new.ignition);
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

    fn ignition(&self, old: Ignition, new: &mut v3::Ignition) {
        new.config.merge = references(old.config.append);
        new.config.replace = old.config.replace.map(reference).unwrap_or_default();
        let authorities = old.security.tls.certificate_authorities;
        new.security.tls.certificate_authorities =
            if self.to == V3_0 { list(authorities, reference) } else { references(authorities) };
        new.timeouts.http_response_headers = old.timeouts.http_response_headers;
        new.timeouts.http_total = old.timeouts.http_total;
        new.proxy.http_proxy = some(old.proxy.http_proxy);
        new.proxy.https_proxy = some(old.proxy.https_proxy);
        new.proxy.no_proxy = nonempty(old.proxy.no_proxy);
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

/// The converter gives all of them the source of the last, and then refuses them as duplicates; the
/// certificate authorities of 3.0 it spares.
fn references(old: Option<Vec<Reference>>) -> Option<Vec<v3::Resource>> {
    let source = old.as_ref()?.last()?.source.clone();
    list(old, |old| reference(Reference { source: source.clone(), ..old }))
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

fn group(old: Group) -> v3::PasswdGroup {
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
