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
