//! Good configs, changed where their structure is: keys renamed, repeated, put elsewhere, values of other types. Bytes
//! alone seldom get past the syntax; these nearly always do.

use crate::choices::Choices;
use crate::tree::Tree;
use crate::{json, manifest, parse, roundtrip, spans, yaml_json};
use garboard_core::{check, manifest as manifests};
use garboard_ignition::document::{SourceId, read_yaml};
use garboard_ignition::{Report, Version, decode, parse as parse_config};

/// Changes a config by what the bytes decide, and holds some of the invariants of configs against what comes out. Which
/// ones is decided too: many configs are worth more than all invariants of a few.
pub fn holds(input: &[u8]) {
    let mut choices = Choices::new(input);
    let question = choices.below(6);
    if question == 5 {
        return spec_2(&mut choices);
    }
    let config = grown(&mut choices);
    match question {
        0 => parse::holds(config.json(&mut choices).as_bytes()),
        1 => roundtrip::holds(config.json(&mut choices).as_bytes()),
        2 => {
            let text = config.json(&mut choices);
            spans::holds(text.as_bytes());
            json::holds(text.as_bytes());
        }
        3 => one_config(&config, &mut choices),
        _ => one_manifest(config, &mut choices),
    }
}

/// A good config, changed.
pub fn grown(choices: &mut Choices<'_>) -> Tree {
    let mut config = Tree::of_json(choices.word(SEEDS));
    set_version(&mut config, choices.of(&Version::ALL).as_str());
    for _ in 0..choices.below(6) {
        change(&mut config, choices);
    }
    config
}

const SEEDS: &[&str] = &[
    include_str!("../corpus/roundtrip/storage.ign"),
    include_str!("../corpus/roundtrip/disks.ign"),
    include_str!("../corpus/roundtrip/systemd.ign"),
    include_str!("../corpus/roundtrip/ignition.ign"),
];

/// A config of spec 2, judged at any of its versions, or in a MachineConfig.
fn spec_2(choices: &mut Choices<'_>) {
    let seeds = [include_str!("../corpus/spec_2/everything.json"), include_str!("../corpus/spec_2/repeated.json")];
    let mut config = Tree::of_json(choices.word(&seeds));
    set_version(&mut config, choices.of(&Version::ALL_OF_SPEC_2).as_str());
    for _ in 0..choices.below(6) {
        change(&mut config, choices);
    }
    if choices.once_in(2) {
        return one_manifest(config, choices);
    }
    crate::spec_2::holds(config.json(choices).as_bytes());
}

/// As JSON, and in whatever YAML says the same.
fn one_config(config: &Tree, choices: &mut Choices<'_>) {
    if !config.has_distinct_keys() {
        return;
    }
    yaml_json::notations(config, choices);
    let (text, yaml) = (config.json(choices), config.yaml(choices));
    let document = read_yaml(yaml.as_bytes(), SourceId::default(), 0).expect("YAML that was written is read");
    let (one, other) = (parse_config(text.as_bytes()), decode(document.tape.root(), Version::LATEST));
    match (one, other) {
        (Ok(one), Ok(other)) => {
            assert_eq!(one.config, other.config, "one config in two notations:\n{yaml}");
            assert_eq!(codes(one.report), codes(other.report), "findings in two notations:\n{yaml}");
        }
        (Err(one), Err(other)) => {
            assert_eq!(codes(one.into_report()), codes(other.into_report()), "findings in two notations:\n{yaml}");
        }
        (Ok(_), Err(refused)) => panic!("{refused} in YAML alone:\n{yaml}"),
        (Err(refused), Ok(_)) => panic!("{refused} in JSON alone:\n{text}"),
    }
}

