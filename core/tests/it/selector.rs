//! Label selectors, against the recorded cases.

use crate::cases::{replay, same};
use garboard_core::api::LabelSelector;
use garboard_core::selector::Selector;
use serde_json::json;
use std::collections::BTreeMap;

#[test]
fn selectors_match_and_are_written_as_kubernetes_does() {
    replay("machineconfig/selectors", 1500, |case| {
        let read = |name: &str| case.input[name].clone();
        let selector: Option<LabelSelector> = serde_json::from_value(read("selector")).expect("a selector");
        let labels: Option<BTreeMap<String, String>> = serde_json::from_value(read("labels")).expect("labels");
        let got = Selector::new(selector.as_ref()).map_or_else(
            |_| json!({ "error": true }),
            |it| json!({ "matches": it.matches(labels.as_ref()), "text": it.to_string() }),
        );
        same(got, case.want.clone())
    });
}
