//! Disks, file systems, files of spec 2.

use super::model::{HttpHeader, Verification, called, field, key};
use crate::model::rows::{Formerly, Keyed, rows};
use crate::version::Version::{V2_1, V2_2, V2_3, V2_4};
use alloc::{string::String, vec::Vec};

/// Disks, file systems, files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Storage {
    /// Directories. Since 2.1.
    pub directories: Option<Vec<Directory>>,
    /// Disks and their partitions.
    pub disks: Option<Vec<Disk>>,
    /// Files.
    pub files: Option<Vec<File>>,
    /// File systems.
    pub filesystems: Option<Vec<Filesystem>>,
    /// Symbolic and hard links. Since 2.1.
    pub links: Option<Vec<Link>>,
    /// RAID arrays.
    pub raid: Option<Vec<Raid>>,
}

rows!(Storage {
    directories: field("directories").since(V2_1),
    disks: field("disks"),
    files: field("files"),
    filesystems: field("filesystems"),
    links: field("links").since(V2_1),
    raid: field("raid"),
});

/// The user or group that owns a file, directory or link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Owner {
    /// Its number.
    pub id: Option<i64>,
    /// Its name. Since 2.1.
    pub name: String,
}

rows!(Owner as NodeUser {
    id: field("id").zero_until(V2_1),
    name: field("name").since(V2_1),
});

static NODE_GROUP: Formerly = called("NodeGroup");

/// A directory. Since 2.1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Directory {
    /// The file system it is on, by name.
    pub filesystem: String,
    /// Owning group.
    pub group: Option<Owner>,
    /// Whether what stands there is removed first. Since 2.2.
    pub overwrite: Option<bool>,
    /// Absolute path on its file system.
    pub path: String,
    /// Owning user.
    pub user: Option<Owner>,
    /// Permission bits as a number: 0755 is 493.
    pub mode: Option<i64>,
}

rows!(Directory {
    filesystem: key("filesystem"),
    group: field("group").optional().zero_until(V2_2).formerly(&NODE_GROUP),
    overwrite: field("overwrite").since(V2_2),
    path: key("path"),
    user: field("user").optional().zero_until(V2_2),
    mode: field("mode").zero_until(V2_2),
});

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// The file system it is on, by name.
    pub filesystem: String,
    /// Owning group.
    pub group: Option<Owner>,
    /// Whether what stands there is replaced; absent: it is. Since 2.2.
    pub overwrite: Option<bool>,
    /// Absolute path on its file system.
    pub path: String,
    /// Owning user.
    pub user: Option<Owner>,
    /// True: the contents are added at the end of what is there. Since 2.2.
    pub append: bool,
    /// The contents.
    pub contents: FileContents,
    /// Permission bits as a number: 0644 is 420.
    pub mode: Option<i64>,
}

rows!(File {
    filesystem: key("filesystem"),
    group: field("group").optional().zero_until(V2_2).formerly(&NODE_GROUP),
    overwrite: field("overwrite").since(V2_2),
    path: key("path"),
    user: field("user").optional().zero_until(V2_2),
    append: field("append").since(V2_2),
    contents: field("contents"),
    mode: field("mode").zero_until(V2_2),
});

/// What is in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FileContents {
    /// `gzip`, or nothing.
    pub compression: String,
    /// Sent with HTTP requests. Since 2.4.
    pub http_headers: Option<Vec<HttpHeader>>,
    /// A URL: `http`, `https`, `oem`, `tftp`, `s3` or `data`.
    pub source: String,
    /// What the contents must hash to.
    pub verification: Verification,
}

rows!(FileContents {
    compression: field("compression"),
    http_headers: field("httpHeaders").since(V2_4),
    source: field("source"),
    verification: field("verification"),
});

/// A link. Since 2.1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Link {
    /// The file system it is on, by name.
    pub filesystem: String,
    /// Owning group.
    pub group: Option<Owner>,
    /// Whether what stands there is replaced. Since 2.2.
    pub overwrite: Option<bool>,
    /// Absolute path on its file system.
    pub path: String,
    /// Owning user.
    pub user: Option<Owner>,
    /// True: a hard link.
    pub hard: bool,
    /// What it points to.
    pub target: String,
}

rows!(Link {
    filesystem: key("filesystem"),
    group: field("group").optional().zero_until(V2_2).formerly(&NODE_GROUP),
    overwrite: field("overwrite").since(V2_2),
    path: key("path"),
    user: field("user").optional().zero_until(V2_2),
    hard: field("hard"),
    target: key("target"),
});

