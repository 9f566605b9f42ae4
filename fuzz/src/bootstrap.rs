//! What an installer was told, whatever it is, and any manifests: a cluster is made of them or refused, the same twice,
//! and no answer repeats what may be secret.

use garboard_core::bootstrap::{self, Manifests, Settings};
use garboard_core::render::Pools;
use garboard_ignition::document::SourceId;

/// What stands between the parts of an input.
const BETWEEN: &str = "\n=====\n";

/// What a cluster needs besides.
const GATES: &str = "apiVersion: config.openshift.io/v1\nkind: FeatureGate\nmetadata: {name: cluster}\nstatus: {featureGates: [{version: 1}]}\n";

/// A value that is given as one that is secret.
const SECRET: &str = "correct-horse-battery";

/// Holds the invariants of bootstrap against any bytes: an install-config, and behind a line of five `=` manifests.
pub fn holds(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (told, others) = text.split_once(BETWEEN).unwrap_or((&text, ""));
    let told = format!("{told}\npullSecret: {SECRET}\n");
    let config = serde_json::json!({
        "apiVersion": "v1", "kind": "ConfigMap",
        "metadata": { "name": "cluster-config-v1" }, "data": { "install-config": told },
    });
    let whole = [config.to_string(), GATES.to_owned(), others.to_owned()];
    let manifests = read(&whole);
    let settings = Settings::default();
    let (made, again) = (bootstrap::run(&manifests, &settings), bootstrap::run(&read(&whole), &settings));
    match (&made, &again) {
        (Ok(made), Ok(again)) => {
            assert_eq!(made.files(), again.files(), "a second answer differs");
            if let Ok(cluster) = manifests.cluster(&settings) {
                let pools = bootstrap::hand_over(made, &mut Pools::new(&cluster, &settings.render));
                assert_eq!(pools.len(), made.pools().count());
            }
            let said = made.report.entries().iter().all(|entry| !entry.message.contains(SECRET));
            assert!(said || text.contains(SECRET), "a secret is told");
        }
        (Err(why), Err(again)) => {
            assert_eq!(why.to_string(), again.to_string(), "a second answer differs");
            assert!(!why.to_string().contains(SECRET) || text.contains(SECRET), "a secret is told: {why}");
        }
        _ => panic!("a second answer differs"),
    }
}

fn read(files: &[String]) -> Manifests {
    let mut manifests = Manifests::default();
    for (number, text) in (0..).zip(files) {
        manifests.read(SourceId(number), text.as_bytes());
    }
    manifests
}
