//! The recorded cases about pools and nodes, asked of `garboard pipe`.

use crate::cases::{Case, replay, same};
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A process that is asked one thing after the other.
pub(crate) struct Pipe {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Pipe {
    pub(crate) fn new() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_garboard"));
        let mut child = command.arg("pipe").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        let requests = child.stdin.take().expect("it was piped");
        let answers = BufReader::new(child.stdout.take().expect("it was piped"));
        Self { child, requests, answers }
    }

    pub(crate) fn ask(&mut self, op: &str, input: &Value) -> Value {
        let mut request = input.clone();
        request["op"] = op.into();
        writeln!(self.requests, "{request}").expect("it listens");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("it answers");
        serde_json::from_str(&answer).expect("JSON")
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        // It ends by itself with its input; a test that failed does not wait for that.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn answered(families: &[(&str, usize)], compare: impl Fn(&mut Pipe, &Case) -> Result<(), String>) {
    let pipe = RefCell::new(Pipe::new());
    for (family, count) in families {
        replay(family, *count, |case| compare(&mut pipe.borrow_mut(), case));
    }
}

#[test]
fn pools_answers_as_recorded() {
    answered(&[("rollout/pools", 300), ("rollout/pools_more", 100)], |pipe, case| {
        let answer = pipe.ask(&case.op, &case.input);
        same(&answer, &json!({ "id": null, "ok": true, "nodes": case.want["nodes"] }))
    });
}

#[test]
fn plan_and_status_answer_as_recorded() {
    answered(&[("rollout/node", 600), ("rollout/node_more", 600)], |pipe, case| {
        let plan = pipe.ask(&case.op, &case.input);
        let status = pipe.ask("status", &case.input);
        let ok = json!(true);
        same((&plan["ok"], &status["ok"]), (&ok, &ok))?;
        let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
        let (actions, held) = (list(&plan["actions"]), list(&plan["held"]));
        let told: Vec<_> =
            actions.iter().filter(|it| it["type"] == "SetDesired").map(|it| it["node"].clone()).collect();
        let mut names: Vec<_> = held.iter().map(|it| it["node"].clone()).chain(told.iter().cloned()).collect();
        let mut nodes: Vec<_> = list(&case.input["nodes"]).iter().map(|it| it["metadata"]["name"].clone()).collect();
        names.sort_by_key(Value::to_string);
        nodes.sort_by_key(Value::to_string);
        same(names, nodes)?;
        if let Some(error) = case.want.get("error") {
            let bad = held.iter().all(|it| it["code"] == "bad-max-unavailable");
            let said = list(&plan["findings"]).iter().any(|it| it["message"] == *error);
            return same(
                (bad, said, &plan["max_unavailable"], &plan["capacity"]),
                (true, true, &Value::Null, &json!(0)),
            );
        }
        same(&status["status"], &case.want["status"])?;
        let got = [&plan["max_unavailable"], &plan["capacity"], &plan["candidates"]];
        same(got, [&case.want["maxUnavailable"], &case.want["capacity"], &case.want["sorted"]])?;
        let paused = case.input["pool"]["spec"]["paused"] == true;
        let most = if paused { 0 } else { case.want["capacity"].as_u64().unwrap_or(0) };
        let first: Vec<_> = list(&case.want["sorted"]).into_iter().zip(0..most).map(|(node, _)| node).collect();
        same(told, first)
    });
}

#[test]
fn what_cannot_be_planned_is_refused_with_what_to_change() {
    let mut pipe = Pipe::new();
    let pool = json!({ "metadata": { "name": "worker" } });
    let window = json!({ "windows": [{ "days": "daily", "start": "02:00", "length_s": 3600 }] });
    for (fields, words) in [
        (json!({ "nodes": [] }), "pool or pools is missing"),
        (json!({ "pool": pool }), "nodes is missing"),
        (json!({ "pool": pool, "pools": [pool], "nodes": [] }), "two ways"),
        (json!({ "pools": [pool, pool], "nodes": [], "members": "given" }), "one pool only"),
        (json!({ "pool": pool, "nodes": [], "rules": "best" }), "rules"),
        (json!({ "pool": pool, "nodes": [], "now": "noon" }), "a time is written"),
        (json!({ "pool": pool, "nodes": [], "constraints": window }), "now is missing"),
        (json!({ "pool": pool, "nodes": [], "constraints": { "canary": { "nodes": 0, "soak_s": 1 } } }), "canary"),
        (json!({ "pool": pool, "nodes": [{ "metadata": { "name": 1 } }] }), "nodes: "),
        (json!({ "pool": pool, "nodes": [], "mcns": [1] }), "mcns: "),
    ] {
        let answer = pipe.ask("plan", &fields);
        assert_eq!((&answer["ok"], &answer["error"]["code"]), (&json!(false), &json!("bad-request")), "{fields}");
        assert!(answer["error"]["message"].to_string().contains(words), "{answer}");
    }
    let many: Map<String, Value> = [("pools".into(), json!([pool])), ("nodes".into(), json!([]))].into_iter().collect();
    let answer = pipe.ask("plan", &Value::Object(many));
    let numbers = json!({ "worker": { "max_unavailable": 1, "capacity": 0, "candidates": [] } });
    assert_eq!((&answer["ok"], &answer["pools"], answer.get("capacity")), (&json!(true), &numbers, None));
}