/// A disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Disk {
    /// Absolute path of the device.
    pub device: String,
    /// Partitions on it.
    pub partitions: Option<Vec<Partition>>,
    /// Whether its partition table is wiped first.
    pub wipe_table: bool,
}

rows!(Disk {
    device: key("device"),
    partitions: field("partitions"),
    wipe_table: field("wipeTable"),
});

/// A partition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Partition {
    /// Its GUID. Since 2.1.
    pub guid: String,
    /// Its label.
    pub label: Option<String>,
    /// Its number; 0: the next free one.
    pub number: i64,
    /// False: remove it. Since 2.3.
    pub should_exist: Option<bool>,
    /// Size in sectors of 512 bytes; 0: as large as possible.
    pub size: Option<i64>,
    /// Size in MiB. Since 2.3.
    pub size_mib: Option<i64>,
    /// Start in sectors of 512 bytes; 0: at the start of the largest gap.
    pub start: Option<i64>,
    /// Start in MiB. Since 2.3.
    pub start_mib: Option<i64>,
    /// The GUID of its type.
    pub type_guid: String,
    /// Whether one that does not match is replaced. Since 2.3.
    pub wipe_partition_entry: bool,
}

rows!(Partition {
    guid: field("guid").since(V2_1),
    label: field("label").zero_until(V2_3),
    number: field("number"),
    should_exist: field("shouldExist").since(V2_3),
    size: field("size").zero_until(V2_3),
    size_mib: field("sizeMiB").since(V2_3),
    start: field("start").zero_until(V2_3),
    start_mib: field("startMiB").since(V2_3),
    type_guid: field("typeGuid"),
    wipe_partition_entry: field("wipePartitionEntry").since(V2_3),
});

/// A file system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Filesystem {
    /// The device it is on, and how it is made.
    pub mount: Option<Mount>,
    /// The name by which files say where they are.
    pub name: String,
    /// Where it is mounted already, instead.
    pub path: Option<String>,
}

rows!(Filesystem {
    mount: field("mount").optional(),
    name: field("name"),
    path: field("path"),
});

/// A file system on a device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mount {
    /// The older place of what stands beside it since 2.1.
    pub create: Option<Create>,
    /// Absolute path of the device.
    pub device: String,
    /// `ext4`, `btrfs`, `xfs`, `vfat` or `swap`.
    pub format: String,
    /// Its label. Since 2.1.
    pub label: Option<String>,
    /// Options to make it with. Since 2.1.
    pub options: Option<Vec<String>>,
    /// Its UUID. Since 2.1.
    pub uuid: Option<String>,
    /// Whether it is made anew even where one matches. Since 2.1.
    pub wipe_filesystem: bool,
}

rows!(Mount {
    create: field("create").optional(),
    device: key("device"),
    format: key("format"),
    label: field("label").since(V2_1),
    options: field("options").since(V2_1).of("MountOption"),
    uuid: field("uuid").since(V2_1),
    wipe_filesystem: field("wipeFilesystem").since(V2_1),
});

/// How a file system is made, in the older spelling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Create {
    /// Whether what is there is overwritten.
    pub force: bool,
    /// Options to make it with.
    pub options: Option<Vec<String>>,
}

rows!(Create { force: field("force"), options: field("options").of("CreateOption") });

/// A RAID array.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Raid {
    /// Absolute paths of its devices.
    pub devices: Option<Vec<String>>,
    /// `linear`, `raid0`, `raid1`, `raid4`, `raid5`, `raid6`, `raid10` or a short form.
    pub level: String,
    /// Its name.
    pub name: String,
    /// Further options of `mdadm`. Since 2.2.
    pub options: Option<Vec<String>>,
    /// How many of the devices are spares.
    pub spares: i64,
}

rows!(Raid {
    devices: key("devices").of("Device"),
    level: key("level"),
    name: key("name"),
    options: field("options").since(V2_2).of("RaidOption"),
    spares: field("spares"),
});

impl Keyed for Storage {}
impl Keyed for Owner {}
impl Keyed for Directory {}
impl Keyed for File {}
impl Keyed for FileContents {}
impl Keyed for Link {}
impl Keyed for Disk {}
impl Keyed for Partition {}
impl Keyed for Filesystem {}
impl Keyed for Mount {}
impl Keyed for Create {}
impl Keyed for Raid {}
