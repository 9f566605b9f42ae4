//! Disks and partitions, file systems, RAID arrays.

use super::node::check_path;
use super::{Drafts, inside};
use crate::document::At;
use crate::model::rows::text;
use crate::model::{Disk, Filesystem, Partition, Raid, Storage};
use crate::repeats::{first_repeat, repeats};
use crate::rule;
use crate::version::Version::{self, V3_0, V3_3, V3_7};
use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

/// File systems on devices that the same config partitions or wipes.
pub(super) fn filesystems_on_disks(storage: &Storage, at: &At<'_>, drafts: &mut Drafts) {
    let (Some(filesystems), Some(disks)) = (&storage.filesystems, &storage.disks) else { return };
    let disks: BTreeMap<_, _> = disks.iter().map(|disk| (disk.device.as_str(), disk)).collect();
    let at = at.field("filesystems");
    for (index, filesystem) in filesystems.iter().enumerate() {
        let Some(disk) = disks.get(filesystem.device.as_str()) else { continue };
        let at = at.index(index);
        let at = at.field("device");
        if disk.partitions.as_ref().is_some_and(|partitions| !partitions.is_empty()) {
            drafts.add(&rule::FILESYSTEM_OVER_PARTITIONS, &at);
        } else if filesystem.wipe_filesystem != Some(true) && disk.wipe_table == Some(true) {
            drafts.add(&rule::FILESYSTEM_WIPED, &at);
        }
    }
}

pub(super) fn disk(disk: &Disk, at: &At<'_>, drafts: &mut Drafts) {
    let partitions = disk.partitions.as_deref().unwrap_or_default();
    let list = at.field("partitions");
    if disk.device.is_empty() {
        drafts.add(&rule::DEVICE_MISSING, &at.field("device"));
    } else {
        check_path(&disk.device, &at.field("device"), drafts);
        if let Some((_, second)) = first_repeat(partitions.iter().map(|p| (p.number != 0).then_some(p.number))) {
            drafts.add(&rule::PARTITION_NUMBERS, &list.index(second));
        }
        if let Some(other) = overlap(partitions) {
            drafts.add(&rule::PARTITION_OVERLAP, &list.index(other));
        }
        if drafts.converting && zero_beside_absent(partitions) {
            drafts.add(&rule::PARTITION_ZERO, &list);
        }
        if let Some(&(earlier, second)) = repeats(partitions.iter().map(|p| p.label.as_deref())).first()
            && let Some(draft) = drafts.add(&rule::PARTITION_LABELS, &list.index(second))
        {
            draft.beside(&list.index(earlier));
        }
    }
    for (index, item) in partitions.iter().enumerate() {
        partition(item, &list.index(index), drafts);
    }
}

/// A partition to be removed beside one that takes the next free number.
fn zero_beside_absent(partitions: &[Partition]) -> bool {
    partitions.iter().any(|partition| partition.number == 0)
        && partitions.iter().any(|partition| partition.should_exist == Some(false))
}

/// First and last MiB of a partition that has a place of its own.
fn extent(partition: &Partition) -> Option<(i64, i64)> {
    extent_of(partition.start_mib?, partition.size_mib?)
}

pub(crate) fn extent_of(start: i64, size: i64) -> Option<(i64, i64)> {
    let end = if size == 0 { start } else { start.wrapping_add(size).wrapping_sub(1) };
    (start != 0).then_some((start, end))
}

/// More partitions than this with sizes that make no sense are not compared with each other.
const MOST_COMPARED: usize = 4096;

/// The partition the reference blames: the second of the first pair that overlaps, pairs being
/// taken in the order of the list.
fn overlap(partitions: &[Partition]) -> Option<usize> {
    overlap_of(partitions.iter().map(extent))
}

pub(crate) fn overlap_of(extents: impl Iterator<Item = Option<(i64, i64)>>) -> Option<usize> {
    let extents: Vec<_> = extents.enumerate().filter_map(|(at, extent)| Some((extent?, at))).collect();
    let ordinary = extents.iter().all(|((start, end), _)| start <= end);
    let first = if ordinary {
        first_overlapping(&extents)?
    } else if extents.len() <= MOST_COMPARED {
        extents.iter().position(|&(one, at)| other_of(one, at, &extents).is_some())?
    } else {
        return None;
    };
    let (one, at) = extents[first];
    other_of(one, at, &extents)
}

