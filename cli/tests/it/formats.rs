//! Every format says what `-o json` says, in a form that its readers accept.

use crate::run::{BAD, MACHINE_CONFIG, Run, Tree, WITH_CONFIG};
use serde_json::Value;

/// Findings of every severity and gate, a file without any, a name that needs quoting, and one that cannot be read.
fn tree() -> Tree {
    let config = format!(
        "{WITH_CONFIG}    storage:\n      files:\n      - path: a\n      - path: /b\n        mode: 0644\n      - path: /b/c\n  \
         extensions: [usbgard]\n  'kern,al:Arg%uments': \"x\"\n"
    );
    let tree = Tree::new(&[
        ("a.yaml", config),
        ("b/good.yaml", MACHINE_CONFIG.to_owned()),
        ("c.ign", r#"{"ignition": {"version": "3.4.0"}, "storage": {"files": [{"path": "a"}]}, "x": 1}"#.to_owned()),
        ("ä, 100%:b.yaml", BAD.replace("turbo", "\"日本\\n<&'>\\\"\"")),
    ]);
    tree.link("nowhere, 5%.yaml", "missing");
    tree
}

fn run(format: &str) -> Run {
    let run = tree().run(&["validate", "-o", format, "."]);
    assert_eq!(run.status, 2, "{run:?}");
    run
}

/// The findings of that tree, as `-o json` has them.
fn findings() -> Vec<Value> {
    let found = tree().validate(&["."]);
    assert_eq!(found.unreadable().len(), 1);
    found.findings().to_vec()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("text expected, not {value}"))
}

#[test]
fn json_has_the_fields_that_are_documented() {
    const GATES: [&str; 6] = ["api-server", "generate", "render", "rollout", "node", "first-boot"];
    let found = tree().validate(&["."]);
    assert_eq!(found.whole["schema"], "garboard/1");
    let keys: Vec<_> = found.whole.as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(keys, ["report", "schema", "summary", "unreadable"]);
    let severities: std::collections::BTreeSet<_> = found.findings().iter().map(|it| text(&it["severity"])).collect();
    assert_eq!(severities.into_iter().collect::<Vec<_>>(), ["error", "info", "warning"]);
    for finding in found.findings() {
        for key in ["severity", "code", "message", "path", "file", "help"] {
            assert!(!text(&finding[key]).is_empty(), "{key} of {finding}");
        }
        for key in ["line", "column", "end_line", "end_column"] {
            assert!(finding[key].as_u64().is_some_and(|it| it > 0), "{key} of {finding}");
        }
        let start = [&finding["line"], &finding["column"]].map(Value::as_u64);
        let end = [&finding["end_line"], &finding["end_column"]].map(Value::as_u64);
        assert!(start <= end, "{finding}");
        assert!(finding.as_object().expect("an object").contains_key("marker"), "{finding}");
        let bare = text(&finding["file"]).ends_with(".ign");
        assert_eq!(finding["marker"].is_null(), !bare, "{finding}");
        let gate = finding["gate"].as_str();
        assert!(gate.is_none_or(|gate| GATES.contains(&gate)), "{finding}");
        assert!(finding["severity"] != "error" || gate.is_some(), "an error is refused by somebody: {finding}");
    }
    let unreadable = &found.unreadable()[0];
    assert_eq!(unreadable["file"], "./nowhere, 5%.yaml");
    assert!(text(&unreadable["message"]).contains("nowhere, 5%.yaml: "), "{unreadable}");
    let summary = &found.whole["summary"];
    assert_eq!(summary["files"], 4);
    assert_eq!(summary["objects"], serde_json::json!({"Ignition": 1, "MachineConfig": 3}));
    let count = |severity: &str| found.findings().iter().filter(|it| it["severity"] == severity).count();
    for severity in ["error", "warning", "info"] {
        assert_eq!(summary["findings"][severity], count(severity), "{severity}");
    }
}

#[test]
fn findings_are_sorted_by_file_then_place() {
    let key = |it: &Value| (text(&it["file"]).to_owned(), it["line"].as_u64(), it["column"].as_u64());
    let keys: Vec<_> = findings().iter().map(key).collect();
    assert!(keys.is_sorted(), "{keys:?}");
}

#[test]
fn the_same_input_gives_the_same_bytes_in_any_order() {
    let tree = tree();
    for format in ["text", "json", "sarif", "github", "junit"] {
        let run = || tree.run(&["validate", "-o", format, "."]);
        assert_eq!(run().stdout, run().stdout, "{format}");
    }
}

#[test]
fn no_format_says_that_a_warning_is_refused() {
    let tree = Tree::new(&[("a.yaml", format!("{MACHINE_CONFIG}  kernalType: a\n"))]);
    for format in ["text", "sarif", "github", "junit"] {
        let run = tree.run(&["validate", "-o", format, "a.yaml"]);
        assert!(!run.stdout.contains("refused by"), "{format}: {}", run.stdout);
        assert!(run.stdout.contains("gate: the API server"), "{format}: {}", run.stdout);
    }
}

