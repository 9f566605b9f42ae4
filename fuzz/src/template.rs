//! Templates, whatever they are: they are refused with words, or make MachineConfigs that a cluster renders, the same twice,
//! and no larger than is allowed.

use garboard_core::api::{ControllerConfigSpec, MachineConfig};
use garboard_core::generate::template::{self, Inputs};
use garboard_core::generate::{Refusal, Tls};
use garboard_core::part::Part;
use std::collections::BTreeMap;

/// Sixteen MiB, of which each byte may be escaped, and what is around them.
const MOST: usize = 3 * (16 << 20) + (1 << 20);

/// Holds the invariants of [`template::machine_configs`] against any text: as a template in either language, of a file and
/// of a unit, whole and as what a file says.
pub fn holds(input: &[u8]) {
    let Ok(text) = core::str::from_utf8(input) else { return };
    let config = controller_config();
    let inside = format!("path: /a\ncontents:\n  inline: |\n    {}\n", text.replace('\n', "\n    "));
    for kind in ["files", "units", "extensions"] {
        for ending in ["", ".j2"] {
            let path = format!("worker/00-worker/_base/{kind}/a{ending}");
            for text in [text, &inside] {
                steady(&[(path.clone(), text.to_owned())].into(), &config);
            }
        }
    }
}

fn controller_config() -> ControllerConfigSpec {
    let json = r#"{
        "clusterDNSIP": "172.30.0.10", "images": { "infraImageKey": "pause", "a": "b" }, "rootCAData": "UEVNCg==",
        "infra": { "status": { "platformStatus": { "type": "None" }, "list": [1, "a", [true], { "b": null }] } }
    }"#;
    serde_json::from_str(json).expect("a ControllerConfig")
}

fn steady(templates: &BTreeMap<String, String>, config: &ControllerConfigSpec) {
    let tls = Tls::of(None);
    let make = || template::machine_configs(templates, &Inputs::new(config, &tls), "worker");
    let first: Result<Vec<MachineConfig>, Refusal> = make();
    assert_eq!(first, make(), "a second answer differs");
    match first {
        Err(refusal) => assert!(!refusal.as_str().is_empty()),
        Ok(configs) => configs.iter().for_each(renders),
    }
}

fn renders(config: &MachineConfig) {
    let written = config.spec.config.as_ref().expect("a config");
    assert!(written.as_str().len() <= MOST, "{} bytes", written.as_str().len());
    let json = serde_json::to_string(config).expect("JSON");
    let typed = json.replacen('{', r#"{"apiVersion":"machineconfiguration.openshift.io/v1","#, 1);
    let Some(part) = Part::from_json(&typed) else { return };
    assert!(part.spec.config.is_some(), "what templates make is not read: {json}");
}
