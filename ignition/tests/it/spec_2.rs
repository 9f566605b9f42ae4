//! Spec 2 where the recorded cases do not go: places of losses and refusals, every rule, and where we differ from its
//! reader on purpose.

use garboard_ignition::document::{SourceId, Sources};
use garboard_ignition::{Report, Version, read_json, v2};

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
fn every_reason_against_raising_is_named_where_it_was_written() {
    let document = r#"{"ignition":{"version":"2.2.0"},
"networkd":{"units":[{"name":"a.network"}]},
"passwd":{"users":[
{"name":"admin"},
{"name":"core"},
{"name":"root"}]},
"storage":{
"disks":[{"device":"/dev/a","partitions":[
{"number":1}]}],
"files":[
{"filesystem":"var","path":"/a","mode":420,"contents":{"source":"data:,a"}},
{"filesystem":"root","path":"/b","mode":420,"contents":{"source":"data:,a"}},
{"filesystem":"root","path":"/b","mode":420,"contents":{"source":"data:,a"}}],
"directories":[
{"filesystem":"root","path":"/b","mode":493},
{"filesystem":"root","path":"/l/c","mode":493}],
"filesystems":[
{"name":"var","mount":{"device":"/dev/a","format":"xfs"}}],
"links":[{"filesystem":"root","path":"/l","target":"/b"}]},
"systemd":{"units":[
{"name":"a.service","dropins":[{"name":"x.conf"},{"name":"x.conf"},{"name":"x.conf"}]}]}}"#;
    let refused = v2::parse(document.as_bytes()).unwrap().config.raise_as_operator().unwrap_err();
    assert_eq!(refused.to_string(), "unexpected user with name: root. Only core user is supported");
    let found: Vec<_> = lines(refused.into_report(), document)
        .into_iter()
        .map(|(line, message)| (line, message.split_whitespace().take(4).collect::<Vec<_>>().join(" ")))
        .collect();
    let want = [
        (6, "unexpected user with name:"),
        (4, "unexpected user with name:"),
        (1, "Invalid input config: deprecated:"),
        (9, "size is deprecated; use"),
        (9, "start is deprecated; use"),
        (2, "config includes deprecated networkd"),
        (18, "Config defined filesystem \"var\""),
        (15, "Config has conflicting inodes:"),
        (16, "Directory: /l/c uses link"),
        (21, "Config has duplicate dropin"),
    ];
    assert_eq!(found, want.map(|(line, words)| (line, words.to_owned())));
}

#[test]
fn every_file_whose_order_matters_is_refused_the_last_first() {
    let document = r#"{"ignition":{"version":"2.4.0"},"storage":{"files":[
        {"filesystem":"var","path":"/a","mode":1},{"filesystem":"root","path":"/a","mode":1},
        {"filesystem":"root","path":"/b","mode":1,"append":true}]}}"#;
    let refused = v2::parse(document.as_bytes()).unwrap().config.without_repeats().unwrap_err();
    assert_eq!(refused.to_string(), "cannot dedupe set of files that contains appendices");
    let paths: Vec<_> = refused.report().entries().iter().map(|entry| entry.place.path.to_string()).collect();
    assert_eq!(paths, ["$.storage.files.2", "$.storage.files.0"]);
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
fn what_stands_behind_a_section_is_shown_byte_by_byte_and_found_in_its_text() {
    let unit = r#"{"name":"a.service","contents":"[A]\n[B] c=\n"}"#;
    let document = format!(r#"{{"ignition":{{"version":"2.4.0"}},"systemd":{{"units":[{unit}]}}}}"#);
    let report = v2::parse(document.as_bytes()).unwrap_err().into_report();
    let entry = &report.entries()[0];
    assert_eq!(entry.message, "invalid unit content: found garbage after section name : [99 61]");
    let span = entry.place.span.unwrap();
    assert_eq!(&document[span.start as usize..span.end as usize], "c");
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
