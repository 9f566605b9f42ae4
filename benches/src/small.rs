//! Small configs: one thing said, right or wrong; or a bit of everything, with one or two mistakes. The recorded cases
//! of `conformance/` are so, in about these shares.

use crate::documents::Random;

const VERSIONS: &[&str] = &["3.0.0", "3.1.0", "3.2.0", "3.3.0", "3.4.0", "3.5.0", "3.6.0", "3.7.0-experimental"];

/// So many configs.
pub(crate) fn configs(random: &mut Random, count: usize) -> Vec<String> {
    (0..count).map(|_| if random.below(10) < 7 { one_thing(random) } else { everything(random) }).collect()
}

/// The same with a piece missing, so that none is JSON.
pub(crate) fn broken(random: &mut Random, configs: &[String]) -> Vec<String> {
    let broken = |config: &String| {
        let end = 1 + random.below(config.len() - 1);
        let mut text = config[..end].to_owned();
        if random.once_in(2) {
            text.push_str(random.of(&["]", "}]", "\u{1}", "\\x", ",,", "nul", "01", "\"\"\""]));
        }
        text
    };
    configs.iter().map(broken).collect()
}

/// One section with one entry.
fn one_thing(random: &mut Random) -> String {
    let version = random.of(VERSIONS);
    let body = match random.below(8) {
        0..3 => format!(r#""storage": {{"files": [{}]}}"#, file(random)),
        3 => format!(r#""storage": {{"disks": [{}]}}"#, disk(random)),
        4 => format!(r#""storage": {{"filesystems": [{}]}}"#, filesystem(random)),
        5 => format!(r#""storage": {{"raid": [{}]}}"#, raid(random)),
        6 => format!(r#""systemd": {{"units": [{}]}}"#, unit(random)),
        _ => format!(r#""storage": {{"luks": [{}]}}"#, luks(random)),
    };
    format!(r#"{{"ignition": {{"version": "{version}"}}, {body}}}"#)
}

/// Every section, and now and then a mistake that only shows in a whole.
fn everything(random: &mut Random) -> String {
    let version = random.of(VERSIONS);
    let mistake = one(
        random,
        &[""],
        &[
            r#", "storag": {}"#,
            r#", "Systemd": {"units": null}"#,
            r#", "passwd": []"#,
            r#", "passwd": {"users": [{"name": 5}]}"#,
            r#", "storage": {"files": "none"}"#,
            r#", "systemd": {"units": [{"name": "a.service", "mask": "yes"}]}"#,
            r#", "passwd": {"users": [{"name": "core", "uid": 1.5}]}"#,
            r#", "systemd": {"units": [{"name": "a.service", "enabled": {}}]}"#,
            r#", "storage": {"directories": [{"path": "/a", "mode": true}]}"#,
        ],
    );
    let (files, disks, units) = (two(file, random), two(disk, random), two(unit, random));
    let (filesystem, raid, luks) = (filesystem(random), raid(random), luks(random));
    let hash = "0".repeat(128);
    format!(
        r#"{{"ignition": {{"version": "{version}", "config": {{"merge": [{{"source": "http://b", "verification": {{"hash": "sha512-{hash}"}}}}]}}, "timeouts": {{"httpTotal": 1}}}}, "storage": {{"files": [{files}], "links": [{{"path": "/g", "target": "u"}}], "disks": [{disks}], "raid": [{raid}], "filesystems": [{filesystem}], "luks": [{luks}]}}, "systemd": {{"units": [{units}]}}, "passwd": {{"users": [{{"name": "core", "sshAuthorizedKeys": ["key"]}}]}}{mistake}}}"#
    )
}

fn two(entry: fn(&mut Random) -> String, random: &mut Random) -> String {
    format!("{},{}", entry(random), entry(random))
}

fn file(random: &mut Random) -> String {
    let path = one(random, &["/a", "/b", "/c/d", "/e", "/f"], &["a", "/a\\n", "/x/../y", ""]);
    let more = one(
        random,
        &[
            "",
            r#", "mode": 420"#,
            r#", "user": {"id": 0}"#,
            r#", "overwrite": false"#,
            r#", "append": [{"source": "data:,a"}, {"source": "data:,a"}]"#,
        ],
        &[
            r#", "mode": 2541"#,
            r#", "mode": -1"#,
            r#", "group": {"name": ""}"#,
            r#", "overwrite": true, "contents": {"source": null}"#,
            r#", "namex": 1"#,
        ],
    );
    let source = one(
        random,
        &["data:,a", "data:;base64,aGVsbG8=", "http://h/x", "http://u:p@h/", "https://h/y", "s3://b/k"],
        &["data:text/plain ,x", "data:;base64,a", "ftp://h", ":x", "?x", "arn:aws:s3:::b/k"],
    );
    let hash = "0".repeat(128);
    let good = format!(r#", "verification": {{"hash": "sha512-{hash}"}}"#);
    let check = one(
        random,
        &["", &good, "", r#", "compression": """#],
        &[r#", "verification": {"hash": "sha256-x"}"#, r#", "compression": "gzip""#],
    );
    format!(r#"{{"path": "{path}"{more}, "contents": {{"source": "{source}"{check}}}}}"#)
}

fn disk(random: &mut Random) -> String {
    let device = one(random, &["/dev/a", "/dev/sda"], &["sda", ""]);
    let partitions = one(
        random,
        &[
            r#"[{"number": 1, "startMiB": 5, "sizeMiB": 10}, {"number": 2, "startMiB": 100, "sizeMiB": 100}]"#,
            r#"[{"number": 1, "label": "l1", "wipePartitionEntry": true}]"#,
            "[]",
        ],
        &[r#"[{"number": 1}, {"number": 1}]"#, r#"[{"label": "a:b"}, {"label": "c", "typeGuid": "x"}]"#, "null"],
    );
    format!(r#"{{"device": "{device}", "wipeTable": true, "partitions": {partitions}}}"#)
}

fn filesystem(random: &mut Random) -> String {
    let format = one(random, &["ext4", "xfs", "vfat"], &["swap", "ext3", "none"]);
    let label = one(random, &["l", "root"], &["a-label-that-is-longer-than-any"]);
    format!(r#"{{"device": "/dev/f", "format": "{format}", "label": "{label}", "path": "/v"}}"#)
}

fn raid(random: &mut Random) -> String {
    let level = one(random, &["raid1", "raid5", "raid6"], &["6", "linear", "raid9"]);
    let devices =
        one(random, &[r#"["/dev/y", "/dev/z", "/dev/x"]"#], &[r#"["/dev/a"]"#, r#"["/dev/a", "/dev/a"]"#, "-1"]);
    format!(r#"{{"name": "r", "level": "{level}", "devices": {devices}}}"#)
}

fn luks(random: &mut Random) -> String {
    let more = one(
        random,
        &[
            r#""clevis": {"tpm2": true}"#,
            r#""clevis": {"tang": [{"url": "https://t", "thumbprint": "x"}], "threshold": 1}"#,
            r#""keyFile": {"source": "data:,k"}"#,
        ],
        &[
            r#""openOptions": ["a", "a"]"#,
            r#""cex": {"enabled": true}, "clevis": {"tpm2": true}"#,
            r#""clevis": {"custom": {"pin": "tpm2", "config": "{}"}}"#,
        ],
    );
    format!(r#"{{"name": "x", "device": "/dev/a", {more}}}"#)
}

fn unit(random: &mut Random) -> String {
    let number = random.below(1000);
    let kind = one(random, &["service", "timer", "mount"], &["servic", ""]);
    let contents = one(
        random,
        &["", r"[Unit]\nDescription=x\n", r"[Service]\nExecStart=/bin/true\n[Install]\nWantedBy=a.target\n"],
        &["[Unit", r"[Service]\nx\n"],
    );
    let more =
        one(random, &["", r#", "mask": true"#, r#", "dropins": [{"name": "d.conf"}]"#], &[r#", "enabled": true"#]);
    format!(r#"{{"name": "u{number}.{kind}", "contents": "{contents}"{more}}}"#)
}

/// A good one, mostly.
fn one<'t>(random: &mut Random, good: &[&'t str], bad: &[&'t str]) -> &'t str {
    if random.once_in(8) { random.of(bad) } else { random.of(good) }
}
