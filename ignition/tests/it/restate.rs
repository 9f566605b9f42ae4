//! Restating where the recorded cases do not go: without losses, in the places of a document, and where we differ from
//! the converter on purpose.

use garboard_ignition::document::{SourceId, Step};
use garboard_ignition::{Config, Refused, Report, Version, parse, restate, v2};
use serde_json::Value;

fn config(version: &str, rest: &str) -> Config {
    let document = format!(r#"{{"ignition":{{"version":"{version}"}}{rest}}}"#);
    parse(document.as_bytes()).unwrap_or_else(|refused| panic!("{document}: {refused}")).config
}

fn luks(rest: &str) -> String {
    format!(r#","storage":{{"luks":[{{"name":"a","device":"/dev/a"{rest}}}]}}"#)
}

fn found(report: &Report) -> Vec<String> {
    report.entries().iter().map(|entry| format!("{}: {}", entry.place.path, entry.message)).collect()
}

fn in_the_way(version: &str, rest: &str, to: Version) -> Vec<String> {
    found(config(version, rest).at(to).expect_err("something is in the way").report())
}

#[test]
fn every_field_in_the_way_is_named_with_the_version_it_needs() {
    let rest = r#","kernelArguments":{"shouldNotExist":["a"]},"passwd":{"users":[{"name":"a","shouldExist":true}]},
        "storage":{"luks":[{"name":"a","device":"/dev/a","discard":false,"cex":{"enabled":true}}]}"#;
    assert_eq!(
        in_the_way("3.6.0", rest, Version::V3_1),
        [
            "$.kernelArguments: 3.1.0 cannot say this: the field needs spec 3.3.0",
            "$.passwd.users.0.shouldExist: 3.1.0 cannot say this: the field needs spec 3.2.0",
            "$.storage.luks: 3.1.0 cannot say this: the field needs spec 3.2.0",
            "$.storage.luks.0.cex: 3.1.0 cannot say this: the field needs spec 3.5.0",
            "$.storage.luks.0.discard: 3.1.0 cannot say this: the field needs spec 3.4.0",
        ]
    );
    let proxy = r#","storage":{"files":[{"path":"/a","contents":{"source":"http://a","httpHeaders":[{"name":"b"}]}}]}"#;
    assert_eq!(
        in_the_way("3.1.0", proxy, Version::V3_0),
        ["$.storage.files.0.contents.httpHeaders: 3.0.0 cannot say this: the field needs spec 3.1.0"]
    );
}

#[test]
fn every_value_in_the_way_is_named_with_the_version_it_needs() {
    let file = |rest: &str| format!(r#","storage":{{"files":[{{"path":"/a",{rest}}}]}}"#);
    for (rest, to, want) in [
        (
            file(r#""mode":2541"#),
            Version::V3_5,
            "$.storage.files.0.mode: the value needs spec 3.6.0; at 3.5.0 it has no effect",
        ),
        (
            file(r#""contents":{"source":"gs://b/o"}"#),
            Version::V3_1,
            "$.storage.files.0.contents.source: the value needs spec 3.2.0; at 3.1.0: invalid url scheme",
        ),
        (
            file(r#""contents":{"source":"arn:aws:s3:::b/k"}"#),
            Version::V3_2,
            "$.storage.files.0.contents.source: the value needs spec 3.4.0; at 3.2.0: invalid url scheme",
        ),
        (
            r#","storage":{"filesystems":[{"device":"/dev/a","format":"none"}]}"#.into(),
            Version::V3_2,
            "$.storage.filesystems.0.format: the value needs spec 3.3.0; at 3.2.0: invalid filesystem format",
        ),
        (
            luks(r#","clevis":{"custom":{"pin":"pkcs11","config":"{}"}}"#),
            Version::V3_5,
            "$.storage.luks.0.clevis.custom.pin: the value needs spec 3.6.0; at 3.5.0: unsupported clevis pin",
        ),
    ] {
        assert_eq!(in_the_way("3.6.0", &rest, to), [want]);
    }
}

#[test]
fn what_every_version_can_say_is_the_same_at_all_of_them() {
    let rest = r#","storage":{"links":[{"path":"/a","target":"/b"}],"files":[{"path":"/f","mode":420}]}"#;
    let newest = config("3.6.0", rest);
    for to in Version::ALL.into_iter().filter(|to| *to <= Version::V3_6) {
        let parsed = newest.clone().at(to).unwrap_or_else(|refused| panic!("{to}: {refused}"));
        assert!(parsed.report.is_empty());
        assert_eq!(parsed.config.to_json(), newest.to_json().replace("3.6.0", to.as_str()));
        assert_eq!(parsed.config.at(Version::V3_6).unwrap().config, newest);
    }
}

#[test]
fn an_advertisement_is_kept_on_the_way_down_and_its_loss_on_the_way_up_foretold() {
    let tang = r#","clevis":{"tang":[{"url":"http://a","thumbprint":"t","advertisement":"{}"}]}"#;
    let lowered = config("3.5.0", &luks(tang)).at(Version::V3_4).unwrap();
    assert!(lowered.config.to_json().contains("advertisement"));
    assert_eq!(lowered.report.entries()[0].rule.code, "tang-advertisement-lost");
    let dropped = config("3.5.0", &luks(tang)).at_lossy(Version::V3_4).unwrap();
    assert!(!dropped.config.to_json().contains("advertisement"));
    assert_eq!(dropped.report.entries()[0].rule.code, "field-dropped");
}

#[test]
fn losses_of_the_converter_are_reported_down_to_what_says_nothing_new() {
    let rest = luks(r#","discard":false,"openOptions":[],"cex":{"enabled":false}"#);
    let lowered = config("3.5.0", &rest).at_lossy(Version::V3_3).unwrap();
    assert_eq!(
        found(&lowered.report),
        [
            "$.storage.luks.0.cex: 3.4.0 cannot say this: the field is dropped",
            "$.storage.luks.0.discard: 3.3.0 cannot say this: the field is dropped",
        ]
    );
}

#[test]
fn steps_that_the_converter_lacks_are_taken_where_nothing_is_lost() {
    let plain = r#","storage":{"files":[{"path":"/f","mode":420}]}"#;
    assert_eq!(config("3.7.0-experimental", plain).at_lossy(Version::V3_0).unwrap().config.version(), Version::V3_0);
    let special = r#","storage":{"files":[{"path":"/f","mode":2541}]}"#;
    assert_eq!(config("3.6.0", special).at_lossy(Version::V3_4).unwrap_err().code(), "not-expressible");
    let proxy = r#","ignition":{"version":"3.1.0","proxy":{"httpProxy":"http://p"}}"#;
    assert_eq!(config("3.1.0", proxy).at_lossy(Version::V3_0).unwrap_err().code(), "not-expressible");
}

#[test]
fn where_the_converter_crashes_the_config_is_refused_at_its_place() {
    let place = |refused: Refused| refused.first().place.path.to_string();
    let custom = luks(r#","clevis":{"custom":{"needsNetwork":false}}"#);
    assert_eq!(place(config("3.3.0", &custom).at_lossy(Version::V3_2).unwrap_err()), "$.storage.luks.0.clevis.custom");

    let partition = r#","storage":{"disks":[{"device":"/dev/a","partitions":[{"number":1}]}]}"#;
    let refused = v2::lower(config("3.1.0", partition), Version::V2_4).unwrap_err();
    assert_eq!(place(refused), "$.storage.disks.0.partitions.0");

    let header =
        r#","ignition":{"version":"3.1.0","config":{"merge":[{"source":"http://a","httpHeaders":[{"name":"b"}]}]}}"#;
    let refused = v2::lower(config("3.1.0", header), Version::V2_4).unwrap_err();
    assert_eq!(place(refused), "$.ignition.config.merge.0.httpHeaders.0");

    let merge = r#","ignition":{"version":"3.0.0","config":{"merge":[{}]}}"#;
    let refused = v2::lower(config("3.0.0", merge), Version::V2_2).unwrap_err();
    assert_eq!(place(refused), "$.ignition.config.merge.0");
}

#[test]
fn the_converter_refuses_all_of_one_step_at_its_places_and_in_its_order() {
    let rest =
        r#","passwd":{"users":[{"name":"a","shouldExist":false}]},"storage":{"luks":[{"name":"a","device":"/dev/a"}]}"#;
    let refused = config("3.2.0", rest).at_lossy(Version::V3_1).unwrap_err();
    assert_eq!(
        found(refused.report()),
        [
            "$.storage.luks: LUKS is not supported on 3.1",
            "$.passwd.users.0.shouldExist: ShouldExist in Passwd.Users is not supported on 3.1",
        ]
    );
    let rest = r#","storage":{"luks":[{"name":"a","device":"/dev/a","discard":true,"openOptions":["b"]}],"files":[
        {"path":"/a","mode":2541,"contents":{"source":"arn:aws:s3:::b/k"}}]}"#;
    let not = |what| format!("Invalid input config: {what} not supported in spec v3.3");
    assert_eq!(
        found(config("3.4.0", rest).at_lossy(Version::V3_2).unwrap_err().report()),
        [
            format!("$.storage.files.0.mode: {}", not("special mode bits are")),
            format!("$.storage.files.0.contents.source: {}", not("arn: scheme for s3 is")),
            format!("$.storage.luks.0.discard: {}", not("luks discard is")),
            format!("$.storage.luks.0.openOptions: {}", not("luks openOptions is")),
        ]
    );
    let discard = config("3.4.0", &luks(r#","discard":true"#)).at_lossy(Version::V3_3).unwrap_err();
    assert_eq!(discard.first().place.path.to_string(), "$.storage.luks.0.discard");
    let headers = r#","storage":{"files":[{"path":"/a","append":[{"source":"http://a","httpHeaders":[]}]}]}"#;
    let refused = v2::lower(config("3.1.0", headers), Version::V2_2).unwrap_err();
    assert_eq!(
        found(refused.report()),
        ["$.storage.files.0.append.0.httpHeaders: HTTPHeaders in Storage.Files.Append.* are not supported on 2.2"]
    );
    // What the result breaks stands behind the words.
    let variance = r#","storage":{"filesystems":[{"device":"/dev/a","format":"xfs","path":"/var"}],"directories":[{"path":"/variance"}]}"#;
    let refused = v2::lower(config("3.1.0", variance), Version::V2_4).unwrap_err();
    assert_eq!(refused.report().entries()[1].place.path.to_string(), "$.storage.directories.0.path");
}

#[test]
fn a_file_is_on_the_file_system_with_the_longest_path_that_it_begins_with() {
    let filesystems = ["", "/v", "/var", "/var/log"]
        .map(|path| format!(r#"{{"device":"/dev/a{}","format":"xfs","path":"{path}"}}"#, path.len()));
    let rest = format!(
        r#","storage":{{"filesystems":[{}],"directories":[{{"path":"/etc","mode":1}},{{"path":"/var/log/a","mode":1}}],"links":[{{"path":"/v/l","target":"/t"}}]}}"#,
        filesystems.join(",")
    );
    let content = v2::lower(config("3.1.0", &rest), Version::V2_4).unwrap().config;
    let storage = &content.content().storage;
    let directories: Vec<_> = storage.directories.iter().flatten().map(|it| (&*it.filesystem, &*it.path)).collect();
    assert_eq!(directories, [("root", "/etc"), ("/var/log", "/a")]);
    assert_eq!(storage.links.as_ref().unwrap()[0].filesystem, "/v");
}

#[test]
fn ways_that_do_not_exist_are_refused() {
    for (version, to) in [("3.0.0", Version::V2_4), ("3.1.0", Version::V2_3), ("3.1.0", Version::V3_1)] {
        let refused = v2::lower(config(version, ""), to).unwrap_err();
        assert_eq!(refused.to_string(), format!("there is no way from {version} to {to}"));
    }
    assert!(config("3.0.0", "").at(Version::V2_2).unwrap_err().to_string().contains("older generation"));
    assert_eq!(restate::as_server(config("3.6.0", ""), Version::V3_5).unwrap_err().code(), "version-unsupported");
    assert!(restate::as_server(config("3.5.0", ""), Version::V3_6).is_err());
}

/// What spec 2 lacks, what 3.2 lacks and what the converter drops or crashes on.
const MUCH: &str = r#","ignition":{"version":"3.5.0","proxy":{"httpProxy":"http://p"},
    "config":{"merge":[{"source":"http://a","compression":"gzip","httpHeaders":[{"name":"b"}]}]}},
    "kernelArguments":{"shouldExist":["nosmt"]},
    "passwd":{"users":[{"name":"a","shouldExist":false},{"name":"b","shouldExist":true}]},
    "storage":{"luks":[{"name":"a","device":"/dev/a","discard":true}],
      "filesystems":[{"device":"/dev/b","format":"xfs","path":"/b","mountOptions":["ro"]}],
      "disks":[{"device":"/dev/c","partitions":[{"number":1,"sizeMiB":1,"resize":true,"wipePartitionEntry":true},
        {"number":2,"resize":false}]}],
      "files":[{"path":"/empty"},{"path":"/c","append":[{"source":"http://a","httpHeaders":[{"name":"b"}]}]}]}"#;

fn lost_in_spec_2(version: &str, rest: &str, to: Version) -> Vec<String> {
    let document = format!(r#"{{"ignition":{{"version":"{version}"}}{rest}}}"#);
    let refused = restate::convert(document.as_bytes(), SourceId(0), to, restate::Way::Lossless)
        .expect_err("something is in the way");
    assert!(refused.report().entries().iter().all(|entry| entry.place.span.is_some()), "all have places");
    found(refused.report())
}

#[test]
fn without_losses_spec_2_is_refused_with_every_field_in_the_way_and_the_version_it_needs() {
    let needs = |path: &str, since: &str| format!("$.{path}: 2.2.0 cannot say this: the field needs spec {since}");
    assert_eq!(
        lost_in_spec_2("3.5.0", MUCH, Version::V2_2),
        [
            needs("kernelArguments", "3.3.0"),
            needs("storage.luks.0.discard", "3.4.0"),
            needs("ignition.config.merge.0.compression", "3.1.0"),
            needs("ignition.config.merge.0.httpHeaders", "2.4.0"),
            needs("ignition.proxy", "2.4.0"),
            needs("storage.luks", "3.2.0"),
            needs("passwd.users.0.shouldExist", "3.2.0"),
            needs("storage.disks.0.partitions.0.sizeMiB", "2.4.0"),
            needs("storage.disks.0.partitions.0.resize", "3.2.0"),
            needs("storage.filesystems.0.mountOptions", "3.1.0"),
            needs("storage.files.1.append.0.httpHeaders", "2.4.0"),
            "$.storage.files.0: 2.2.0 cannot say this: a file without contents needs spec 3.0.0".into(),
            needs("storage.disks.0.partitions.0.wipePartitionEntry", "2.4.0"),
            needs("storage.disks.0.partitions.1.resize", "3.2.0"),
            needs("passwd.users.1.shouldExist", "3.2.0"),
        ]
    );
    let at_2_4 = lost_in_spec_2("3.5.0", MUCH, Version::V2_4);
    assert!(at_2_4.iter().all(|line| !line.contains("needs spec 2.")), "{at_2_4:#?}");
    assert!(at_2_4.iter().any(|line| line.starts_with("$.storage.filesystems.0.mountOptions: 2.4.0 ")), "{at_2_4:#?}");
    assert!(at_2_4.iter().any(|line| line.starts_with("$.storage.disks.0.partitions.1: the converter crashes")));
}

#[test]
fn what_is_left_of_a_config_without_all_that_was_named_is_restated_without_losses() {
    for version in ["3.2.0", "3.4.0", "3.5.0"] {
        for to in [Version::V2_2, Version::V2_4, Version::V3_0, Version::V3_1] {
            let mut document: Value = serde_json::from_str(&format!("{{{}}}", &MUCH[1..])).unwrap();
            document["ignition"]["version"] = version.into();
            let restated = |document: &Value| {
                restate::convert(document.to_string().as_bytes(), SourceId(0), to, restate::Way::Lossless)
            };
            let mut named: Vec<_> = match restated(&document) {
                Ok(_) => panic!("{version} has fields that {to} lacks"),
                Err(refused) => refused.into_report().into_iter().map(|entry| entry.place.path).collect(),
            };
            // From the ends of lists, so that the other places stay what they are.
            named.sort();
            let count = named.len();
            named.dedup();
            assert_eq!(named.len(), count, "none is named twice");
            named.iter().rev().for_each(|path| remove(&mut document, path.steps()));
            assert!(restated(&document).is_ok(), "{version} to {to}: {document}: {:?}", restated(&document).err());
        }
    }
}

fn remove(value: &mut Value, steps: &[Step]) {
    match steps {
        [Step::Field(name)] => drop(value.as_object_mut().expect("an object").remove(*name)),
        [Step::Index(index)] => drop(value.as_array_mut().expect("a list").remove(*index as usize)),
        [Step::Field(name), rest @ ..] => remove(&mut value[*name], rest),
        [Step::Index(index), rest @ ..] => remove(&mut value[*index as usize], rest),
        _ => panic!("the whole is in the way"),
    }
}