/// The first of `extents` that meets the one at `at`.
fn other_of(one: (i64, i64), at: usize, extents: &[((i64, i64), usize)]) -> Option<usize> {
    extents.iter().find(|&&(other, index)| index != at && hits(one, other)).map(|&(_, index)| index)
}

fn hits((start, end): (i64, i64), (from, to): (i64, i64)) -> bool {
    (from..=to).contains(&start) || (from..=to).contains(&end) || (start < from && end > to)
}

/// The first extent that meets any other, found by sorting: a hostile list must not cost its
/// square.
fn first_overlapping(extents: &[((i64, i64), usize)]) -> Option<usize> {
    let mut sorted: Vec<_> = extents.iter().enumerate().map(|(index, &(extent, _))| (extent, index)).collect();
    sorted.sort_unstable();
    let mut first = None;
    let mut reach: Option<i64> = None;
    for (at, &((start, end), index)) in sorted.iter().enumerate() {
        let meets_earlier = reach.is_some_and(|reach| start <= reach);
        let meets_next = sorted.get(at + 1).is_some_and(|((next, _), _)| *next <= end);
        if meets_earlier || meets_next {
            first = Some(first.map_or(index, |first: usize| first.min(index)));
        }
        reach = reach.max(Some(end));
    }
    first
}

fn partition(partition: &Partition, at: &At<'_>, drafts: &mut Drafts) {
    let described = partition.label.is_some()
        || !text(&partition.type_guid).is_empty()
        || !text(&partition.guid).is_empty()
        || partition.start_mib.is_some()
        || partition.size_mib.is_some();
    if partition.should_exist == Some(false) && described {
        drafts.add(&rule::PARTITION_ABSENT, at);
    }
    if partition.number == 0 && partition.label.is_none() {
        drafts.add(&rule::PARTITION_UNNAMED, at);
    }
    let label = text(&partition.label);
    if label.len() > 36 {
        drafts.add(&rule::PARTITION_LABEL_LONG, &at.field("label"));
    } else if let Some(colon) = label.find(':') {
        inside(drafts.add(&rule::PARTITION_LABEL_COLON, &at.field("label")), colon);
    }
    guid(&partition.guid, &at.field("guid"), drafts);
    guid(&partition.type_guid, &at.field("typeGuid"), drafts);
}

fn guid(guid: &Option<String>, at: &At<'_>, drafts: &mut Drafts) {
    let Some(guid) = guid.as_deref().filter(|guid| !guid.is_empty()) else { return };
    if !guid_fits(guid) {
        drafts.add(&rule::GUID_INVALID, at);
    }
}

