//! The cases of `tests/field`: what is expected of each is in its `case.json`, and how to read that in the README there.

use garboard_ignition::report::{Rule, Voice};
use garboard_ignition::v2;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn every_case_is_accepted_or_refused_as_expected_with_its_findings_in_their_places() {
    let folders = below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/field"));
    let folders: Vec<_> = folders.iter().filter(|folder| folder.is_dir()).collect();
    let cases: Vec<_> = ["validate", "policy"]
        .iter()
        .flat_map(|kind| folders.iter().filter_map(|folder| Case::read(folder, kind)))
        .collect();
    assert!(cases.len() >= 10, "tests/field has only {} cases", cases.len());
    let wrong: Vec<_> = cases.iter().flat_map(Case::wrong).collect();
    assert!(wrong.is_empty(), "{} expectations are not met:\n  {}\n", wrong.len(), wrong.join("\n  "));
}

/// What the operator makes of the configs, and what `validate` says is lost on the way.
#[test]
fn of_repeated_entries_in_spec_2_the_last_is_kept_and_what_is_lost_is_told() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/field/27-spec2-with-repeated-files");
    let case = Case::read(&folder, "translate").expect("it is there");
    assert_eq!(case.expected(), [""; 0]);
    let raised = |file: &str| -> Value {
        let parsed = v2::parse(&fs::read(folder.join(file)).expect("it is there")).expect("spec 2 takes it");
        json(parsed.config.raise_as_operator().expect("the operator takes it").config.to_json().as_bytes())
    };
    let named = |list: &Value, key: &str, name: &str| -> Value {
        let found: Vec<_> = self::list(list).iter().filter(|item| item[key] == name).collect();
        assert_eq!(found.len(), 1, "{name} in {list}");
        found[0].clone()
    };

    let (config, want) = (raised("config.ign"), &case.expect["value"]["config.ign"]);
    for path in ["/etc/app.conf", "/etc/other.conf"] {
        let file = named(&config["storage"]["files"], "path", path);
        assert_eq!(
            (&file["contents"]["source"], &file["mode"]),
            (&want[path]["source"], &want[path]["mode"]),
            "{path}"
        );
    }
    let core = named(&config["passwd"]["users"], "name", "core");
    assert_eq!(core["sshAuthorizedKeys"], want["core.sshAuthorizedKeys"]);
    let unit = named(&config["systemd"]["units"], "name", "app.service");
    assert_eq!(unit["enabled"], want["app.service"]["enabled"]);
    assert!(text(&unit["contents"]).contains(text(&want["app.service"]["contents"])), "{unit}");

    let want = &case.expect["value"]["append.ign"]["/etc/app.conf"];
    let file = named(&raised("append.ign")["storage"]["files"], "path", "/etc/app.conf");
    assert_eq!(file["contents"], want["contents"]);
    let appended: Vec<_> = list(&file["append"]).iter().map(|piece| &piece["source"]).collect();
    assert_eq!(appended, list(&want["append"]).iter().collect::<Vec<_>>());
}

/// What the manifests of one cluster say together.
#[test]
fn findings_about_sets_of_manifests_stand_in_their_places() {
    let fields = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/field");
    for (name, code) in SETS {
        let folder = fields.join(name);
        let case = json(&fs::read(folder.join("case.json")).expect("it is there"));
        for expected in list(&case["expect"]["findings"]) {
            let findings = validate(&folder.join(text(&expected["file"])));
            let fits = |finding: &&Value| {
                let related = finding["related"].as_array().into_iter().flatten();
                related.chain([*finding]).any(|place| place["line"] == expected["line"])
            };
            assert!(findings.iter().any(|finding| fits(&finding)), "{name}: {expected} is not among {findings:?}");
        }
        let found: Vec<_> = below(&folder).iter().flat_map(|path| validate(path)).collect();
        assert!(found.iter().any(|finding| finding["code"] == *code), "{name}: {found:?}");
    }
}

/// Cases with what is found in their clusters.
const SETS: [(&str, &str); 5] = [
    ("29-password-mc-beside-ssh-mc", "ssh-key-repeated"),
    ("31-names-sort-as-text", "value-overridden"),
    ("33-kernel-type-cannot-be-reset", "kernel-type-not-reset"),
    ("35-kubelet-conf-replaced-by-plain-mc", "operator-file-replaced"),
    ("49-worker-change-rolls-custom-pool-too", "pool-takes-worker-configs"),
];

struct Case {
    name: String,
    expect: Value,
    /// Files with what was found in each.
    files: Vec<(PathBuf, Vec<Value>)>,
}

impl Case {
    /// Cases of other kinds have tests of their own.
    fn read(folder: &Path, kind: &str) -> Option<Self> {
        let case = json(&fs::read(folder.join("case.json")).expect("a case has a case.json"));
        if case["kind"] != kind {
            return None;
        }
        let files = below(folder).into_iter().filter(|path| !path.ends_with("case.json"));
        let files = files.map(|path| (path.clone(), validate(&path))).collect();
        Some(Self { name: base(folder), expect: case["expect"].clone(), files })
    }

    /// Every expectation that is not met.
    fn wrong(&self) -> Vec<String> {
        let mut wrong = self.expected();
        wrong.extend(self.verdicts());
        wrong.extend(self.silences());
        wrong.into_iter().map(|what| format!("{}: {what}", self.name)).collect()
    }

