//! Disks, file systems, files.

use super::Resource;
use super::rows::{Formerly, Keyed, field, key, rows};
use crate::version::Version::{V3_1, V3_2, V3_3, V3_4, V3_5};
use alloc::{borrow::Cow, format, string::String, vec::Vec};

/// Disks, file systems, files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Storage {
    /// Directories.
    pub directories: Option<Vec<Directory>>,
    /// Disks and their partitions.
    pub disks: Option<Vec<Disk>>,
    /// Files.
    pub files: Option<Vec<File>>,
    /// File systems.
    pub filesystems: Option<Vec<Filesystem>>,
    /// Symbolic and hard links.
    pub links: Option<Vec<Link>>,
    /// Encrypted volumes. Since 3.2.
    pub luks: Option<Vec<Luks>>,
    /// RAID arrays.
    pub raid: Option<Vec<Raid>>,
}

rows!(Storage {
    directories: field("directories").group("Node"),
    disks: field("disks"),
    files: field("files").group("Node"),
    filesystems: field("filesystems"),
    links: field("links").group("Node"),
    luks: field("luks").since(V3_2),
    raid: field("raid"),
});

impl Keyed for Storage {}

/// The group that owns a file, directory or link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NodeGroup {
    /// Its number; not together with a name.
    pub id: Option<i64>,
    /// Its name; not together with a number.
    pub name: Option<String>,
}

rows!(NodeGroup { id: field("id"), name: field("name") });

impl Keyed for NodeGroup {}

/// The user who owns a file, directory or link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct NodeUser {
    /// The user's number; not together with a name.
    pub id: Option<i64>,
    /// The user's name; not together with a number.
    pub name: Option<String>,
}

rows!(NodeUser { id: field("id"), name: field("name") });

impl Keyed for NodeUser {}

/// A directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Directory {
    /// Owning group.
    pub group: NodeGroup,
    /// Whether what stands there is removed first.
    pub overwrite: Option<bool>,
    /// Absolute path, without `.`, `..`, doubled and trailing slashes.
    pub path: String,
    /// Owning user.
    pub user: NodeUser,
    /// Permission bits as a decimal number: 0755 is 493, 0700 is 448. JSON has no octal numbers,
    /// and YAML readers disagree about 0755: write 493 in both. Absent: 493 for a new directory.
    pub mode: Option<i64>,
}

rows!(Directory {
    group: field("group"),
    overwrite: field("overwrite"),
    path: key("path"),
    user: field("user"),
    mode: field("mode"),
});

impl Keyed for Directory {
    fn key(&self) -> Cow<'_, str> {
        self.path.as_str().into()
    }
}

static FILE_CONTENTS: Formerly = Formerly {
    until: V3_1,
    name: "FileContents",
    without: &[],
    always: &[],
    plain: &[],
};

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// Owning group.
    pub group: NodeGroup,
    /// Whether what stands there is replaced; then `contents.source` must be set.
    pub overwrite: Option<bool>,
    /// Absolute path, without `.`, `..`, doubled and trailing slashes.
    pub path: String,
    /// Owning user.
    pub user: NodeUser,
    /// Pieces added at the end, in order.
    pub append: Option<Vec<Resource>>,
    /// The contents.
    pub contents: Resource,
    /// Permission bits as a decimal number: 0644 is 420, 0600 is 384, 0755 is 493. JSON has no
    /// octal numbers, and YAML readers disagree about 0644: write 420 in both. Absent: 420 for a
    /// new file.
    pub mode: Option<i64>,
}

rows!(File {
    group: field("group"),
    overwrite: field("overwrite"),
    path: key("path"),
    user: field("user"),
    append: field("append").append().formerly(&FILE_CONTENTS),
    contents: field("contents").formerly(&FILE_CONTENTS),
    mode: field("mode"),
});

impl Keyed for File {
    fn key(&self) -> Cow<'_, str> {
        self.path.as_str().into()
    }
}

