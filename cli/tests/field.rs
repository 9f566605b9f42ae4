//! The cases of `tests/field`: what is expected of each is in its `case.json`, and how to read that in the README there.

use garboard_ignition::report::{Rule, Voice};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A config of the older generation: refused at its version until spec 2 is read.
const SPEC_2: &str = "17-file-fights-with-a-unit/spec2.ign";

#[test]
fn every_case_is_accepted_or_refused_as_expected_with_its_findings_in_their_places() {
    let folders = below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/field"));
    let cases: Vec<_> =
        folders.iter().filter(|folder| folder.is_dir()).filter_map(|folder| Case::read(folder)).collect();
    assert!(cases.len() >= 10, "tests/field has only {} cases", cases.len());
    let wrong: Vec<_> = cases.iter().flat_map(Case::wrong).collect();
    assert!(wrong.is_empty(), "{} expectations are not met:\n  {}\n", wrong.len(), wrong.join("\n  "));
}

struct Case {
    name: String,
    expect: Value,
    /// Files with what was found in each.
    files: Vec<(PathBuf, Vec<Value>)>,
}

impl Case {
    /// Cases of other kinds have tests of their own.
    fn read(folder: &Path) -> Option<Self> {
        let case = json(&fs::read(folder.join("case.json")).expect("a case has a case.json"));
        if case["kind"] != "validate" {
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

    fn is_spec_2(&self, file: &str) -> bool {
        format!("{}/{file}", self.name) == SPEC_2
    }

    /// Findings that are expected and not there.
    fn expected(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        for expected in list(&self.expect["findings"]).iter().filter(|it| !self.is_spec_2(text(&it["file"]))) {
            let (file, line, what) = (text(&expected["file"]), &expected["line"], text(&expected["what"]));
            let by_reference = text(&expected["by"]) == "reference";
            let severity = match (&self.expect["value"]["severity"], what.split(' ').next()) {
                (Value::String(severity), _) if by_reference => Some(severity.as_str()),
                (_, Some("warning:" | "same")) => Some("warning"),
                _ => None,
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
            if self.is_spec_2(&file) {
                if errors.iter().all(|error| error["code"] != "version-unsupported" || error["line"] != 2) {
                    wrong.push(format!("{file}: not refused at its version"));
                }
                continue;
            }
            if self.expect["value"][&file].as_str().is_some_and(|is| is.starts_with("accepted")) && !errors.is_empty() {
                wrong.push(format!("{file}: refused, {errors:?}"));
            }
            let named = |line: &Value| {
                list(&self.expect["findings"]).iter().any(|it| it["file"] == *file && it["line"] == *line)
            };
            let stray: Vec<_> = errors.iter().filter(|error| !named(&error["line"])).collect();
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
            for (path, findings) in self.files.iter().filter(|(path, _)| !self.is_spec_2(&base(path))) {
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
    let mut all = garboard_ignition::rule::ALL.iter().chain(garboard_core::rule::ALL);
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
