//! Simulated rollouts, asked of `garboard pipe`.

use crate::cases::replay;
use crate::fleets::Pipe;
use crate::worked_out::agree;
use serde_json::{Value, json};
use std::cell::RefCell;

#[test]
fn scenarios_are_answered_as_worked_out() {
    let pipe = RefCell::new(Pipe::new());
    replay("rollout/scenarios", 19, |case| {
        let answer = pipe.borrow_mut().ask(&case.op, &case.input);
        if answer["ok"] == true { agree(case, &answer) } else { Err(answer.to_string()) }
    });
}

/// A good request, with these fields in place of its own.
fn request(fields: &Value) -> Value {
    let minute = json!({ "fixed": 60 });
    let model = json!({ "drain": minute, "apply": minute, "reboot": minute, "action": minute });
    let selector = json!({ "matchLabels": { "node-role.kubernetes.io/worker": "" } });
    let spec = json!({ "nodeSelector": selector, "configuration": { "name": "b" } });
    let mut request = json!({
        "pools": [{ "metadata": { "name": "worker" }, "spec": spec }],
        "nodes": [{ "metadata": { "name": "w1", "labels": { "node-role.kubernetes.io/worker": "" }, "annotations": {
            "machineconfiguration.openshift.io/currentConfig": "a",
            "machineconfiguration.openshift.io/desiredConfig": "a",
            "machineconfiguration.openshift.io/state": "Done",
        } } }],
        "effects": { "worker": { "drain": true, "reboot": true } },
        "model": { "default": model },
    });
    for (key, value) in fields.as_object().expect("fields") {
        request[key] = value.clone();
    }
    request
}

#[test]
fn what_cannot_be_simulated_is_refused_with_where_and_what_to_write_instead() {
    let mut pipe = Pipe::new();
    assert_eq!(pipe.ask("simulate", &request(&json!({})))["finished"], 1);
    let with = |phase: Value| {
        let minute = json!({ "fixed": 60 });
        json!({ "model": { "default": { "drain": minute, "apply": minute, "reboot": phase, "action": minute } } })
    };
    let on = |fault: Value| json!({ "faults": [fault] });
    let window = json!({ "windows": [{ "days": "daily", "start": "02:00", "length_s": 3600 }] });
    for (fields, code, words) in [
        (
            with(json!({ "fixed": -1 })),
            "bad-request",
            "default.reboot.fixed: -1 s is no time that is simulated: write 0 to",
        ),
        (with(json!({ "fixed": 31_536_001 })), "bad-request", "write 0 to 31536000 (365 days)"),
        (with(json!({ "fixed": 1e300 })), "bad-request", "no whole number of seconds"),
        (with(json!({ "lognormal": { "p50": 9, "p95": 3 } })), "bad-request", "write 9 or more for p95"),
        (on(json!({ "kind": "never-returns", "share": 101 })), "bad-request", "101 is no percentage: write 0 to 100"),
        (
            on(json!({ "kind": "never-returns", "node": "w2" })),
            "no-such-node",
            "faults.0.node: there is no node \"w2\": did you mean w1?",
        ),
        (json!({ "runs": 0 }), "bad-runs", "runs: 0 is no number of runs: write 1 to 100000"),
        (json!({ "runs": -1 }), "bad-request", "runs: "),
        (json!({ "runs": 4_000_000_000_u32 }), "bad-runs", "write 1 to 100000"),
        (json!({ "limit_s": 0 }), "bad-limit", "limit_s: 0 s is no limit"),
        (json!({ "limit_s": u64::MAX }), "bad-limit", "write 1 to 3153600000"),
        (json!({ "sync_s": u32::MAX }), "bad-duration", "sync_s: "),
        (json!({ "now": "9999-12-31T00:00:00Z" }), "bad-limit", "write an earlier time"),
        (json!({ "effects": { "wroker": { "drain": true, "reboot": true } } }), "no-such-pool", "did you mean worker?"),
        (json!({ "constraints": { "pool_order": ["infra"] } }), "no-such-pool", "constraints.pool_order.0: "),
        (json!({ "constraints": { "pool_order": ["worker", "worker"] } }), "duplicate-name", "name each pool once"),
        (json!({ "constraints": { "canary": { "nodes": 0, "soak_s": 1 } } }), "bad-request", "write 1 or more"),
        (json!({ "constraints": window }), "bad-request", "now is missing"),
        (
            json!({ "nodes": [{ "metadata": { "name": "w1" } }, { "metadata": { "name": "w1" } }] }),
            "duplicate-name",
            "nodes: ",
        ),
        (json!({ "model": null }), "bad-request", "model is missing"),
        (json!({ "effects": null }), "bad-request", "effects or configs is missing"),
        (json!({ "configs": [] }), "bad-request", "two ways"),
        (json!({ "policies": {} }), "bad-request", "policies need configs"),
    ] {
        let answer = pipe.ask("simulate", &request(&fields));
        assert_eq!((&answer["ok"], &answer["error"]["code"]), (&json!(false), &json!(code)), "{fields}: {answer}");
        let message = answer["error"]["message"].as_str().expect("words");
        assert!(message.contains(words), "{fields}: {message}");
    }
}

#[test]
fn a_window_that_never_opens_and_a_limit_that_is_reached_are_findings() {
    let mut pipe = Pipe::new();
    let never = json!({ "windows": [{ "days": "daily", "start": "02:00", "length_s": 0 }] });
    for (fields, finding, stuck) in [
        (json!({ "constraints": never, "now": "2026-01-01T00:00:00Z" }), "window-never-opens", "window-closed"),
        (json!({ "limit_s": 100 }), "limit-reached", "updating"),
        (json!({ "effects": {}, "limit_s": 1 }), "effect-assumed", "updating"),
        (
            json!({ "effects": { "worker": { "drain": false, "reboot": false } }, "limit_s": 1,
                "faults": [{ "kind": "drain-blocked", "for_s": 1, "node": "w1" }] }),
            "fault-without-effect",
            "updating",
        ),
    ] {
        let answer = pipe.ask("simulate", &request(&fields));
        assert_eq!((&answer["ok"], &answer["finished"]), (&json!(true), &json!(0)), "{answer}");
        let codes: Vec<_> = answer["findings"].as_array().expect("a list").iter().map(|it| &it["code"]).collect();
        assert!(codes.contains(&&json!(finding)), "{answer}");
        assert_eq!(
            (&answer["stuck"][0]["node"], &answer["stuck"][0]["code"]),
            (&json!("w1"), &json!(stuck)),
            "{answer}"
        );
    }
}
