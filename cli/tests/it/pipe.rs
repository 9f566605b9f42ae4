//! `garboard pipe`: what its document says, and lines that are no requests.

use crate::run::{Run, Tree};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

/// Every example in docs/pipe.md, each block a process of its own.
#[test]
fn every_example_of_the_document_is_answered_so() {
    let document = include_str!("../../../docs/pipe.md");
    let blocks: Vec<&str> =
        document.split("```jsonl\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(blocks.len() > 3);
    for block in blocks {
        let marked = |mark: &str| -> Vec<&str> { block.lines().filter_map(|line| line.strip_prefix(mark)).collect() };
        let answers = ask(&(marked("> ").join("\n") + "\n"));
        assert_eq!(answers.lines().collect::<Vec<_>>(), marked("< "), "{block}");
        assert_eq!(marked("> ").len(), marked("< ").len(), "{block}");
    }
}

#[test]
fn lines_that_are_no_requests_are_answered_and_survived() {
    let bad: &[&[u8]] = &[b"x", b"[]", b"{", b"{\"op\":1}", b"\xff", b"\0", b"{}", b"null"];
    let mut input = bad.join(&b"\n"[..]);
    input.extend(b"\n\n  \n{\"id\":7,\"op\":\"hello\"}");
    let output = pipe(&input);
    assert_eq!((output.status, output.stderr.as_str()), (0, ""));
    let answers: Vec<Value> = output.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(answers.len(), bad.len() + 1);
    for answer in &answers[..bad.len()] {
        assert_eq!((&answer["id"], &answer["error"]["code"]), (&Value::Null, &json!("bad-request")), "{answer}");
    }
    assert_eq!((&answers[bad.len()]["id"], &answers[bad.len()]["ok"]), (&json!(7), &json!(true)));
}

/// Bytes near real requests: pieces cut out, repeated, swapped, and single bytes changed.
#[test]
fn any_line_is_answered_once_with_an_object() {
    let document = include_str!("../../../docs/pipe.md");
    let requests: Vec<&[u8]> = document.lines().filter_map(|line| line.strip_prefix("> ")).map(str::as_bytes).collect();
    let mut state = 0x5EED_u64;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap_or(0) % limit.max(1)
    };
    let (mut input, mut wanted) = (Vec::new(), 0);
    for _ in 0..4_000 {
        let mut line = requests[below(requests.len())].to_vec();
        for _ in 0..below(5) {
            let (at, other) = (below(line.len()), requests[below(requests.len())]);
            let piece = below(other.len())..other.len();
            let length = below(20);
            match below(5) {
                0 => line.truncate(at),
                1 => line.insert(at, u8::try_from(below(256)).unwrap_or(0)),
                2 => drop(line.drain(at..line.len().min(at + length))),
                3 => drop(line.splice(at..at, other[piece].iter().take(length).copied())),
                _ => line.extend_from_within(at..),
            }
        }
        line.retain(|&byte| byte != b'\n');
        wanted += usize::from(!line.trim_ascii().is_empty());
        input.extend(line);
        input.push(b'\n');
    }
    let output = pipe(&input);
    assert_eq!((output.status, output.stderr.as_str()), (0, ""));
    let mut answers = 0;
    for line in output.stdout.lines() {
        let answer: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(answer.get("id").is_some() && answer["ok"].is_boolean(), "{line}");
        assert_eq!(answer["ok"] == false, answer["error"]["code"].is_string(), "{line}");
        answers += 1;
    }
    assert_eq!(answers, wanted);
}

#[test]
fn a_config_that_cannot_be_converted_is_refused_with_every_reason() {
    for (document, to, paths) in [
        (
            r#"{"ignition":{"version":"3.3.0","proxy":{"httpProxy":"http://p"}},"kernelArguments":{"shouldExist":["a"]}}"#,
            "2.2.0",
            ["$.kernelArguments", "$.ignition.proxy"],
        ),
        (
            r#"{"ignition":{"version":"2.2.0"},"passwd":{"users":[{"name":"a"}]},"networkd":{"units":[{"name":"a.network"}]}}"#,
            "3.5.0",
            ["$.passwd.users.0", "$.networkd"],
        ),
    ] {
        let request = json!({ "op": "convert", "document": document, "to": to }).to_string();
        let answer: Value = serde_json::from_str(&ask(&request)).expect("JSON");
        let found: Vec<_> = answer["report"].as_array().expect("a report").iter().map(|it| &it["path"]).collect();
        assert_eq!(found, paths, "{answer}");
        assert_eq!(answer["error"]["code"], "not-expressible");
    }
}

