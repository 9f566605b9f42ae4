//! Every rule about Ignition configs, once: code, severity, words, versions, help.
//!
//! A rule's life is asked where a check adds a finding; the checks themselves know no versions.

use crate::report::Rule;
use crate::version::Version::{V2_0, V2_1, V2_2, V2_3, V2_4, V3_0, V3_1, V3_3, V3_4, V3_5, V3_6, V3_7};

catalogue! {
    // ── the document ────────────────────────────────────────────────────────────────────────
    /// No bytes at all.
    EMPTY = Rule::error("empty-document", "not a config (empty)",
        "The document has no bytes. The least config is {\"ignition\": {\"version\": \"3.5.0\"}}.").verdict().since(V2_0);
    /// More bytes than are read.
    TOO_LARGE = Rule::error("too-large", "the document is too large",
        "No machine takes a config of this size. Fetch large files by URL instead of carrying them inside.").advice().since(V2_0);
    /// Not JSON.
    SYNTAX = Rule::error("json-syntax", "the document is not JSON: {}",
        "Mend the text at the place named. Comments, trailing commas and single quotes are not JSON; Butane and YAML must be converted first.").since(V2_0);
    /// A value of the wrong type.
    TYPE = Rule::error("json-type", "json: cannot unmarshal {} into {} of type {}",
        "Write a value of the type named. Modes are whole decimal numbers without quotes (0644 is 420), versions are strings.").since(V2_0);
    /// `ignition.version` is absent or no version.
    VERSION_UNPARSABLE = Rule::error("version-unparsable", "invalid config version (couldn't parse)",
        "Set ignition.version to a string such as \"3.5.0\".").verdict().since(V2_0);
    /// A version no reader of the limit given knows.
    VERSION_UNSUPPORTED = Rule::error("version-unsupported", "unsupported config version",
        "Known are 3.0.0 to 3.6.0 and 3.7.0-experimental. 2.x is the older generation, which a spec 3 reader refuses: convert it first.").verdict().since(V2_0);
    /// More findings than a report holds.
    TOO_MANY_FINDINGS = Rule::error("too-many-findings", "more findings than one report holds; the rest is left out",
        "Mend the first ones and look again: most are likely one mistake, repeated.").advice().since(V2_0);

    // ── anywhere ────────────────────────────────────────────────────────────────────────────
    /// Two elements of a list with the same key.
    DUPLICATE = Rule::error("duplicate-entry", "duplicate entry defined",
        "Remove one of the entries. Files, directories and links share their paths; kernel arguments to add and to remove are one list.");
    /// A key the declared version does not know.
    UNUSED_KEY = Rule::warning("unused-key", "unused key {}",
        "The key has no effect: it is misspelt, in another case, at the wrong level, or newer than the version declared.");
    /// Null where a record is expected.
    TREE_MISMATCH = Rule::warning("null-record",
        "context tree does not match content tree at {}. Line and column reporting may be inconsistent. Unused keys may not be reported",
        "Null stands where a record is expected. Remove the key or write the record.");

    // ── paths, modes, owners ────────────────────────────────────────────────────────────────
    /// An empty path.
    PATH_MISSING = Rule::error("path-missing", "path not specified", "Write an absolute path.");
    /// A relative path.
    PATH_RELATIVE = Rule::error("path-relative", "path not absolute", "Begin the path with /.").since(V2_0);
    /// A path with `.`, `..`, `//` or a trailing `/`.
    PATH_UNCLEAN = Rule::error("path-unclean", "path is not fully simplified",
        "Write the path without . and .., without doubled and trailing slashes.");
    /// A mode that is no mode.
    MODE_ILLEGAL = Rule::error("mode-illegal", "illegal file mode",
        "A mode is a number from 0 to 4095 (07777). JSON numbers are decimal: 0644 is 420, 0755 is 493.").since(V2_0);
    /// setuid, setgid or sticky where they have no effect.
    MODE_SPECIAL = Rule::warning("mode-special-bits",
        "setuid/setgid/sticky bits are not supported or functional in spec versions older than 3.6.0",
        "A machine may leave the bits above 0777 out, and raising the config to 3.6.0 drops them: declare 3.6.0 to have them. If the digits were meant as octal (755, 1755), write the decimal number: 0755 is 493.")
        .until(V3_6);
    /// A number and a name for one owner.
    ID_AND_NAME = Rule::error("id-and-name", "cannot set both id and name", "Keep one of id and name.").since(V2_0);

    // ── resources ───────────────────────────────────────────────────────────────────────────
    /// No source where one must be.
    SOURCE_MISSING = Rule::error("source-missing", "source is required",
        "Name the config or certificate to fetch in source.").since(V3_1);
    /// No URL.
    URL_INVALID = Rule::error("url-invalid", "unable to parse url",
        "Control characters, bad %-escapes and bad ports are not allowed in a URL.").since(V2_0);
    /// A scheme that is not read.
    URL_SCHEME = Rule::error("url-scheme", "invalid url scheme",
        "Schemes are http, https, tftp, s3 and data, gs from 3.2 and arn from 3.4. Inline text is written as data:,TEXT with %-escapes.").since(V2_0);
    /// `versionId` without a value.
    S3_VERSION = Rule::error("s3-version", "invalid S3 object VersionId", "Give versionId a value, or leave it out.").since(V2_0);
    /// An ARN that names no object.
    S3_ARN = Rule::error("s3-arn", "invalid S3 ARN format",
        "Write arn:PARTITION:s3:::BUCKET/KEY or arn:PARTITION:s3:REGION:ACCOUNT:accesspoint/NAME/object/KEY.");
    /// A data URL that cannot be decoded.
    DATA_URL = Rule::error("data-url-invalid", "the data URL cannot be decoded: {}",
        "Percent-encode blanks, quotes, <, >, #, {, }, | and every non-ASCII byte, or write ;base64, before the data.").since(V2_0);
    /// A compression that is not known.
    COMPRESSION = Rule::error("compression-unknown", "invalid compression method", "The only compression is gzip.").since(V2_0);
    /// A hash of nothing.
    HASH_WITHOUT_SOURCE = Rule::error("hash-without-source", "source must be specified if verification is specified",
        "Set source, or remove verification.hash.");
    /// A hash without a function.
    HASH_MALFORMED = Rule::error("hash-malformed", "malformed hash specifier",
        "Write sha512-HEX, or from 3.1 sha256-HEX.").since(V2_0);
    /// A hash function that is not known.
    HASH_FUNCTION = Rule::error("hash-function", "unrecognized hash function",
        "The functions are sha512, and sha256 from 3.1, in lower case.").since(V2_0);
    /// A hash of the wrong length.
    HASH_SIZE = Rule::error("hash-size", "incorrect size for hash sum",
        "sha512 sums have 128 hexadecimal digits, sha256 sums 64.").since(V2_0);
    /// Headers for a scheme that has none.
    HEADERS_SCHEME = Rule::error("http-headers-scheme", "cannot use HTTP headers with this source scheme",
        "Headers are sent with http and https only.").since(V2_0);
    /// A header without a name.
    HEADER_NAME = Rule::error("http-header-name", "HTTP header name can't be empty", "Name the header.").since(V2_0);
    /// A header with an empty value.
    HEADER_VALUE = Rule::error("http-header-value", "unable to parse HTTP header",
        "Give the header a value. To have merging remove a header, leave value out.");
    /// A proxy of another scheme.
    PROXY_SCHEME = Rule::error("proxy-scheme", "proxies must be http(s)", "Write an http or https URL, or remove the key.");
    /// HTTPS through a plain proxy.
    PROXY_INSECURE = Rule::warning("proxy-insecure", "insecure plaintext HTTP proxy specified for HTTPS resources",
        "Use an https proxy if there is one.");

    // ── files, directories, links ───────────────────────────────────────────────────────────
    /// A file where a unit or drop-in is written.
    UNIT_CONFLICT = Rule::error("path-conflicts-with-unit", "path conflicts with systemd unit or dropin",
        "The config writes this path twice: as a unit or drop-in, and here. Keep one.");
    /// Nothing to overwrite with.
    OVERWRITE_WITHOUT_SOURCE = Rule::error("overwrite-without-source",
        "overwrite must be false if source is unspecified", "Set contents.source (an empty file is \"data:,\"), or drop overwrite.");
    /// A directory below a link.
    DIRECTORY_BELOW_LINK = Rule::error("directory-below-link", "directory path includes link in config",
        "Write the path that the link leads to.");
    /// A file below a link.
    FILE_BELOW_LINK = Rule::error("file-below-link", "file path includes link in config",
        "Write the path that the link leads to.");
    /// A link below a link.
    LINK_BELOW_LINK = Rule::error("link-below-link", "link path includes link in config",
        "Write the path that the other link leads to.");
    /// A link to nowhere.
    LINK_TARGET_MISSING = Rule::error("link-target-missing", "link target is required", "Set target.").since(V3_3);
    /// A hard link to a directory.
    HARD_LINK_TO_DIRECTORY = Rule::error("hard-link-to-directory", "hard link target is a directory",
        "No file system has hard links to directories. Make it a symbolic link: hard: false.");
    /// An owner for a hard link.
    HARD_LINK_OWNER = Rule::warning("hard-link-owner", "user/group ignored for hard link",
        "A hard link has the owner of the file it links to.");

    // ── disks, file systems, arrays, volumes ────────────────────────────────────────────────
    /// No device.
    DEVICE_MISSING = Rule::error("device-missing", "disk device is required", "Name the device by an absolute path.").since(V2_0);
    /// Two partitions with one number.
    PARTITION_NUMBERS = Rule::error("partition-numbers-collide", "partition numbers collide",
        "Give each partition its own number, or 0 for the next free one.").since(V2_0);
    /// Partitions that overlap.
    PARTITION_OVERLAP = Rule::error("partitions-overlap", "partitions overlap",
        "Move startMiB or shrink sizeMiB. A size of 0 counts as its first MiB here.").since(V2_0);
    /// Two partitions with one label.
    PARTITION_LABELS = Rule::error("partition-labels-collide", "cannot use the same partition label twice",
        "Labels become names in /dev/disk/by-partlabel: give each its own.");
    /// A partition that shall not be, and shall be something.
    PARTITION_ABSENT = Rule::error("partition-absent-with-options",
        "shouldExist specified false with other options also specified",
        "A partition to be removed is named by its number alone.").since(V2_0);
    /// A partition without number and label.
    PARTITION_UNNAMED = Rule::error("partition-unnamed", "a partition number >= 1 or a label must be specified",
        "Set number or label.");
    /// A label that does not fit.
    PARTITION_LABEL_LONG = Rule::error("partition-label-long", "partition labels may not exceed 36 characters",
        "Shorten the label to 36 bytes.").since(V2_0);
    /// A label that is cut.
    PARTITION_LABEL_COLON = Rule::error("partition-label-colon",
        "partition label will be truncated to text before the colon", "Leave colons out of labels.");
    /// No GUID.
    GUID_INVALID = Rule::error("guid-invalid", "doesn't match the form \"01234567-89AB-CDEF-EDCB-A98765432101\"",
        "Write 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12.").since(V2_0);
    /// A file system over partitions.
    FILESYSTEM_OVER_PARTITIONS = Rule::warning("filesystem-over-partitions",
        "filesystem overwrites partitioned device", "Put the file system on a partition, or remove the partitions.");
    /// A file system that goes with its table.
    FILESYSTEM_WIPED = Rule::warning("filesystem-wiped",
        "device matches disk with wipeTable enabled; filesystem will be wiped",
        "Say wipeFilesystem: true if that is meant.");
    /// No virtiofs tag.
    FILESYSTEM_DEVICE_MISSING = Rule::error("filesystem-device-missing", "device not specified",
        "Name the tag of the virtiofs share.").since(V3_7);
    /// A tag that does not fit.
    VIRTIOFS_TAG_LONG = Rule::error("virtiofs-tag-long",
        "virtiofs device tag cannot be longer than 36 bytes", "Shorten the tag.").since(V3_7);
    /// No format.
    FORMAT_MISSING = Rule::error("filesystem-format-missing",
        "format cannot be empty when path, label, uuid, wipeFilesystem, options, or mountOptions is specified",
        "Set format, or remove the others.");
    /// A format that is not known.
    FORMAT_UNKNOWN = Rule::error("filesystem-format-unknown", "invalid filesystem format",
        "Formats are ext4, btrfs, xfs, vfat and swap, none from 3.3, virtiofs in 3.7-experimental.").since(V2_0);
    /// A label without a format.
    LABEL_WITHOUT_FORMAT = Rule::error("filesystem-label-without-format",
        "filesystem must specify format if label is specified", "Set format.");
    /// A label that does not fit.
    FILESYSTEM_LABEL_LONG = Rule::error("filesystem-label-long",
        "filesystem labels cannot be longer than {} characters when using {}", "Shorten the label; bytes count.").since(V2_0);
    /// A label virtiofs cannot have.
    VIRTIOFS_LABEL = Rule::error("virtiofs-label", "filesystem labels cannot be set when using virtiofs",
        "Remove the label.").since(V3_7);
    /// A UUID virtiofs cannot have.
    VIRTIOFS_UUID = Rule::error("virtiofs-uuid",
        "filesystem uuid cannot be set for non-block-device filesystems", "Remove uuid.").since(V3_7);
    /// A file system that cannot be wiped.
    VIRTIOFS_WIPE = Rule::error("virtiofs-wipe",
        "wipeFilesystem cannot be set for non-block-device filesystems", "Remove wipeFilesystem.").since(V3_7);
    /// Options of nothing.
    VIRTIOFS_OPTIONS = Rule::error("virtiofs-options",
        "filesystem options (mkfs) cannot be set for non-block-device filesystems",
        "Use mountOptions.").since(V3_7);
    /// No level.
    RAID_LEVEL_MISSING = Rule::error("raid-level-missing", "raid level is required", "Set level.").since(V3_3);
    /// A level that is not known.
    RAID_LEVEL_UNKNOWN = Rule::error("raid-level-unknown", "unrecognized raid level",
        "Levels are linear, raid0, raid1, raid4, raid5, raid6, raid10, the bare digits, stripe and mirror.").since(V2_0);
    /// Spares that cannot be used.
    RAID_SPARES = Rule::error("raid-spares", "spares unsupported for linear and raid0 arrays", "Remove spares.");
    /// An array of nothing.
    RAID_DEVICES_MISSING = Rule::error("raid-devices-missing", "raid devices required", "List the devices.");
    /// A slash in a name.
    LUKS_NAME_SLASH = Rule::error("luks-name-slash", "device names cannot contain slashes", "Write the bare name.");
    /// A label that does not fit.
    LUKS_LABEL_LONG = Rule::error("luks-label-long", "luks device labels cannot be longer than 47 characters",
        "Shorten the label to 47 bytes.");
    /// A custom pin beside others.
    CLEVIS_CUSTOM_WITH_OTHERS = Rule::error("clevis-custom-with-others",
        "cannot use custom clevis config with tpm2, tang, or threshold",
        "Say everything in custom, or nothing.");
    /// A key that cannot be fetched.
    LUKS_KEY_FILE = Rule::error("luks-key-file", "invalid key-file source", "Mend keyFile.source.");
    /// A crypto adapter beside clevis.
    CEX_WITH_CLEVIS = Rule::error("luks-cex-with-clevis", "cannot use cex with clevis", "Keep one of them.").since(V3_5);
    /// A crypto adapter beside a key.
    CEX_WITH_KEY_FILE = Rule::error("luks-cex-with-key-file", "cannot use key file with cex", "Keep one of them.").since(V3_5);
    /// No pin.
    CLEVIS_PIN_MISSING = Rule::error("clevis-pin-missing", "missing required custom clevis pin", "Set pin.").since(V3_3);
    /// A pin that is not known.
    CLEVIS_PIN_UNKNOWN = Rule::error("clevis-pin-unknown", "unsupported clevis pin",
        "Before 3.6 pins are tpm2, tang and sss.").until(V3_6);
    /// No configuration of a pin.
    CLEVIS_CONFIG_MISSING = Rule::error("clevis-config-missing", "missing required custom clevis config", "Set config.");
    /// No thumbprint.
    TANG_THUMBPRINT = Rule::error("tang-thumbprint-missing", "thumbprint is required",
        "Set thumbprint to that of the server's signing key.");
    /// An advertisement that is no JSON.
    TANG_ADVERTISEMENT = Rule::error("tang-advertisement-invalid", "advertisement is not valid JSON",
        "Paste what the server answers at /adv, as a string.").since(V3_4);

    // ── units ───────────────────────────────────────────────────────────────────────────────
    /// A name without a unit's suffix.
    UNIT_SUFFIX = Rule::error("unit-suffix", "invalid systemd unit extension",
        "Unit names end in .service, .socket, .mount, .timer, .path, .target, .slice, .scope, .swap, .device, .automount or .snapshot.").since(V2_0);
    /// A name without a drop-in's suffix.
    DROPIN_SUFFIX = Rule::error("dropin-suffix", "invalid systemd drop-in extension", "Drop-in names end in .conf.").since(V2_0);
    /// Contents that are no unit file.
    UNIT_CONTENTS = Rule::error("unit-contents-invalid", "invalid unit content: {}",
        "Every line in a section is Name=value, a comment that begins with # or ;, or blank.").since(V2_0);
    /// Enabling without effect.
    ENABLED_WITHOUT_INSTALL = Rule::warning("enabled-without-install",
        "unit {} is enabled, but has no install section so enable does nothing",
        "Add [Install] with WantedBy= to the unit, or drop enabled.").since(V2_0);
    /// Enabling without effect, by the template.
    TEMPLATE_WITHOUT_INSTALL = Rule::warning("template-without-install",
        "template unit {} for {} doesn't have Install section",
        "Add [Install] with WantedBy= to the template.");

    // ── what the reference loses on the way to a newer version ──────────────────────────────
    /// A 3.4 advertisement on the way to 3.5.
    ADVERTISEMENT_LOST = Rule::warning("tang-advertisement-lost",
        "the reference drops the advertisement when it raises a 3.4 config",
        "Declare 3.5.0 or newer: the advertisement is then kept, and the server need not be reached at first boot.").advice();
    /// Special bits on the way to 3.6.
    MODE_BITS_LOST = Rule::info("mode-bits-lost",
        "the special mode bits are dropped when the config is raised to 3.6",
        "They had no effect before 3.6.0. Declare 3.6.0 to keep them.").advice();

    /// A field that the version wanted does not have.
    NOT_EXPRESSIBLE = Rule::error("not-expressible", "the version cannot say this",
        "Declare a version that can say it, or change what is named.").advice().since(V2_0);

    /// What is dropped on the way to a version that lacks it, older or newer.
    DROPPED = Rule::warning("field-dropped", "the version cannot say this: it is dropped",
        "Write what is lost in the way that the version has, or keep to a version that has it. Downward, restate without losses to be refused instead.").since(V2_0).advice();

    // ── spec 2 alone ────────────────────────────────────────────────────────────────────────
    /// A cloud-config.
    CLOUD_CONFIG = Rule::error("cloud-config", "not a config (found coreos-cloudconfig)",
        "This is a cloud-config, which Ignition does not read.").since(V2_0).verdict();
    /// A script.
    SCRIPT = Rule::error("script", "not a config (found coreos-cloudinit script)",
        "This is a script, which Ignition does not run.").since(V2_0).verdict();
    /// The generation before the older one.
    SPEC_1 = Rule::deprecated("spec-1", "config format deprecated",
        "Declare ignition.version, and write the config anew.").since(V2_0).until(V3_0);
    /// More of that generation than its version.
    SPEC_1_CONTENT = Rule::error("spec-1-content", "configs of version 1 are not read",
        "Write the config anew: version 1 was replaced in 2016.").since(V2_0).until(V3_0).advice();
    /// A key that is not known.
    KEY_UNKNOWN = Rule::warning("key-unknown", "Config has unrecognized key: {}",
        "The key has no effect unless it is known in another case: it is misspelt, at the wrong level, or newer than the version declared.").since(V2_0).until(V3_0);
    /// A key in another case.
    KEY_CASE = Rule::info("key-case", "Did you mean {} instead of {}", "Write the key as it is named.").since(V2_0).until(V3_0);
    /// A node on a file system that is not there.
    FILESYSTEM_UNKNOWN = Rule::warning("filesystem-unknown",
        "{} {} references nonexistent filesystem {}. (This is ok if it is defined in a referenced config)",
        "Name root, or one of storage.filesystems.").since(V2_0).until(V3_0);
    /// Two file systems of one name.
    FILESYSTEM_SHADOWS = Rule::warning("filesystem-shadows", "Filesystem {} shadows exising filesystem definition",
        "Give each file system its own name; root is defined already.").since(V2_0).until(V3_0);
    /// A node on no file system.
    NODE_FILESYSTEM_MISSING = Rule::error("filesystem-missing", "no filesystem specified",
        "Set filesystem: root, or the name of one of storage.filesystems.").since(V2_0).until(V3_0);
    /// Overwriting and appending at once.
    APPEND_AND_OVERWRITE = Rule::error("append-and-overwrite", "cannot set both append and overwrite to true",
        "Keep one of them.").since(V2_2).until(V3_0);
    /// A file or directory nobody may read.
    MODE_MISSING = Rule::warning("mode-missing", "permissions unset, defaulting to 0000",
        "Set mode: 420 is 0644, 493 is 0755.").since(V2_2).until(V3_0);
    /// A header that stands twice.
    HEADER_REPEATED = Rule::error("http-header-repeated", "Found duplicate HTTP header: {}",
        "Keep one of them.").since(V2_4).until(V3_0);
    /// A partition that begins within a MiB.
    PARTITION_MISALIGNED = Rule::error("partitions-misaligned", "partitions misaligned",
        "Let start be a multiple of 2048 sectors.").since(V2_0).until(V3_0);
    /// An absent partition beside one that takes the next free number.
    PARTITION_ZERO = Rule::error("partition-number-beside-absent",
        "shouldExist is false for a partition and other partition(s) has start or size 0",
        "Give every partition of the disk a number.").since(V2_3).until(V3_6);
    /// Two units of size.
    PARTITION_UNITS = Rule::error("partition-units", "cannot mix MBs and sectors within a disk",
        "Use startMiB and sizeMiB throughout.").since(V2_3).until(V3_0);
    /// A label that is cut.
    PARTITION_LABEL_CUT = Rule::warning("partition-label-cut",
        "partition label will be truncated to text before the colon", "Leave colons out of labels.").since(V2_0).until(V3_0);
    /// A size in sectors.
    PARTITION_SIZE = Rule::deprecated("partition-size", "size is deprecated; use sizeMB instead",
        "Write sizeMiB: 2048 sectors are a MiB.").since(V2_3).until(V3_0);
    /// A start in sectors.
    PARTITION_START = Rule::deprecated("partition-start", "start is deprecated; use startMB instead",
        "Write startMiB: 2048 sectors are a MiB.").since(V2_3).until(V3_0);
    /// A file system that is nowhere.
    FILESYSTEM_NOWHERE = Rule::error("filesystem-nowhere", "filesystem is missing mount or path",
        "Set mount to make or use a file system on a device, or path where it is mounted already.").since(V2_0).until(V3_0);
    /// A file system that is in two places.
    FILESYSTEM_TWICE = Rule::error("filesystem-twice", "filesystem has both mount and path defined",
        "Keep one of them.").since(V2_0).until(V3_0);
    /// Two ways to wipe.
    CREATE_AND_WIPE = Rule::error("create-and-wipe", "cannot use both create object and wipeFilesystem field",
        "Keep wipeFilesystem.").since(V2_1).until(V3_0);
    /// Two places for options.
    CREATE_AND_OPTIONS = Rule::error("create-and-options",
        "cannot use both create object and mount-level options field", "Keep mount.options.").since(V2_1).until(V3_0);
    /// An object that newer generations drop.
    MOUNT_CREATE = Rule::warning("mount-create",
        "the create object has been deprecated in favor of mount-level options",
        "Write mount.wipeFilesystem and mount.options: raising the config to spec 3 drops create.").since(V2_1).until(V3_0);
    /// An object that newer generations drop.
    USER_CREATE = Rule::warning("user-create",
        "the create object has been deprecated in favor of user-level options",
        "Write its fields beside name: raising the config to spec 3 drops create.").since(V2_1).until(V3_0);
    /// Two places for one field.
    USER_CREATE_AND = Rule::error("user-create-and-field",
        "cannot use both the create object and the user-level {} field", "Keep the field beside name.").since(V2_1).until(V3_0);
    /// Spares that cannot be used.
    RAID_SPARES_2 = Rule::error("raid-spares-unsupported", "spares unsupported for arrays with a level greater than 0",
        "Remove spares: linear and raid0 arrays have none.").since(V2_0).until(V3_0);
    /// A name without a networkd unit's suffix.
    NETWORKD_SUFFIX = Rule::error("networkd-suffix", "invalid networkd unit extension",
        "networkd units end in .link, .netdev or .network.").since(V2_0).until(V3_0);
    /// A name without a drop-in's suffix.
    NETWORKD_DROPIN_SUFFIX = Rule::error("networkd-dropin-suffix", "invalid networkd drop-in extension",
        "Drop-in names end in .conf.").since(V2_2).until(V3_0);

    // ── advice: the reference is silent ─────────────────────────────────────────────────────
    /// Octal digits in a decimal number.
    MODE_LOOKS_OCTAL = Rule::warning("mode-looks-octal", "the mode's digits look like octal written as a decimal number",
        "JSON numbers are decimal: write 420 for 0644, 493 for 0755, 384 for 0600, 511 for 0777.").advice();
    /// A file where a directory is needed.
    BELOW_FILE = Rule::warning("path-below-file", "the path lies below a file of the same config",
        "The first boot fails: a file cannot hold others. Make the upper one a directory, or move one of them.").advice();
    /// gzip that is none.
    NOT_GZIP = Rule::warning("gzip-not-gzip", "compression is gzip, but the data is not gzip",
        "The first boot fails when it unpacks this. Remove compression, or compress the data (it begins with 1f 8b, in base64 H4sI).").advice();
    /// base64 without the marker.
    BASE64_UNMARKED = Rule::warning("base64-unmarked", "the data looks like base64, but is taken as text",
        "Write ;base64 before the comma if it is base64.").advice();
    /// A partition found by label alone.
    PARTITION_BY_LABEL = Rule::info("partition-by-label",
        "the partition has a label but no number: an existing partition of that label is used wherever it stands",
        "Give it a number if it must be the same partition on every boot and machine.").advice();
    /// Another's spec 2 config.
    SPEC_2 = Rule::info("spec-2", "this is a config of the older generation, 2.x",
        "A spec 3 reader refuses it. Convert it, or use a system that reads spec 2.").advice();
    /// Butane where Ignition is expected.
    BUTANE = Rule::info("butane", "this is Butane, not Ignition: it is not checked",
        "Machines read Ignition. Translate the file with butane, and check what comes out.").advice();
    /// A mode that YAML 1.1 and 1.2 read differently.
    YAML_OCTAL = Rule::info("yaml-octal", "YAML 1.1 reads this number as octal, YAML 1.2 as decimal",
        "kubectl reads YAML 1.1. Write the decimal number (0644 is 420) to mean the same everywhere.").advice();
}

#[cfg(test)]
mod tests {
    use super::ALL;
    use alloc::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_words_end_without_a_stop() {
        let codes: BTreeSet<_> = ALL.iter().map(|rule| rule.code).collect();
        assert_eq!(codes.len(), ALL.len());
        for rule in ALL {
            assert!(
                rule.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{}",
                rule.code
            );
            assert!(!rule.summary.ends_with('.') && rule.help.ends_with('.'), "{}", rule.code);
        }
    }
}
