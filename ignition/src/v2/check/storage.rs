//! Disks, file systems, files.

use super::{Here, each, resource, unknown_keys};
use crate::check::Drafts;
use crate::check::disk::{REDUNDANT, STRIPED, extent_of, guid_fits, label_limit, overlap_of};
use crate::go::quote;
use crate::repeats::first_repeat;
use crate::rule;
use crate::v2::storage::{Create, Directory, Disk, File, Filesystem, Link, Mount, Owner, Partition, Raid, Storage};
use crate::version::Version::{self, V2_0, V2_1, V2_3};
use alloc::{collections::BTreeSet, format, vec::Vec};

/// File systems that nodes name and nobody defines, and names that are defined twice.
pub(super) fn filesystem_names(storage: &Storage, here: &Here<'_>, drafts: &mut Drafts) {
    let names = || storage.filesystems.iter().flatten().map(|filesystem| filesystem.name.as_str());
    let defined: BTreeSet<_> = names().chain(["root"]).collect();
    let files = storage.files.iter().flatten().map(|item| ("File", &item.path, &item.filesystem));
    let links = storage.links.iter().flatten().map(|item| ("Link", &item.path, &item.filesystem));
    let directories = storage.directories.iter().flatten().map(|item| ("Directory", &item.path, &item.filesystem));
    for (kind, path, name) in files.chain(links).chain(directories) {
        if !name.is_empty() && !defined.contains(name.as_str()) {
            let (path, name) = (quote::double(path), quote::double(name));
            let hint = "(This is ok if it is defined in a referenced config)";
            let message = format!("{kind} {path} references nonexistent filesystem {name}. {hint}");
            here.say(&rule::FILESYSTEM_UNKNOWN, message, drafts);
        }
    }
    let mut seen = BTreeSet::from(["root"]);
    for name in names().filter(|name| !seen.insert(*name)) {
        let message = format!("Filesystem {} shadows exising filesystem definition", quote::double(name));
        here.say(&rule::FILESYSTEM_SHADOWS, message, drafts);
    }
}

pub(super) fn storage(storage: &Storage, here: &Here<'_>, drafts: &mut Drafts) {
    each(&storage.directories, &here.field("directories"), drafts, directory);
    each(&storage.disks, &here.field("disks"), drafts, disk);
    each(&storage.files, &here.field("files"), drafts, file);
    each(&storage.filesystems, &here.field("filesystems"), drafts, filesystem);
    each(&storage.links, &here.field("links"), drafts, link);
    each(&storage.raid, &here.field("raid"), drafts, raid);
    unknown_keys::<Storage>(here, drafts);
}

fn directory(directory: &Directory, here: &Here<'_>, drafts: &mut Drafts) {
    let Directory { filesystem, group, path, user, mode, .. } = directory;
    node(filesystem, group.as_ref(), path, user.as_ref(), here, drafts);
    permissions(*mode, &here.field("mode"), drafts);
    unknown_keys::<Directory>(here, drafts);
}

fn file(file: &File, here: &Here<'_>, drafts: &mut Drafts) {
    if file.overwrite == Some(true) && file.append {
        return here.add(&rule::APPEND_AND_OVERWRITE, drafts);
    }
    node(&file.filesystem, file.group.as_ref(), &file.path, file.user.as_ref(), here, drafts);
    resource::contents(&file.contents, &here.field("contents"), drafts);
    permissions(file.mode, &here.field("mode"), drafts);
    unknown_keys::<File>(here, drafts);
}

fn link(link: &Link, here: &Here<'_>, drafts: &mut Drafts) {
    node(&link.filesystem, link.group.as_ref(), &link.path, link.user.as_ref(), here, drafts);
    unknown_keys::<Link>(here, drafts);
}

fn node(
    filesystem: &str,
    group: Option<&Owner>,
    path: &str,
    user: Option<&Owner>,
    here: &Here<'_>,
    drafts: &mut Drafts,
) {
    if filesystem.is_empty() {
        here.field("filesystem").add(&rule::NODE_FILESYSTEM_MISSING, drafts);
    }
    owner(group, &here.field("group"), drafts);
    absolute(path, &here.field("path"), drafts);
    owner(user, &here.field("user"), drafts);
}