#[test]
fn an_answer_comes_before_the_next_request_is_sent() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_garboard"))
        .arg("pipe")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command runs");
    let mut requests = child.stdin.take().expect("it is a pipe");
    let mut answers = BufReader::new(child.stdout.take().expect("it is a pipe")).lines();
    for id in 0..3 {
        writeln!(requests, "{{\"id\":{id},\"op\":\"hello\"}}").expect("it reads");
        let answer = answers.next().expect("it answers").expect("in UTF-8");
        assert!(answer.starts_with(&format!("{{\"id\":{id},\"ok\":true,")), "{answer}");
    }
    drop(requests);
    assert!(answers.next().is_none() && child.wait().expect("it ends").success());
}

#[test]
fn a_line_above_the_limit_is_answered_and_the_next_one_read() {
    let mut input = b"{\"op\":\"parse\",\"document\":\"".to_vec();
    input.resize(65 << 20, b'x');
    input.extend(b"\n{\"id\":1,\"op\":\"hello\"}\n");
    let output = pipe(&input);
    let answers: Vec<Value> = output.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[0]["error"]["code"], "too-large");
    assert_eq!((&answers[1]["id"], &answers[1]["ok"]), (&json!(1), &json!(true)));
}

fn ask(lines: &str) -> String {
    let output = pipe(lines.as_bytes());
    assert_eq!((output.status, output.stderr.as_str()), (0, ""));
    output.stdout
}

fn pipe(input: &[u8]) -> Run {
    Tree::new::<&str>(&[]).feed(&["pipe"], input)
}

/// What is found, each as its code and file.
fn validated(request: &Value) -> Vec<String> {
    let answer: Value = serde_json::from_str(&ask(&format!("{request}\n"))).expect("JSON");
    let report = answer["report"].as_array().expect("a report");
    let told = |it: &Value| format!("{} {}", it["file"].as_str().unwrap_or("-"), it["code"].as_str().unwrap_or("-"));
    report.iter().map(told).collect()
}

#[test]
fn manifests_are_judged_as_a_set_too_and_for_one_pool_alone() {
    let config = |name: &str, role: &str, value: &str| {
        let labels = json!({ "machineconfiguration.openshift.io/role": role });
        json!({ "apiVersion": "machineconfiguration.openshift.io/v1", "kind": "MachineConfig",
            "metadata": { "name": name, "labels": labels }, "spec": { "kernelArguments": [value], "typo": 1 } })
    };
    let file =
        |name: &str, role: &str, value: &str| json!({ "path": name, "text": config(name, role, value).to_string() });
    let files = json!([file("a", "worker", "psi=0"), file("b", "worker", "psi=1"), file("c", "master", "psi=1")]);
    let mut request = json!({ "op": "validate", "files": files });
    let all = ["a value-overridden", "a unknown-field", "b unknown-field", "c unknown-field"];
    assert_eq!(validated(&request), all);
    request["pool"] = json!("worker");
    assert_eq!(validated(&request), all[..3]);
    request["pool"] = json!("master");
    assert_eq!(validated(&request), all[3..]);
    request["pool"] = json!("gpu");
    let refused: Value = serde_json::from_str(&ask(&format!("{request}\n"))).expect("JSON");
    assert_eq!(refused["error"]["code"], "no-such-pool", "{refused}");
    let objects = json!([config("a", "worker", "psi=0"), config("b", "worker", "psi=1")]);
    let told = validated(&json!({ "op": "validate", "manifests": objects }));
    assert!(told.contains(&"- value-overridden".to_owned()), "{told:?}");
}

#[test]
fn a_refusal_about_files_names_the_document() {
    let config = |name: &str, kernel: &str| {
        format!(
            "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\nmetadata:\n  name: {name}\n  labels: {{machineconfiguration.openshift.io/role: worker}}\nspec: {{kernelType: {kernel}}}\n"
        )
    };
    let text = [config("a", "default"), config("b", "fast")].join("---\n");
    let request = json!({ "op": "render", "pool": "worker", "files": [{ "path": "x.yaml", "text": text }] });
    let answer: Value = serde_json::from_str(&ask(&format!("{request}\n"))).expect("JSON");
    assert_eq!(
        answer["error"]["place"],
        json!({ "file": "x.yaml", "document": 1, "line": 13, "column": 20 }),
        "{answer}"
    );
}
