//! `garboard pipe`: what changes do to nodes, against what was recorded of the reference.

use crate::cases::{Case, replay, same};
use crate::recorded;
use crate::run::Tree;
use serde_json::{Value, json};
use std::cell::RefCell;

/// Asks for every case of a family in one process, then compares each answer.
fn ask(family: &str, count: usize, compare: impl Fn(&Case, &Value) -> Result<(), String>) {
    let requests = RefCell::new(String::new());
    replay(family, count, |case| {
        let mut request = case.input.clone();
        request["op"] = json!(case.op);
        requests.borrow_mut().push_str(&(request.to_string() + "\n"));
        Ok(())
    });
    let output = Tree::new::<&str>(&[]).feed(&["pipe"], requests.borrow().as_bytes());
    assert_eq!((output.status, output.stderr.as_str()), (0, ""));
    let answers = output.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    let answers = RefCell::new(answers.collect::<Vec<Value>>().into_iter());
    replay(family, count, |case| {
        let answer = answers.borrow_mut().next().expect("an answer for each");
        let refused = answer["ok"] == false;
        match case.want.get("error") {
            Some(_) => same(refused, true),
            None if refused => Err(answer.to_string()),
            None => compare(case, &answer),
        }
    });
}

#[test]
fn every_recorded_change_is_answered_so() {
    for (family, count) in [("rollout/diff", 1200), ("rollout/registries", 500), ("rollout/crossversion", 300)] {
        ask(family, count, recorded::compare);
    }
}

#[test]
fn every_recorded_list_of_policies_is_answered_so() {
    let merged = |case: &Case, answer: &Value| {
        same(answer["merged"].to_string(), case.want["merged"].to_string().replace("null", "[]"))
    };
    ask("rollout/policies", 150, merged);
    ask("rollout/policies_more", 100, merged);
}
