//! How the answer to a scenario is compared with what was worked out by hand.

use crate::cases::{Case, same};
use serde_json::{Value, json};

/// All that a case says of the answer.
pub(crate) fn agree(case: &Case, got: &Value) -> Result<(), String> {
    for (key, want) in case.want.as_object().expect("an object") {
        let got = match &**key {
            "last_update_s" => once(&got["last_update_s"]),
            "per_pool" => {
                got["per_pool"].as_object().expect("pools").iter().map(|(k, v)| (k.clone(), once(v))).collect()
            }
            "waves" => each(&got["waves"], |it| json!([it["at_s"], it["nodes"].as_array().map(Vec::len)])),
            "order" => each(&got["waves"], |it| it["nodes"].clone()),
            "stuck" => each(&got["stuck"], |it| json!([it["node"], it["code"]])),
            "bounds" => {
                let (low, high) = (&got["last_update_s"]["min"], &got["last_update_s"]["max"]);
                let holds =
                    low.as_u64() >= want["min_at_least"].as_u64() && high.as_u64() <= want["max_at_most"].as_u64();
                let spread = low.as_u64() < high.as_u64();
                if holds && spread { want.clone() } else { json!([low, high]) }
            }
            "same_for_shuffled_nodes" | "same_for_same_seed" => continue,
            _ => got[key].clone(),
        };
        same(&got, want).map_err(|how| format!("{key}: {how}"))?;
    }
    Ok(())
}

/// Of one run the range is one value.
fn once(range: &Value) -> Value {
    let values = range.as_object().map(|it| it.values().cloned().collect::<Vec<_>>());
    match values.as_deref() {
        Some([first, rest @ ..]) if rest.iter().all(|it| it == first) => first.clone(),
        _ => range.clone(),
    }
}

/// Nodes that only wait are not among those that are compared.
fn each(list: &Value, what: impl Fn(&Value) -> Value) -> Value {
    let waits = ["no-capacity", "pool-paused", "bad-max-unavailable", "updating"];
    let list = list.as_array().expect("a list");
    list.iter().filter(|it| !it["code"].as_str().is_some_and(|code| waits.contains(&code))).map(what).collect()
}