#[test]
fn text_shows_every_finding() {
    let run = run("text");
    for finding in findings() {
        let title = format!("{}[{}]: ", text(&finding["severity"]), text(&finding["code"]));
        let place = format!("{}:{}:{}\n", text(&finding["file"]), finding["line"], finding["column"]);
        assert!(run.stdout.contains(&title) && run.stdout.contains(&place), "{title}{place} in {}", run.stdout);
    }
    let counted: usize = ["error[", "warning[", "info["].iter().map(|start| lines(&run, start).len()).sum();
    assert_eq!(counted, findings().len());
}

fn lines<'r>(run: &'r Run, start: &str) -> Vec<&'r str> {
    run.stdout.lines().filter(|line| line.starts_with(start)).collect()
}

#[test]
fn sarif_has_what_code_scanning_asks_for() {
    let whole: Value = serde_json::from_str(&run("sarif").stdout).expect("SARIF is JSON");
    assert_eq!(whole["version"], "2.1.0");
    assert!(text(&whole["$schema"]).contains("sarif-2.1.0"));
    let runs = whole["runs"].as_array().expect("runs are a list");
    assert_eq!(runs.len(), 1);
    let driver = &runs[0]["tool"]["driver"];
    assert_eq!(driver["name"], "garboard");
    let rules = driver["rules"].as_array().expect("rules are a list");
    for rule in rules {
        assert!(!text(&rule["shortDescription"]["text"]).is_empty(), "{rule}");
        let level = text(&rule["defaultConfiguration"]["level"]);
        assert!(["error", "warning", "note"].contains(&level), "{rule}");
    }
    let results = runs[0]["results"].as_array().expect("results are a list");
    let findings = findings();
    assert_eq!(results.len(), findings.len());
    let mut prints = std::collections::BTreeSet::new();
    for (result, finding) in results.iter().zip(&findings) {
        assert_eq!(result["ruleId"], finding["code"]);
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("it is small");
        assert_eq!(rules[index]["id"], finding["code"]);
        let level = if finding["severity"] == "info" { "note" } else { text(&finding["severity"]) };
        assert_eq!(result["level"], level);
        assert!(text(&result["message"]["text"]).contains(text(&finding["message"])), "{result}");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(
            [&place["region"]["startLine"], &place["region"]["endLine"]],
            [&finding["line"], &finding["end_line"]]
        );
        let uri = text(&place["artifactLocation"]["uri"]);
        assert!(uri.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~/%".contains(&b)), "{uri}");
        assert_eq!(unescaped(uri), text(&finding["file"]).trim_start_matches("./"));
        let related = finding["related"].as_array().map_or(0, Vec::len);
        assert_eq!(result["relatedLocations"].as_array().map_or(0, Vec::len), related);
        assert!(prints.insert(text(&result["partialFingerprints"]["garboard/v1"])), "two of {result}");
    }
    let invocation = &runs[0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert_eq!(invocation["toolExecutionNotifications"].as_array().map_or(0, Vec::len), 1);
}

/// A relative reference with its `%` escapes decoded.
fn unescaped(uri: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = uri.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'%' {
            let digits = std::str::from_utf8(&tail[..2]).expect("digits are ASCII");
            bytes.push(u8::from_str_radix(digits, 16).expect("digits are hexadecimal"));
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).expect("the name is UTF-8")
}

#[test]
fn sarif_columns_count_characters_and_prints_outlive_a_move() {
    let result = |text: String| {
        let run = Tree::new(&[("a.yaml", text)]).run(&["validate", "-o", "sarif", "a.yaml"]);
        let whole: Value = serde_json::from_str(&run.stdout).expect("SARIF is JSON");
        whole["runs"][0]["results"][0].clone()
    };
    let here = result(format!("{MACHINE_CONFIG}  {{}}\n").replace("  {}\n", "  \"日本\": 1\n"));
    let region = &here["locations"][0]["physicalLocation"]["region"];
    assert_eq!([&region["startColumn"], &region["endColumn"]], [3, 7]);
    let there = result(format!("# moved\n\n{MACHINE_CONFIG}  \"日本\": 1\n"));
    assert_ne!(here["locations"], there["locations"]);
    assert_eq!(here["partialFingerprints"], there["partialFingerprints"]);
}

#[test]
fn github_has_one_command_a_line_with_everything_escaped() {
    let run = run("github");
    let findings = findings();
    let commands: Vec<_> = run.stdout.lines().map(command).collect();
    assert_eq!(commands.len(), findings.len() + 1, "{}", run.stdout);
    let (unreadable, found): (Vec<_>, Vec<_>) = commands.iter().partition(|it| it.property("title") == "unreadable");
    assert_eq!((unreadable[0].name, unreadable[0].property("file")), ("error", "./nowhere, 5%.yaml".into()));
    for (command, finding) in found.iter().zip(&findings) {
        let name = if finding["severity"] == "info" { "notice" } else { text(&finding["severity"]) };
        assert_eq!(command.name, name);
        assert_eq!(command.property("file"), text(&finding["file"]));
        assert_eq!(command.property("line"), finding["line"].to_string());
        assert_eq!(command.property("endLine"), finding["end_line"].to_string());
        assert_eq!(command.property("title"), text(&finding["code"]));
        assert!(command.data.starts_with(text(&finding["message"])), "{} is not {finding}", command.data);
        assert!(command.data.ends_with(text(&finding["help"])), "{} is not {finding}", command.data);
        assert_eq!(command.data.contains("\ngate: "), finding["gate"].is_string(), "{} is not {finding}", command.data);
    }
}

/// A command of GitHub workflows, as their runner reads it.
struct Command<'r> {
    name: &'r str,
    properties: Vec<(&'r str, String)>,
    data: String,
}

impl Command<'_> {
    fn property(&self, name: &str) -> String {
        self.properties.iter().find(|(it, _)| *it == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }
}

fn command(line: &str) -> Command<'_> {
    let (head, data) = line.strip_prefix("::").and_then(|rest| rest.split_once("::")).expect("a command");
    let (name, properties) = head.split_once(' ').expect("a command has properties");
    let pairs = properties.split(',').map(|pair| pair.split_once('=').expect("properties are pairs"));
    let properties = pairs.map(|(name, value)| (name, plain(&value.replace("%3A", ":").replace("%2C", ",")))).collect();
    Command { name, properties, data: plain(data) }
}

fn plain(data: &str) -> String {
    data.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
}

#[test]
fn junit_is_xml_with_a_failure_for_each_error_and_warning() {
    let run = run("junit");
    let tags = tags(&run.stdout);
    let named = |name: &str| tags.iter().filter(|tag| tag.name == name).collect::<Vec<_>>();
    let findings = findings();
    let failures: Vec<_> = findings.iter().filter(|it| it["severity"] != "info").collect();
    // One test a finding, one for the file without any, one for the file that cannot be read.
    assert_eq!(named("testcase").len(), findings.len() + 2);
    assert_eq!((named("failure").len(), named("error").len()), (failures.len(), 1));
    for suite in [named("testsuites")[0], named("testsuite")[0]] {
        assert_eq!(suite.attribute("tests"), (findings.len() + 2).to_string());
        assert_eq!(suite.attribute("failures"), failures.len().to_string());
        assert_eq!(suite.attribute("errors"), "1");
    }
    for (tag, finding) in named("failure").iter().zip(&failures) {
        assert_eq!(tag.attribute("type"), text(&finding["severity"]));
        assert_eq!(tag.attribute("message"), text(&finding["message"]));
    }
    assert_eq!(named("error")[0].attribute("message"), "./nowhere, 5%.yaml: no such file or directory");
    let cases: Vec<_> = named("testcase").iter().map(|case| case.attribute("classname")).collect();
    assert!(cases.contains(&"./b/good.yaml".to_owned()) && cases.contains(&"./ä, 100%:b.yaml".to_owned()), "{cases:?}");
}

/// An opening tag of XML.
struct Tag<'x> {
    name: &'x str,
    attributes: Vec<(&'x str, String)>,
}

impl Tag<'_> {
    fn attribute(&self, name: &str) -> String {
        let found = self.attributes.iter().find(|(it, _)| *it == name);
        found.map(|(_, value)| value.clone()).unwrap_or_else(|| panic!("{} has no {name}", self.name))
    }
}