fn owner(owner: Option<&Owner>, here: &Here<'_>, drafts: &mut Drafts) {
    match owner {
        Some(owner) if owner.id.is_some() && !owner.name.is_empty() => here.add(&rule::ID_AND_NAME, drafts),
        Some(_) => unknown_keys::<Owner>(here, drafts),
        None => {}
    }
}

fn absolute(path: &str, here: &Here<'_>, drafts: &mut Drafts) {
    if !path.starts_with('/') {
        here.add(&rule::PATH_RELATIVE, drafts);
    }
}

fn permissions(mode: Option<i64>, here: &Here<'_>, drafts: &mut Drafts) {
    match mode {
        None => here.add(&rule::MODE_MISSING, drafts),
        Some(mode) if !(0..=0o7777).contains(&mode) => here.add(&rule::MODE_ILLEGAL, drafts),
        Some(_) => {}
    }
}

fn disk(disk: &Disk, here: &Here<'_>, drafts: &mut Drafts) {
    let device = here.field("device");
    if disk.device.is_empty() {
        device.add(&rule::DEVICE_MISSING, drafts);
    } else {
        absolute(&disk.device, &device, drafts);
    }
    let list = here.field("partitions");
    together(disk.partitions.as_deref().unwrap_or_default(), &list, drafts);
    each(&disk.partitions, &list, drafts, partition);
    unknown_keys::<Disk>(here, drafts);
}

/// What the partitions of one disk must not do to each other.
fn together(partitions: &[Partition], here: &Here<'_>, drafts: &mut Drafts) {
    // 2.2 does not compare partitions that say the same.
    let mut distinct: Vec<&Partition> = partitions.iter().collect();
    if drafts.version < V2_3 {
        let key = |p: &Partition| (p.number, p.start, p.size, p.guid.clone(), p.label.clone(), p.type_guid.clone());
        let mut seen = BTreeSet::new();
        distinct.retain(|partition| seen.insert(key(partition)));
    }
    let zero = (drafts.version < V2_3).then_some(0);
    let sectors = |partition: &&Partition| extent_of(partition.start.or(zero)?, partition.size.or(zero)?);
    let numbers = partitions.iter().map(|p| (p.number != 0).then_some(p.number));
    if first_repeat(numbers).is_some() {
        here.add(&rule::PARTITION_NUMBERS, drafts);
    }
    if overlap_of(distinct.iter().map(sectors)).is_some() {
        here.add(&rule::PARTITION_OVERLAP, drafts);
    }
    if partitions.iter().any(|partition| partition.start.is_some_and(|start| start & 2047 != 0)) {
        here.add(&rule::PARTITION_MISALIGNED, drafts);
    }
    let absent = partitions.iter().any(|partition| partition.should_exist == Some(false));
    if absent && partitions.iter().any(|partition| partition.number == 0) {
        here.add(&rule::PARTITION_ZERO, drafts);
    }
    if partitions.iter().any(in_sectors) && partitions.iter().any(in_mib) {
        here.add(&rule::PARTITION_UNITS, drafts);
    }
}

const fn in_sectors(partition: &Partition) -> bool {
    partition.size.is_some() || partition.start.is_some()
}

const fn in_mib(partition: &Partition) -> bool {
    partition.size_mib.is_some() || partition.start_mib.is_some()
}

fn partition(partition: &Partition, here: &Here<'_>, drafts: &mut Drafts) {
    let mixed = in_sectors(partition) && in_mib(partition);
    if mixed {
        here.add(&rule::PARTITION_UNITS, drafts);
    }
    let Partition { guid, label, type_guid, .. } = partition;
    let described = label.is_some() || !type_guid.is_empty() || !guid.is_empty() || in_sectors(partition);
    let contradicts = partition.should_exist == Some(false) && described;
    if contradicts {
        here.add(&rule::PARTITION_ABSENT, drafts);
    }
    if drafts.version >= V2_3 && (mixed || contradicts) {
        return;
    }
    self::guid(guid, &here.field("guid"), drafts);
    let label_here = here.field("label");
    if let Some(label) = label {
        if label.len() > 36 {
            label_here.add(&rule::PARTITION_LABEL_LONG, drafts);
        }
        if label.contains(':') {
            label_here.add(&rule::PARTITION_LABEL_CUT, drafts);
        }
    }
    if partition.size.is_some() {
        here.field("size").add(&rule::PARTITION_SIZE, drafts);
    }
    if partition.start.is_some() {
        here.field("start").add(&rule::PARTITION_START, drafts);
    }
    self::guid(type_guid, &here.field("typeGuid"), drafts);
    unknown_keys::<Partition>(here, drafts);
}