/// In a MachineConfig, in both notations.
fn one_manifest(config: Tree, choices: &mut Choices<'_>) {
    let text = |text: &str| Tree::Text(text.to_owned());
    let distinct = config.has_distinct_keys();
    let labels = Tree::object([("machineconfiguration.openshift.io/role", text("worker"))]);
    let mut object = Tree::object([
        ("apiVersion", text("machineconfiguration.openshift.io/v1")),
        ("kind", text("MachineConfig")),
        ("metadata", Tree::object([("name", text("50-fuzz")), ("labels", labels)])),
        ("spec", Tree::object([("config", config)])),
    ]);
    if choices.once_in(3) {
        object =
            Tree::object([("apiVersion", text("v1")), ("kind", text("List")), ("items", Tree::List(vec![object]))]);
    }
    let (json, yaml) = (object.json(choices), object.yaml(choices));
    let either = if choices.once_in(2) { &json } else { &yaml };
    manifest::file(either.as_bytes(), manifests::Format::Unknown);
    if distinct {
        assert_eq!(found_in(&json), found_in(&yaml), "one manifest in two notations:\n{yaml}");
    }
}

fn found_in(text: &str) -> Vec<(&'static str, String)> {
    let read = manifests::read(SourceId::default(), text.as_bytes(), manifests::Format::Unknown);
    codes(check::file(&read, text.as_bytes(), &check::Options::default()))
}

/// Which rules were broken where, in no order: findings are sorted by where they stand in the text.
fn codes(report: Report) -> Vec<(&'static str, String)> {
    let mut codes: Vec<_> = report.into_iter().map(|entry| (entry.rule.code, entry.place.path.to_string())).collect();
    codes.sort_unstable();
    codes
}

fn set_version(config: &mut Tree, version: &str) {
    let Tree::Object(members) = config else { return };
    let Some((_, Tree::Object(ignition))) = members.iter_mut().find(|(key, _)| key == "ignition") else { return };
    if let Some((_, value)) = ignition.iter_mut().find(|(key, _)| key == "version") {
        *value = Tree::Text(version.to_owned());
    }
}

fn change(config: &mut Tree, choices: &mut Choices<'_>) {
    let size = config.size();
    let other = config.nth(choices.below(size)).expect("there are so many values").clone();
    let here = config.nth(choices.below(size)).expect("there are so many values");
    match here {
        Tree::Object(members) if !members.is_empty() && !choices.once_in(4) => {
            let at = choices.below(members.len());
            match choices.below(8) {
                0 => drop(members.remove(at)),
                1 => members[at].0 = choices.word(KEYS).to_owned(),
                2 => members[at].0 = swap_case(&members[at].0, choices),
                3 => {
                    let value = if choices.once_in(3) { other } else { alike(&members[at].1, choices) };
                    let twice = (members[at].0.clone(), value);
                    members.push(twice);
                }
                4 => {
                    let key = choices.word(KEYS).to_owned();
                    members.push((key, if choices.once_in(3) { other } else { alike(&members[at].1, choices) }));
                }
                5 => {
                    let to = choices.below(members.len());
                    members.swap(at, to);
                }
                6 => members[at].1 = Tree::Null,
                _ => members[at].1 = alike(&members[at].1, choices),
            }
        }
        Tree::List(list) if !list.is_empty() && !choices.once_in(4) => {
            let at = choices.below(list.len());
            match choices.below(9) {
                0 => drop(list.remove(at)),
                1 => list.push(other),
                2 => list[at] = Tree::Null,
                3 => list.clear(),
                4 => list.reverse(),
                5 => list[at] = alike(&list[at], choices),
                _ => list.push(list[at].clone()),
            }
        }
        here => {
            let value = match choices.below(12) {
                0 => other,
                1 => Tree::List(vec![here.clone()]),
                2 => Tree::Object(vec![(choices.word(KEYS).to_owned(), here.clone())]),
                3 => Tree::Null,
                _ => alike(here, choices),
            };
            // What it is put into must not grow without end.
            if value.size() < 400 {
                *here = value;
            }
        }
    }
}

