//! Restating where the recorded cases do not go: without losses, in the places of a document, and where we differ from
//! the converter on purpose.

use garboard_ignition::document::{SourceId, Sources};
use garboard_ignition::{Config, Refused, Report, Version, parse, read_json, restate, v2};

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
            "$.kernelArguments: the field needs spec 3.3.0, the config declares 3.1.0",
            "$.passwd.users.0.shouldExist: the field needs spec 3.2.0, the config declares 3.1.0",
            "$.storage.luks: the field needs spec 3.2.0, the config declares 3.1.0",
            "$.storage.luks.0.cex: the field needs spec 3.5.0, the config declares 3.1.0",
            "$.storage.luks.0.discard: the field needs spec 3.4.0, the config declares 3.1.0",
        ]
    );
    let proxy = r#","storage":{"files":[{"path":"/a","contents":{"source":"http://a","httpHeaders":[{"name":"b"}]}}]}"#;
    assert_eq!(
        in_the_way("3.1.0", proxy, Version::V3_0),
        ["$.storage.files.0.contents.httpHeaders: the field needs spec 3.1.0, the config declares 3.0.0"]
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
fn a_refusal_of_the_converter_has_a_place_and_all_that_is_in_the_way_behind_it() {
    let rest =
        r#","passwd":{"users":[{"name":"a","shouldExist":false}]},"storage":{"luks":[{"name":"a","device":"/dev/a"}]}"#;
    let refused = config("3.2.0", rest).at_lossy(Version::V3_1).unwrap_err();
    assert_eq!(
        found(refused.report()),
        [
            "$.storage.luks: LUKS is not supported on 3.1",
            "$.passwd.users.0.shouldExist: the field needs spec 3.2.0, the config declares 3.1.0",
            "$.storage.luks: the field needs spec 3.2.0, the config declares 3.1.0",
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

const REPEATED: &str = r#"{
  "ignition": {"version": "2.2.0"},
  "passwd": {
    "users": [
      {"name": "core", "sshAuthorizedKeys": ["one", "both"]},
      {"name": "core", "sshAuthorizedKeys": ["two", "both"]}
    ]
  },
  "storage": {
    "files": [
      {"filesystem": "root", "path": "/etc/app.conf", "mode": 420, "contents": {"source": "data:,first"}},
      {"filesystem": "root", "path": "/etc/other.conf", "contents": {"source": "data:,other"}},
      {"filesystem": "root", "path": "/etc/app.conf", "mode": 384, "append": true, "contents": {"source": "data:,second"}}
    ]
  },
  "systemd": {
    "units": [
      {"name": "app.service", "enabled": true, "contents": "[Service]\nA=first\n[Install]\nWantedBy=a.target\n"},
      {"name": "app.service", "contents": "[Service]\nA=second\n[Install]\nWantedBy=a.target\n"}
    ]
  }
}"#;

/// Findings with the lines at which they stand in the document.
fn lines(mut report: Report, document: &str) -> Vec<(u32, String)> {
    let mut sources = Sources::default();
    let source = sources.add(String::new(), document.into());
    let tape = read_json(document.as_bytes(), source).expect("it is JSON");
    report.locate(tape.root());
    let line = |entry: &garboard_ignition::Entry| sources.locate(&entry.place).map_or(0, |at| at.line);
    report.entries().iter().map(|entry| (line(entry), entry.message.to_string())).collect()
}

#[test]
fn the_operator_keeps_the_last_of_each_name_and_each_loss_stands_at_its_line() {
    let raised = v2::parse(REPEATED.as_bytes()).unwrap().config.raise_as_operator().unwrap();
    assert_eq!(raised.config.version(), Version::V3_5);
    let content = raised.config.content();
    let files = content.storage.files.as_ref().unwrap();
    assert_eq!([&*files[0].path, &*files[1].path], ["/etc/app.conf", "/etc/other.conf"]);
    assert_eq!((files[0].mode, files[0].contents.source.as_deref()), (Some(384), None));
    assert_eq!(files[0].append.as_ref().unwrap()[0].source.as_deref(), Some("data:,second"));
    let core = &content.passwd.users.as_ref().unwrap()[0];
    assert_eq!(core.ssh_authorized_keys.as_deref().unwrap(), ["two", "both", "one"]);
    assert_eq!(content.systemd.units.as_ref().unwrap()[0].enabled, None);
    let dropped = "wins: this one is dropped";
    assert_eq!(
        lines(raised.report, REPEATED),
        [
            (11, format!("a later entry for /etc/app.conf {dropped}")),
            (18, format!("a later entry for app.service {dropped}, and with it that the unit is enabled")),
        ]
    );
}

#[test]
fn a_refusal_of_the_operator_names_the_place_in_the_config_as_it_was_written() {
    let document = r#"{
  "ignition": {"version": "2.2.0"},
  "storage": {
    "files": [
      {"filesystem": "root", "path": "/etc/systemd/system/agent.service", "contents": {"source": "data:,a"}},
      {"filesystem": "root", "path": "/etc/motd", "mode": 420, "contents": {"source": "data:,b"}}
    ]
  },
  "systemd": {"units": [{"name": "agent.service", "contents": "[Service]\nA=b\n"}]}
}"#;
    let refused = v2::parse(document.as_bytes()).unwrap().config.raise_as_operator().unwrap_err();
    let text = "error at $.storage.files.1.path: path conflicts with systemd unit or dropin\n";
    assert_eq!(refused.to_string(), text);
    let found = lines(refused.into_report(), document);
    assert_eq!(found[1], (5, "path conflicts with systemd unit or dropin".into()));

    let refusal = |rest: &str| {
        let document = format!(r#"{{"ignition":{{"version":"2.2.0"}},{rest}}}"#);
        let refused = v2::parse(document.as_bytes()).unwrap().config.raise_as_operator().unwrap_err();
        (refused.first().place.path.to_string(), refused.to_string())
    };
    let (path, message) = refusal(r#""passwd":{"users":[{"name":"core"},{"name":"admin"},{"name":"core"}]}"#);
    assert_eq!(path, "$.passwd.users.1");
    assert_eq!(message, "unexpected user with name: admin. Only core user is supported");
    let (_, message) = refusal(r#""storage":{"disks":[{"device":"/dev/a","partitions":[{"number":1}]}]}"#);
    assert!(message.starts_with("Invalid input config:\ndeprecated: size is deprecated"), "{message}");
}

#[test]
fn several_configs_to_append_are_refused_as_the_converter_does_and_told_why() {
    let document = r#"{"ignition":{"version":"2.3.0","config":{"append":[{"source":"http://a"},{"source":"http://b"}]},
        "security":{"tls":{"certificateAuthorities":[{"source":"http://a"},{"source":"http://b"}]}}}}"#;
    let raise = |document: &str| v2::parse(document.as_bytes()).unwrap().config.raise(&v2::FsMap::new());
    let refused = raise(document).unwrap_err();
    assert_eq!(refused.to_string(), "error at $.ignition.config.merge.1: duplicate entry defined\n");
    assert!(refused.report().entries()[1].hint.as_ref().unwrap().contains("the source of the last"));
    // 2.4 does the same to certificate authorities.
    let refused = raise(&document.replace("2.3.0", "2.4.0")).unwrap_err();
    assert_eq!(refused.report().len(), 3);
}

#[test]
fn an_older_config_is_raised_with_what_it_could_not_leave_out() {
    let raised = |document: &str| v2::parse(document.as_bytes()).unwrap().config.raise_within(Version::V2_4).to_json();
    assert_eq!(
        raised(r#"{"ignition":{"version":"2.0.0"},"storage":{"files":[{"filesystem":"root","path":"/a"}]}}"#),
        r#"{"ignition":{"version":"2.4.0"},"storage":{"files":[{"filesystem":"root","group":{"id":0},"path":"/a","user":{"id":0},"mode":0}]}}"#
    );
    assert_eq!(
        raised(r#"{"ignition":{"version":"2.2.0"},"storage":{"disks":[{"device":"/a","partitions":[{"number":1}]}]}}"#),
        r#"{"ignition":{"version":"2.4.0"},"storage":{"disks":[{"device":"/a","partitions":[{"label":"","number":1,"size":0,"start":0}]}]}}"#
    );
}

/// Codes and places of what is found in a document of spec 2.
fn codes(document: &str) -> Vec<String> {
    let report = match v2::parse(document.as_bytes()) {
        Ok(parsed) => parsed.report,
        Err(refused) => refused.into_report(),
    };
    report.entries().iter().map(|entry| format!("{} {}", entry.rule.code, entry.place.path)).collect()
}

#[test]
fn a_wrong_type_in_spec_2_is_named_wherever_it_stands() {
    for (document, want) in [
        (
            r#"{"ignition":{"version":"2.4.0","timeouts":3}}"#,
            "json: cannot unmarshal number into Go value of type types.Timeouts",
        ),
        (r#"{"ignition":{"version":2}}"#, "json: cannot unmarshal number into Go value of type string"),
        (
            r#"{"ignition":{"version":"2.4.0"},"passwd":{"users":["x"]},"storage":{"files":[1]}}"#,
            "json: cannot unmarshal number into Go value of type types.File",
        ),
        (r#"{"ignition":{"version":[]},"systemd":true}"#, "json: cannot unmarshal array into Go value of type string"),
        (
            r#"{"ignition":{"version":"2.4.0"},"storage":{"files":[{"group":"a","user":"b"}]}}"#,
            "json: cannot unmarshal string into Go value of type types.NodeGroup",
        ),
        (r#"[]"#, "json: cannot unmarshal array into Go value of type types.Config"),
        (
            r#"{"ignition":{"version":"2.2.0"},"storage":{"files":[{"mode":420.0}]}}"#,
            "json: cannot unmarshal number 420.0 into Go value of type int",
        ),
    ] {
        let refused = v2::parse(document.as_bytes()).unwrap_err();
        assert_eq!((refused.code(), refused.first().message.as_ref()), ("json-type", want), "{document}");
        assert!(v2::report_text(refused.report(), document.as_bytes()).starts_with("error at line 1, column "));
    }
}

#[test]
fn of_version_1_only_the_version_is_read() {
    assert_eq!(codes(r#"{"ignitionVersion":1}"#), ["spec-1 $.ignition.version"]);
    assert_eq!(codes(r#"{"ignitionVersion":1,"storage":{"filesystems":[]}}"#), ["spec-1-content $.ignition.version"]);
    assert_eq!(codes(r#"{"ignitionVersion":2}"#), ["version-unsupported $.ignition.version"]);
    // Version 1 has sizes without sign; to it this is a wrong type.
    let size = r#"{"storage":{"disks":[{"partitions":[{"size":-4}]}]}}"#;
    assert_eq!(codes(size), ["version-unsupported $.ignition.version"]);
}

#[test]
fn a_version_of_spec_2_is_written_in_its_one_form() {
    let config = v2::parse(br#"{"ignition":{"version":"02.4.0"}}"#).unwrap().config;
    assert_eq!(config.to_json(), r#"{"ignition":{"version":"2.4.0"}}"#);
}

#[test]
fn unknown_keys_of_spec_2_come_in_the_order_of_the_document() {
    let document = r#"{"ignition":{"version":"2.4.0"},"z":1,"Storage":{},"a":3,"z":4}"#;
    assert_eq!(codes(document), ["key-unknown $.Storage", "key-case $.Storage", "key-unknown $.a", "key-unknown $.z"]);
}

#[test]
fn spec_2_0_is_judged_by_the_rules_of_2_1() {
    let file = |version: &str| {
        codes(&format!(
            r#"{{"ignition":{{"version":"{version}"}},"storage":{{"files":[{{"path":"a","mode":8192}}]}}}}"#
        ))
    };
    let broken = ["filesystem-missing", "path-relative", "mode-illegal"];
    let paths = ["$.storage.files.0.filesystem", "$.storage.files.0.path", "$.storage.files.0.mode"];
    let want: Vec<_> = broken.iter().zip(paths).map(|(code, path)| format!("{code} {path}")).collect();
    assert_eq!(file("2.0.0"), want);
    assert_eq!(file("2.1.0"), want);
    // What 2.1 added is refused all the same.
    let swap = r#"{"ignition":{"version":"2.0.0","config":{"replace":{"source":"tftp://a"}}},
        "storage":{"filesystems":[{"name":"a","mount":{"device":"/a","format":"swap"}}]}}"#;
    assert_eq!(
        codes(swap),
        ["url-scheme $.ignition.config.replace.source", "filesystem-format-unknown $.storage.filesystems.0.mount"]
    );
    assert!(codes(&swap.replace("2.0.0", "2.1.0")).is_empty());
}

#[test]
fn every_rule_of_spec_2_is_found_where_it_is_broken() {
    let storage =
        |version: &str, rest: &str| codes(&format!(r#"{{"ignition":{{"version":"{version}"}},"storage":{{{rest}}}}}"#));
    let disk = |version: &str, partitions: &str| {
        storage(version, &format!(r#""disks":[{{"device":"/dev/a","partitions":[{partitions}]}}]"#))
    };
    let file =
        |rest: &str| storage("2.4.0", &format!(r#""files":[{{"filesystem":"root","path":"/a","mode":1,{rest}}}]"#));
    let filesystem = |version: &str, rest: &str| storage(version, &format!(r#""filesystems":[{{"name":"a",{rest}}}]"#));
    let unit = |rest: &str| codes(&format!(r#"{{"ignition":{{"version":"2.4.0"}},{rest}}}"#));
    let partitions = "$.storage.disks.0.partitions";
    for (got, want) in [
        (disk("2.2.0", r#"{"number":1},{"number":1}"#), vec![format!("partition-numbers-collide {partitions}")]),
        (
            disk("2.2.0", r#"{"number":1,"start":2048,"size":4096},{"start":4096}"#),
            vec![format!("partitions-overlap {partitions}")],
        ),
        // 2.2 holds equal partitions for one.
        (disk("2.2.0", r#"{"start":2048,"size":9},{"start":2048,"size":9}"#), vec![]),
        (
            disk("2.2.0", r#"{"number":1,"start":2048,"size":9},{"start":2050,"size":9}"#),
            vec![format!("partitions-overlap {partitions}"), format!("partitions-misaligned {partitions}")],
        ),
        (
            disk("2.3.0", r#"{"shouldExist":false},{"number":1,"sizeMiB":1}"#),
            vec![format!("partition-number-beside-absent {partitions}")],
        ),
        (
            disk("2.3.0", r#"{"number":1,"size":1,"sizeMiB":1}"#),
            vec![format!("partition-units {partitions}"), format!("partition-units {partitions}.0")],
        ),
        (
            disk("2.3.0", r#"{"number":1,"shouldExist":false,"guid":"x"}"#),
            vec![format!("partition-absent-with-options {partitions}.0")],
        ),
        (
            disk("2.4.0", r#"{"guid":"x","label":"a:b","size":1,"start":2048}"#),
            vec![
                format!("guid-invalid {partitions}.0.guid"),
                format!("partition-label-cut {partitions}.0.label"),
                format!("partition-size {partitions}.0.size"),
                format!("partition-start {partitions}.0.start"),
            ],
        ),
        (
            file(r#""append":true,"overwrite":true,"user":{"id":1,"name":"a"}"#),
            vec!["append-and-overwrite $.storage.files.0".into()],
        ),
        (file(r#""user":{"id":1,"name":"a"}"#), vec!["id-and-name $.storage.files.0.user".into()]),
        (
            file(r#""contents":{"source":"data:,a","httpHeaders":[{"name":"b"},{"name":""},{"name":"b"}]}"#),
            ["headers-scheme", "header-name", "header-repeated"]
                .map(|code| format!("http-{code} $.storage.files.0.contents.httpHeaders"))
                .into(),
        ),
        (
            file(r#""contents":{"verification":{"hash":"sha256-a"},"compression":"xz"}"#),
            vec![
                "compression-unknown $.storage.files.0.contents.compression".into(),
                "hash-function $.storage.files.0.contents.verification".into(),
            ],
        ),
        (filesystem("2.4.0", r#""mount":{},"path":"/a""#), vec!["filesystem-twice $.storage.filesystems.0".into()]),
        (filesystem("2.4.0", r#""mount":{}"#), vec!["filesystem-format-unknown $.storage.filesystems.0.mount".into()]),
        (
            filesystem(
                "2.4.0",
                r#""mount":{"device":"/a","format":"xfs","create":{},"wipeFilesystem":true,"options":["a"]}"#,
            ),
            ["create-and-wipe", "create-and-options", "mount-create"]
                .map(|code| format!("{code} $.storage.filesystems.0"))
                .into(),
        ),
        (
            filesystem("2.4.0", r#""mount":{"device":"a","format":"vfat","label":"longer than it may be"}"#),
            vec![
                "path-relative $.storage.filesystems.0.mount.device".into(),
                "filesystem-label-long $.storage.filesystems.0.mount.label".into(),
            ],
        ),
        (filesystem("2.2.0", r#""path":"a""#), vec!["path-relative $.storage.filesystems.0.path".into()]),
        (
            storage("2.4.0", r#""raid":[{"level":"raid0","spares":1,"devices":["a"]},{"level":"x"}]"#),
            vec![
                "path-relative $.storage.raid.0.devices".into(),
                "raid-spares-unsupported $.storage.raid.0.level".into(),
                "raid-level-unknown $.storage.raid.1.level".into(),
            ],
        ),
        (
            unit(r#""passwd":{"users":[{"name":"a","create":{},"uid":1,"shell":"s"}]}"#),
            ["user-create", "user-create-and-field", "user-create-and-field"]
                .map(|code| format!("{code} $.passwd.users.0"))
                .into(),
        ),
        (
            unit(r#""systemd":{"units":[{"name":"a","contents":"[x","dropins":[{"name":"b"}]}]}"#),
            vec![
                "unit-contents-invalid $.systemd.units.0.contents".into(),
                "dropin-suffix $.systemd.units.0.dropins.0".into(),
                "unit-suffix $.systemd.units.0.name".into(),
            ],
        ),
        (
            unit(
                r#""networkd":{"units":[{"name":"a","dropins":[{"name":"b"}]},{"name":"a.link","dropins":[{"name":"b"}]}]}"#,
            ),
            vec![
                "networkd-suffix $.networkd.units.0".into(),
                "networkd-dropin-suffix $.networkd.units.1.dropins.0".into(),
            ],
        ),
    ] {
        assert_eq!(got, want);
    }
}

#[test]
fn excerpts_end_where_they_are_too_many() {
    let keys: String = (0..20_000).map(|key| format!(r#","k{key}":1"#)).collect();
    let document = format!(r#"{{"ignition":{{"version":"2.4.0"}}{keys}}}"#);
    let report = v2::parse(document.as_bytes()).unwrap().report;
    let remarks = v2::remarks(&report, document.as_bytes());
    assert_eq!(remarks.len(), 20_000);
    assert!(!remarks[0].excerpt.is_empty() && remarks.iter().all(|remark| remark.position.is_some()));
    let shown: usize = remarks.iter().map(|remark| remark.excerpt.len()).sum();
    assert!(shown < 16 << 20, "{shown} bytes are shown");
}

#[test]
fn very_many_entries_of_one_name_are_joined_in_time() {
    let unit = |index: usize| format!(r#"{{"name":"a.service","dropins":[{{"name":"{index}.conf"}}]}}"#);
    let units: Vec<_> = (0..50_000).map(unit).collect();
    let document = format!(r#"{{"ignition":{{"version":"2.2.0"}},"systemd":{{"units":[{}]}}}}"#, units.join(","));
    let raised = v2::parse(document.as_bytes()).unwrap().config.raise_as_operator().unwrap().config;
    assert_eq!(raised.content().systemd.units.as_ref().unwrap()[0].dropins.as_ref().unwrap().len(), 50_000);
}

#[test]
fn a_packed_script_is_told_by_its_beginning() {
    use std::io::Write as _;
    let pack = |text: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let long = format!("#!/bin/sh\n{}", "x".repeat(1 << 20));
    let mut cut = pack(&long);
    cut.truncate(cut.len() / 2);
    for (document, code) in [
        (pack("#!/bin/sh\n"), "script"),
        (pack("#cloud-config \n"), "cloud-config"),
        (cut, "script"),
        (vec![0x1f, 0x8b], "json-syntax"),
        (vec![0x1f, 0x8b, 8, 0xff, 0, 0, 0, 0, 0, 0, 1], "json-syntax"),
        (pack("{}"), "json-syntax"),
    ] {
        assert_eq!(v2::parse(&document).unwrap_err().code(), code);
    }
    assert_eq!(v2::read_json(b"{", SourceId(3)).unwrap_err().first().place.source, SourceId(3));
}