fn guid(guid: &str, here: &Here<'_>, drafts: &mut Drafts) {
    if !guid.is_empty() && !guid_fits(guid) {
        here.add(&rule::GUID_INVALID, drafts);
    }
}

fn filesystem(filesystem: &Filesystem, here: &Here<'_>, drafts: &mut Drafts) {
    let mut fatal = true;
    match (&filesystem.mount, &filesystem.path) {
        (None, None) => here.add(&rule::FILESYSTEM_NOWHERE, drafts),
        (Some(_), Some(_)) => here.add(&rule::FILESYSTEM_TWICE, drafts),
        _ => fatal = false,
    }
    if let Some(mount) = filesystem.mount.as_ref().filter(|mount| mount.create.is_some()) {
        fatal |= older_options(mount, here, drafts);
    }
    if fatal {
        return;
    }
    if let Some(mount) = &filesystem.mount {
        self::mount(mount, &here.field("mount"), drafts);
    }
    if filesystem.path.as_ref().is_some_and(|path| !path.starts_with('/')) {
        let message = match drafts.version {
            version if version < V2_3 => rule::PATH_RELATIVE.summary.into(),
            _ => format!("filesystem {}: path not absolute", quote::double(&filesystem.name)),
        };
        here.field("path").say(&rule::PATH_RELATIVE, message, drafts);
    }
    unknown_keys::<Filesystem>(here, drafts);
}

/// What must not stand beside `create`. True: something does.
fn older_options(mount: &Mount, here: &Here<'_>, drafts: &mut Drafts) -> bool {
    let options = mount.options.as_ref().is_some_and(|options| !options.is_empty());
    if mount.wipe_filesystem {
        here.add(&rule::CREATE_AND_WIPE, drafts);
    }
    if options {
        here.add(&rule::CREATE_AND_OPTIONS, drafts);
    }
    here.add(&rule::MOUNT_CREATE, drafts);
    mount.wipe_filesystem || options
}

/// The formats of spec 2, since when.
const FORMATS: &[(&str, Version)] = &[("ext4", V2_0), ("btrfs", V2_0), ("xfs", V2_0), ("swap", V2_1), ("vfat", V2_1)];

fn mount(mount: &Mount, here: &Here<'_>, drafts: &mut Drafts) {
    if !FORMATS.iter().any(|(name, since)| *name == mount.format && *since <= drafts.version) {
        return here.add(&rule::FORMAT_UNKNOWN, drafts);
    }
    if mount.create.is_some() {
        unknown_keys::<Create>(&here.field("create"), drafts);
    }
    absolute(&mount.device, &here.field("device"), drafts);
    let most = label_limit(&mount.format);
    if let (Some(label), Some(most)) = (&mount.label, most)
        && label.len() > most
    {
        let format = &mount.format;
        let message = format!("filesystem labels cannot be longer than {most} characters when using {format}");
        here.field("label").say(&rule::FILESYSTEM_LABEL_LONG, message, drafts);
    }
    unknown_keys::<Mount>(here, drafts);
}

fn raid(raid: &Raid, here: &Here<'_>, drafts: &mut Drafts) {
    let devices = here.field("devices");
    for device in raid.devices.iter().flatten() {
        absolute(device, &devices, drafts);
    }
    let level = here.field("level");
    if STRIPED.contains(&raid.level.as_str()) {
        if raid.spares != 0 {
            level.add(&rule::RAID_SPARES_2, drafts);
        }
    } else if !REDUNDANT.contains(&raid.level.as_str()) {
        level.add(&rule::RAID_LEVEL_UNKNOWN, drafts);
    }
    unknown_keys::<Raid>(here, drafts);
}