/// A link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Link {
    /// Owning group.
    pub group: NodeGroup,
    /// Whether what stands there is replaced.
    pub overwrite: Option<bool>,
    /// Absolute path, without `.`, `..`, doubled and trailing slashes.
    pub path: String,
    /// Owning user.
    pub user: NodeUser,
    /// True: a hard link; false or absent: a symbolic link.
    pub hard: Option<bool>,
    /// What it points to.
    pub target: Option<String>,
}

rows!(Link {
    group: field("group"),
    overwrite: field("overwrite"),
    path: key("path"),
    user: field("user"),
    hard: field("hard"),
    target: field("target").plain_until(V3_3),
});

impl Keyed for Link {
    fn key(&self) -> Cow<'_, str> {
        self.path.as_str().into()
    }
}

/// A disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Disk {
    /// Absolute path of the device.
    pub device: String,
    /// Partitions on it.
    pub partitions: Option<Vec<Partition>>,
    /// Whether its partition table is wiped first.
    pub wipe_table: Option<bool>,
}

rows!(Disk {
    device: key("device"),
    partitions: field("partitions"),
    wipe_table: field("wipeTable")
});

impl Keyed for Disk {
    fn key(&self) -> Cow<'_, str> {
        self.device.as_str().into()
    }
}

/// A partition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Partition {
    /// Its GUID, such as 01234567-89AB-CDEF-EDCB-A98765432101.
    pub guid: Option<String>,
    /// Its label, of at most 36 bytes, without a colon.
    pub label: Option<String>,
    /// Its number; 0: the next free one.
    pub number: i64,
    /// Whether one that exists is resized. Since 3.2.
    pub resize: Option<bool>,
    /// False: remove it, and then only `number` may be set beside this.
    pub should_exist: Option<bool>,
    /// Size in MiB; 0: as large as possible.
    pub size_mib: Option<i64>,
    /// Start in MiB; 0: at the start of the largest gap.
    pub start_mib: Option<i64>,
    /// The GUID of its type.
    pub type_guid: Option<String>,
    /// Whether one that does not match is replaced.
    pub wipe_partition_entry: Option<bool>,
}

rows!(Partition {
    guid: field("guid"),
    label: field("label"),
    number: field("number"),
    resize: field("resize").since(V3_2),
    should_exist: field("shouldExist"),
    size_mib: field("sizeMiB"),
    start_mib: field("startMiB"),
    type_guid: field("typeGuid"),
    wipe_partition_entry: field("wipePartitionEntry"),
});

impl Keyed for Partition {
    fn key(&self) -> Cow<'_, str> {
        match (self.number, &self.label) {
            (0, None) => "".into(),
            (0, Some(label)) => format!("label:{label}").into(),
            (number, _) => format!("number:{number}").into(),
        }
    }
}

/// A file system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Filesystem {
    /// Absolute path of the device.
    pub device: String,
    /// `ext4`, `btrfs`, `xfs`, `vfat` or `swap`; from 3.3 also `none`; in 3.7-experimental
    /// `virtiofs`.
    pub format: Option<String>,
    /// Its label, of at most 16 bytes for ext4, 256 for btrfs, 12 for xfs, 15 for swap, 11 for
    /// vfat.
    pub label: Option<String>,
    /// Options to mount it with. Since 3.1.
    pub mount_options: Option<Vec<String>>,
    /// Options to make it with.
    pub options: Option<Vec<String>>,
    /// Where it is mounted while files are written.
    pub path: Option<String>,
    /// Its UUID.
    pub uuid: Option<String>,
    /// Whether it is made anew even where one matches.
    pub wipe_filesystem: Option<bool>,
}

rows!(Filesystem {
    device: key("device"),
    format: field("format"),
    label: field("label"),
    mount_options: field("mountOptions").since(V3_1).append().of("MountOption"),
    options: field("options").append().of("FilesystemOption"),
    path: field("path"),
    uuid: field("uuid"),
    wipe_filesystem: field("wipeFilesystem"),
});

impl Keyed for Filesystem {
    fn key(&self) -> Cow<'_, str> {
        self.device.as_str().into()
    }
}

/// A RAID array.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Raid {
    /// Absolute paths of its devices.
    pub devices: Option<Vec<String>>,
    /// `linear`, `raid0`, `raid1`, `raid4`, `raid5`, `raid6`, `raid10` or a short form.
    pub level: Option<String>,
    /// Its name.
    pub name: String,
    /// Further options of `mdadm`.
    pub options: Option<Vec<String>>,
    /// How many of the devices are spares.
    pub spares: Option<i64>,
}