/// Another value of the same type, mostly; nothing else is judged by more than its type.
fn alike(value: &Tree, choices: &mut Choices<'_>) -> Tree {
    match value {
        Tree::Text(_) => Tree::Text(choices.word(TEXTS).to_owned()),
        Tree::Number(_) => Tree::Number(choices.word(NUMBERS).to_owned()),
        Tree::Bool(value) => Tree::Bool(!value),
        Tree::Null | Tree::List(_) | Tree::Object(_) => match choices.below(4) {
            0 => Tree::Bool(choices.below(2) == 1),
            1 => Tree::Number(choices.word(NUMBERS).to_owned()),
            _ => Tree::Text(choices.word(TEXTS).to_owned()),
        },
    }
}

fn swap_case(key: &str, choices: &mut Choices<'_>) -> String {
    let at = choices.below(key.len());
    key.char_indices()
        .map(|(index, c)| match c {
            _ if index != at => c,
            // Folds to these letters, and is none of them.
            'k' if choices.once_in(2) => '\u{212a}',
            's' if choices.once_in(2) => '\u{17f}',
            c if c.is_ascii_lowercase() => c.to_ascii_uppercase(),
            c => c.to_ascii_lowercase(),
        })
        .collect()
}

const KEYS: &[&str] = &[
    "name",
    "path",
    "mode",
    "contents",
    "source",
    "compression",
    "verification",
    "hash",
    "files",
    "units",
    "dropins",
    "enabled",
    "mask",
    "user",
    "group",
    "id",
    "overwrite",
    "append",
    "target",
    "hard",
    "device",
    "partitions",
    "number",
    "label",
    "sizeMiB",
    "startMiB",
    "typeGuid",
    "guid",
    "shouldExist",
    "wipeTable",
    "format",
    "mountOptions",
    "options",
    "level",
    "devices",
    "spares",
    "luks",
    "clevis",
    "tang",
    "tpm2",
    "threshold",
    "url",
    "thumbprint",
    "advertisement",
    "cex",
    "keyFile",
    "openOptions",
    "discard",
    "custom",
    "pin",
    "config",
    "needsNetwork",
    "passwd",
    "users",
    "groups",
    "sshAuthorizedKeys",
    "passwordHash",
    "uid",
    "gid",
    "ignition",
    "version",
    "merge",
    "replace",
    "security",
    "tls",
    "certificateAuthorities",
    "timeouts",
    "httpTotal",
    "proxy",
    "noProxy",
    "httpHeaders",
    "value",
    "kernelArguments",
    "shouldNotExist",
    "storage",
    "systemd",
    "",
    "nmae",
    "sotrage",
    "a.b",
];

const TEXTS: &[&str] = &[
    "",
    "/",
    "/etc/motd",
    "/etc/motd/below",
    "etc/motd",
    "/a//b",
    "/a/../b",
    "root",
    "core",
    "data:,",
    "data:,a%20b",
    "data:;base64,aGk=",
    "data:;base64,aGk",
    "data:text/plain;charset=utf-8,x",
    "http://example.com/x",
    "https://[::1",
    "s3://bucket/x?versionId=1",
    "gs://bucket/x",
    "arn:aws:s3:::bucket/x",
    "ftp://x",
    "%",
    "gzip",
    "gz",
    "sha256-00",
    "sha512-zz",
    "a.service",
    "a@b.service",
    "a@.service",
    "a.servic",
    "[Unit]\nA=b\n",
    "[Install]\nWantedBy=x\n",
    "[Unit",
    "3.0.0",
    "3.5.0",
    "3.7.0-experimental",
    "2.2.0",
    "4.0.0",
    "3.5",
    "raid5",
    "linear",
    "swap",
    "ext4",
    "virtiofs",
    "none",
    "{\"a\": 1}",
    "{",
    "$name",
    "{{ x }}",
    "deadbeef-dead-beef-dead-beefdeadbeef",
    "X",
];
const NUMBERS: &[&str] =
    &["0", "1", "-1", "4", "420", "644", "755", "1420", "4095", "65536", "9223372036854775807", "1.5"];
