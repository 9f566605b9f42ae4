//! What the reference accepts in silence, and a person would want to be told.

use crate::check::{Above, Drafts};
use crate::document::At;
use crate::go::dataurl::{self, DataUrl};
use crate::model::rows::text;
use crate::model::{Content, Disk, Resource, Storage};
use crate::rule;
use alloc::{format, vec::Vec};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub(crate) fn advise(content: &Content, drafts: &mut Drafts) {
    let storage = At::ROOT.field("storage");
    below_files(&content.storage, &storage, drafts);
    modes(&content.storage, &storage, drafts);
    let disks = storage.field("disks");
    for (index, disk) in content.storage.disks.iter().flatten().enumerate() {
        partitions(disk, &disks.index(index), drafts);
    }
    let files = storage.field("files");
    for (index, file) in content.storage.files.iter().flatten().enumerate() {
        let at = files.index(index);
        resource(&file.contents, &at.field("contents"), drafts);
        let append = at.field("append");
        for (index, piece) in file.append.iter().flatten().enumerate() {
            resource(piece, &append.index(index), drafts);
        }
    }
}

/// Files, directories and links that lie below a file.
fn below_files<'c>(storage: &'c Storage, at: &At<'_>, drafts: &mut Drafts) {
    let files = storage.files.as_deref().unwrap_or_default();
    let others = [storage.directories.as_ref().map_or(0, Vec::len), storage.links.as_ref().map_or(0, Vec::len)];
    if files.is_empty() || files.len() + others[0] + others[1] < 2 {
        return;
    }
    let above = Above::new(files.iter().map(|file| file.path.as_str()));
    let files_at = at.field("files");
    let mut look = |name, paths: &mut dyn Iterator<Item = &'c str>| {
        let list = at.field(name);
        // Files of one directory stand together, and nothing above them differs.
        let mut clear = None;
        for (index, path) in paths.enumerate() {
            let directory = path.rfind('/').map(|end| &path[..end]);
            if directory.is_some() && directory == clear {
                continue;
            }
            let Some(file) = above.of(path).find(|&file| !files[file].path.is_empty()) else {
                clear = directory;
                continue;
            };
            let message = format!("{path} lies below {}, which is a file of the same config", files[file].path);
            let item = list.index(index);
            if let Some(draft) = drafts.say(&rule::BELOW_FILE, &item.field("path"), message) {
                draft.beside(&files_at.index(file).field("path"));
            }
        }
    };
    look("files", &mut files.iter().map(|item| item.path.as_str()));
    look("directories", &mut storage.directories.iter().flatten().map(|item| item.path.as_str()));
    look("links", &mut storage.links.iter().flatten().map(|item| item.path.as_str()));
}

fn modes(storage: &Storage, at: &At<'_>, drafts: &mut Drafts) {
    let mut look = |name, modes: &mut dyn Iterator<Item = Option<i64>>| {
        let list = at.field(name);
        for (index, mode) in modes.enumerate() {
            let Some((mode, meant)) = mode.and_then(|mode| Some((mode, as_octal(mode)?))) else { continue };
            let message = format!("mode {mode} is 0{mode:o} in octal; if 0{mode} was meant, write {meant}");
            let item = list.index(index);
            drafts.say(&rule::MODE_LOOKS_OCTAL, &item.field("mode"), message);
        }
    };
    look("files", &mut storage.files.iter().flatten().map(|file| file.mode));
    look("directories", &mut storage.directories.iter().flatten().map(|directory| directory.mode));
}

/// Modes people write, by their octal digits. None of them, read as a decimal number, is a mode
/// that anybody wants.
const COMMON: &[i64] = &[
    400, 440, 444, 500, 544, 550, 555, 600, 640, 644, 660, 664, 666, 700, 710, 711, 740, 744, 750, 751, 755, 770, 771,
    774, 775, 776, 777, 1755, 1770, 1775, 1777, 2755, 2770, 2775, 2777, 4711, 4750, 4755, 6755,
];

/// The number meant, if these digits are likely octal.
pub(crate) fn as_octal(mode: i64) -> Option<i64> {
    COMMON.contains(&mode).then(|| i64::from_str_radix(&format!("{mode}"), 8).ok())?
}

fn partitions(disk: &Disk, at: &At<'_>, drafts: &mut Drafts) {
    let list = at.field("partitions");
    for (index, partition) in disk.partitions.iter().flatten().enumerate() {
        if partition.number == 0 && !text(&partition.label).is_empty() {
            drafts.add(&rule::PARTITION_BY_LABEL, &list.index(index).field("label"));
        }
    }
}

fn resource(resource: &Resource, at: &At<'_>, drafts: &mut Drafts) {
    let source = text(&resource.source);
    if !source.starts_with("data:") {
        return;
    }
    let zipped = text(&resource.compression) == "gzip";
    if !zipped && !may_be_base64(source) {
        return;
    }
    let Ok(data) = dataurl::check(source) else { return };
    let at = at.field("source");
    if zipped && data.head(2) != [0x1f, 0x8b] {
        drafts.add(&rule::NOT_GZIP, &at);
    } else if !zipped && !data.base64 && looks_like_base64(&data) {
        drafts.add(&rule::BASE64_UNMARKED, &at);
    }
}

/// A cheap look before the URL is taken apart: what is marked needs no mark, text with escapes is
/// not base64, and short words are words.
fn may_be_base64(source: &str) -> bool {
    let (kind, data) = source.split_once(',').unwrap_or_default();
    data.len() >= 12 && data.len() % 4 == 0 && !kind.ends_with(";base64") && !data.contains('%')
}

/// Decodes to text with a blank or line feed in it, or to gzip: words in base64's alphabet do not.
fn looks_like_base64(data: &DataUrl<'_>) -> bool {
    let Ok(bytes) = STANDARD.decode(data.data) else { return false };
    if bytes.starts_with(&[0x1f, 0x8b]) {
        return true;
    }
    let printable = |c: char| !c.is_control() || matches!(c, '\n' | '\t' | '\r');
    core::str::from_utf8(&bytes).is_ok_and(|text| text.chars().all(printable) && text.contains([' ', '\n']))
}