    /// Findings that are expected and not there.
    fn expected(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for expected in list(&self.expect["findings"]) {
            let (file, line, what) = (text(&expected["file"]), &expected["line"], text(&expected["what"]));
            let by_reference = text(&expected["by"]) == "reference";
            let severity = match &self.expect["value"]["severity"] {
                Value::String(severity) if by_reference => Some(severity.as_str()),
                _ => ["warning:", "same warning"].iter().any(|words| what.starts_with(words)).then_some("warning"),
            };
            let fits = |finding: &&Value| {
                let related = finding["related"].as_array().into_iter().flatten();
                related.chain([*finding]).any(|place| place["line"] == *line)
                    && (rule(finding).voice == Voice::Advice) != by_reference
                    && severity.is_none_or(|severity| finding["severity"] == severity)
            };
            let Some((_, findings)) = self.files.iter().find(|(path, _)| base(path) == file) else {
                wrong.push(format!("there is no {file}"));
                continue;
            };
            if !findings.iter().any(|finding| fits(&finding)) {
                wrong.push(format!("{file}:{line}: not found: {what}\n    but {findings:?}"));
            }
        }
        wrong
    }

    /// Files that are accepted or refused against expectation, and errors where none is expected.
    fn verdicts(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut accepted = true;
        for (path, findings) in &self.files {
            let file = base(path);
            let errors: Vec<_> = findings.iter().filter(|finding| finding["severity"] == "error").collect();
            accepted &= errors.is_empty();
            if self.expect["value"][&file].as_str().is_some_and(|is| is.starts_with("accepted")) && !errors.is_empty() {
                wrong.push(format!("{file}: refused, {errors:?}"));
            }
            let named = |line: &Value| {
                list(&self.expect["findings"]).iter().any(|it| it["file"] == *file && it["line"] == *line)
            };
            // A reader of spec 3 refuses spec 2 at its version, whatever the case is about.
            let of_spec_2 = |error: &Value| {
                error["code"] == "version-unsupported" && findings.iter().any(|other| other["code"] == "spec-2")
            };
            let stray: Vec<_> = errors.iter().filter(|error| !named(&error["line"]) && !of_spec_2(error)).collect();
            if !stray.is_empty() {
                wrong.push(format!("{file}: errors in lines that are not named: {stray:?}"));
            }
        }
        if self.expect["accept"] != accepted {
            wrong.push(format!("accept is {accepted}"));
        }
        wrong
    }

    /// Findings on objects that are to have none.
    fn silences(&self) -> Vec<String> {
        let value = &self.expect["value"];
        let lists = ["no_finding_for", "not_flagged", "not_a_collision"];
        let listed = lists.iter().flat_map(|key| value[key].as_array()).flatten().map(text);
        let said = value.as_object().into_iter().flatten().filter(|(_, is)| *is == "no finding");
        let names: Vec<_> = listed.chain(said.map(|(name, _)| name.as_str())).collect();
        let mut wrong = Vec::new();
        for name in names {
            // What follows is a reason.
            let name = name.split_once(" (").map_or(name, |(name, _)| name);
            let mut met = false;
            for (path, findings) in &self.files {
                let mut places = Vec::new();
                find(&json(&fs::read(path).expect("it was read before")), name, "$", &mut places);
                met |= !places.is_empty();
                let inside = |finding: &&Value| {
                    let at = text(&finding["path"]);
                    places.iter().any(|place| at == *place || at.starts_with(&format!("{place}.")))
                };
                wrong.extend(findings.iter().filter(inside).map(|finding| format!("{name} has {finding}")));
            }
            if !met {
                wrong.push(format!("no input has {name}"));
            }
        }
        wrong
    }
}

/// The paths of objects whose name or path is `name`.
fn find(value: &Value, name: &str, at: &str, places: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if ["name", "path"].iter().any(|key| members.get(*key).is_some_and(|it| it == name)) {
                places.push(at.to_owned());
            }
            members.iter().for_each(|(key, value)| find(value, name, &format!("{at}.{key}"), places));
        }
        Value::Array(elements) => {
            (0..)
                .zip(elements)
                .for_each(|(index, value): (usize, _)| find(value, name, &format!("{at}.{index}"), places));
        }
        _ => {}
    }
}

/// What `garboard validate` finds in a file.
fn validate(path: &Path) -> Vec<Value> {
    let command = Command::new(env!("CARGO_BIN_EXE_garboard")).args(["validate", "-o", "json"]).arg(path).output();
    let output = command.expect("the command runs");
    assert_ne!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    list(&json(&output.stdout)["report"]).clone()
}

fn rule(finding: &Value) -> &'static Rule {
    let code = text(&finding["code"]);
    let mut all =
        garboard_ignition::rule::ALL.iter().chain(garboard_core::rule::ALL).chain(garboard_rollout::fleet::rule::ALL);
    all.find(|rule| rule.code == code).expect("findings name a rule of the catalogues")
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a folder can be read to its end").path()).collect();
    paths.sort();
    paths
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_else(|error| panic!("JSON expected: {error}"))
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a string")
}

fn base(path: &Path) -> String {
    path.file_name().expect("it has a name").to_string_lossy().into_owned()
}