/// The opening tags of a text, which is checked for being XML: tags that nest, attributes in quotes, known entities,
/// and no character that XML does not have.
fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut rest = text.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").expect("a declaration");
    let legal = |c: char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}') || matches!(c, '\n' | '\t' | '\r');
    assert!(text.chars().all(legal), "characters that XML does not have");
    let (mut tags, mut open) = (Vec::new(), Vec::new());
    while let Some((before, after)) = rest.split_once('<') {
        resolved(before);
        let (inside, after) = after.split_once('>').expect("tags end");
        rest = after;
        if let Some(name) = inside.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "tags nest");
            continue;
        }
        let (inside, empty) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
        let (name, mut attributes) = inside.split_once(' ').unwrap_or((inside, ""));
        let mut found = Vec::new();
        while let Some((key, after)) = attributes.split_once("=\"") {
            let (value, after) = after.split_once('"').expect("attributes are in quotes");
            found.push((key.trim_start(), resolved(value)));
            attributes = after;
        }
        assert_eq!(attributes, "", "nothing stands between attributes");
        if !empty {
            open.push(name);
        }
        tags.push(Tag { name, attributes: found });
    }
    assert_eq!((rest.trim(), open.len()), ("", 0), "everything is closed");
    tags
}

/// A text with its entities resolved.
fn resolved(text: &str) -> String {
    let mut pieces = text.split('&');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (entity, after) = piece.split_once(';').expect("entities end");
        out.push_str(match entity {
            "amp" => "&",
            "lt" => "<",
            "gt" => ">",
            "quot" => "\"",
            "apos" => "'",
            "#10" => "\n",
            "#13" => "\r",
            "#9" => "\t",
            _ => panic!("an unknown entity: {entity}"),
        });
        out.push_str(after);
    }
    out
}