rows!(Raid {
    devices: field("devices").of("Device"),
    level: field("level").plain_until(V3_3),
    name: key("name"),
    options: field("options").append().of("RaidOption"),
    spares: field("spares"),
});

impl Keyed for Raid {
    fn key(&self) -> Cow<'_, str> {
        self.name.as_str().into()
    }
}

/// An encrypted volume. Since 3.2.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Luks {
    /// Binding to a crypto adapter. Since 3.5.
    pub cex: Cex,
    /// Binding by clevis.
    pub clevis: Clevis,
    /// Absolute path of the device.
    pub device: Option<String>,
    /// Whether discards pass through. Since 3.4.
    pub discard: Option<bool>,
    /// The key.
    pub key_file: Resource,
    /// Its label, of at most 47 bytes.
    pub label: Option<String>,
    /// Name of the opened volume, without slashes.
    pub name: String,
    /// Options to open it with. Since 3.4.
    pub open_options: Option<Vec<String>>,
    /// Options to make it with.
    pub options: Option<Vec<String>>,
    /// Its UUID.
    pub uuid: Option<String>,
    /// Whether it is made anew even where one matches.
    pub wipe_volume: Option<bool>,
}

rows!(Luks {
    cex: field("cex").since(V3_5),
    clevis: field("clevis").nullable_in(V3_2),
    device: field("device"),
    discard: field("discard").since(V3_4),
    key_file: field("keyFile"),
    label: field("label"),
    name: key("name"),
    open_options: field("openOptions").since(V3_4).of("OpenOption"),
    options: field("options").append().of("LuksOption"),
    uuid: field("uuid"),
    wipe_volume: field("wipeVolume"),
});

impl Keyed for Luks {
    fn key(&self) -> Cow<'_, str> {
        self.name.as_str().into()
    }
}

/// Binding of a volume to a crypto adapter. Since 3.5.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cex {
    /// True: the adapter holds the key.
    pub enabled: Option<bool>,
}

rows!(Cex { enabled: field("enabled") });

impl Keyed for Cex {}

/// Binding of a volume by clevis.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Clevis {
    /// A pin and its configuration, instead of the others.
    pub custom: ClevisCustom,
    /// Tang servers.
    pub tang: Option<Vec<Tang>>,
    /// How many of the pins are needed.
    pub threshold: Option<i64>,
    /// True: bound to the TPM.
    pub tpm2: Option<bool>,
}

static CUSTOM: Formerly = Formerly {
    until: V3_3,
    name: "Custom",
    without: &[],
    always: &["config", "pin"],
    plain: &[],
};

rows!(Clevis {
    custom: field("custom").nullable_in(V3_2).formerly(&CUSTOM),
    tang: field("tang"),
    threshold: field("threshold"),
    tpm2: field("tpm2"),
});

impl Keyed for Clevis {}

/// A clevis pin of one's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClevisCustom {
    /// The pin's configuration, as JSON text.
    pub config: Option<String>,
    /// Whether the pin needs the network.
    pub needs_network: Option<bool>,
    /// The pin's name: `tpm2`, `tang` or `sss`; from 3.6 any.
    pub pin: Option<String>,
}

rows!(ClevisCustom {
    config: field("config").plain_until(V3_3),
    needs_network: field("needsNetwork"),
    pin: field("pin").plain_until(V3_3),
});

impl Keyed for ClevisCustom {}

/// A tang server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tang {
    /// Its advertisement, as JSON text, so that it need not be reached. Since 3.4.
    pub advertisement: Option<String>,
    /// Thumbprint of its signing key.
    pub thumbprint: Option<String>,
    /// Its URL.
    pub url: String,
}

rows!(Tang {
    advertisement: field("advertisement").since(V3_4),
    thumbprint: field("thumbprint"),
    url: field("url")
});

impl Keyed for Tang {
    fn key(&self) -> Cow<'_, str> {
        self.url.as_str().into()
    }
}