pub(crate) fn guid_fits(guid: &str) -> bool {
    let groups = [8, 4, 4, 4, 12];
    guid.split('-').count() == groups.len()
        && guid
            .split('-')
            .zip(groups)
            .all(|(group, length)| group.len() == length && group.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The formats, how long their labels may be in bytes, since when.
pub(crate) const FORMATS: &[(&str, usize, Version)] = &[
    ("ext4", 16, V3_0),
    ("btrfs", 256, V3_0),
    ("xfs", 12, V3_0),
    ("swap", 15, V3_0),
    ("vfat", 11, V3_0),
    ("none", usize::MAX, V3_3),
    ("virtiofs", usize::MAX, V3_7),
];

/// How many bytes the label of a file system of this format may have.
pub(crate) fn label_limit(format: &str) -> Option<usize> {
    FORMATS.iter().find(|(name, ..)| *name == format).map(|(_, most, _)| *most)
}

pub(super) fn filesystem(filesystem: &Filesystem, at: &At<'_>, drafts: &mut Drafts) {
    let format = text(&filesystem.format);
    let virtual_device = format == "virtiofs" && drafts.version >= V3_7;
    let path = text(&filesystem.path);
    if !path.is_empty() {
        check_path(path, &at.field("path"), drafts);
    }
    let device = at.field("device");
    if !virtual_device {
        check_path(&filesystem.device, &device, drafts);
    } else if filesystem.device.is_empty() {
        drafts.add(&rule::FILESYSTEM_DEVICE_MISSING, &device);
    } else if filesystem.device.len() > 36 {
        drafts.add(&rule::VIRTIOFS_TAG_LONG, &device);
    }
    check_format(filesystem, &at.field("format"), drafts);
    check_label(filesystem, virtual_device, &at.field("label"), drafts);
    if virtual_device {
        without_device(filesystem, at, drafts);
    }
}

fn check_format(filesystem: &Filesystem, at: &At<'_>, drafts: &mut Drafts) {
    let format = text(&filesystem.format);
    if !format.is_empty() {
        if !FORMATS.iter().any(|(name, _, since)| *name == format && *since <= drafts.version) {
            drafts.add(&rule::FORMAT_UNKNOWN, at);
        }
        return;
    }
    let texts = [&filesystem.path, &filesystem.label, &filesystem.uuid];
    let lists = [&filesystem.mount_options, &filesystem.options];
    let described = texts.into_iter().any(|field| !text(field).is_empty())
        || filesystem.wipe_filesystem == Some(true)
        || lists.into_iter().any(|list| list.as_ref().is_some_and(|list| !list.is_empty()));
    if described {
        drafts.add(&rule::FORMAT_MISSING, at);
    }
}

fn check_label(filesystem: &Filesystem, virtual_device: bool, at: &At<'_>, drafts: &mut Drafts) {
    let (label, format) = (text(&filesystem.label), text(&filesystem.format));
    if label.is_empty() {
        return;
    }
    if format.is_empty() {
        drafts.add(&rule::LABEL_WITHOUT_FORMAT, at);
    } else if virtual_device {
        drafts.add(&rule::VIRTIOFS_LABEL, at);
    } else if let Some((_, most, _)) = FORMATS.iter().find(|(name, most, _)| *name == format && label.len() > *most) {
        let message = format!("filesystem labels cannot be longer than {most} characters when using {format}");
        drafts.say(&rule::FILESYSTEM_LABEL_LONG, at, message);
    }
}

fn without_device(filesystem: &Filesystem, at: &At<'_>, drafts: &mut Drafts) {
    if !text(&filesystem.uuid).is_empty() {
        drafts.add(&rule::VIRTIOFS_UUID, &at.field("uuid"));
    }
    if filesystem.wipe_filesystem == Some(true) {
        drafts.add(&rule::VIRTIOFS_WIPE, &at.field("wipeFilesystem"));
    }
    if filesystem.options.as_ref().is_some_and(|options| !options.is_empty()) {
        drafts.add(&rule::VIRTIOFS_OPTIONS, &at.field("options"));
    }
}

/// Levels without redundancy, which have no use for spares.
pub(crate) const STRIPED: &[&str] = &["linear", "raid0", "0", "stripe"];
pub(crate) const REDUNDANT: &[&str] =
    &["raid1", "1", "mirror", "raid4", "4", "raid5", "5", "raid6", "6", "raid10", "10"];

pub(super) fn raid(raid: &Raid, at: &At<'_>, drafts: &mut Drafts) {
    let level = text(&raid.level);
    let level_at = at.field("level");
    if level.is_empty() && rule::RAID_LEVEL_MISSING.lives_in(drafts.version) {
        drafts.add(&rule::RAID_LEVEL_MISSING, &level_at);
    } else if STRIPED.contains(&level) {
        if raid.spares.is_some_and(|spares| spares != 0) {
            drafts.add(&rule::RAID_SPARES, &level_at);
        }
    } else if !REDUNDANT.contains(&level) {
        drafts.add(&rule::RAID_LEVEL_UNKNOWN, &level_at);
    }
    let devices = at.field("devices");
    if raid.devices.as_ref().is_none_or(|devices| devices.is_empty()) {
        drafts.add(&rule::RAID_DEVICES_MISSING, &devices);
    }
    for (index, device) in raid.devices.iter().flatten().enumerate() {
        check_path(device, &devices.index(index), drafts);
    }
}
