//! More changes never disturb a node less.

use crate::random::Random;
use garboard_core::api::{MachineConfig, NodeDisruptionPolicyConfig};
use garboard_rollout::change::{Action, Diff, NodeDisruptionPolicies, Overrides};
use serde_json::{Value, json};

const PATHS: &[&str] = &[
    "/etc/motd",
    "/etc/chrony.conf",
    "/etc/containers/policy.json",
    "/etc/containers/registries.d/a.yaml",
    "/etc/crio/policies/a.json",
    "/etc/nmstate/openshift/a.yml",
    "/var/lib/kubelet/config.json",
    "/etc/pki/ca-trust/source/anchors/openshift-config-user-ca-bundle.crt",
    "/etc/kubernetes/kubelet-ca.crt",
    "/opt/a",
    "/opt/b/c",
];

const UNITS: &[&str] = &["iri-registry.service", "chronyd.service", "a.timer"];

/// How many changes there are to choose from: files, units, keys, two of `registries.conf`, two fields.
const CHANGES: u32 = 11 + 3 + 1 + 2 + 2;

/// A MachineConfig with those changes whose bit is set.
fn config(changes: u32) -> MachineConfig {
    let mut bits = (0..CHANGES).map(|bit| changes >> bit & 1 == 1);
    let mut next = || bits.next().expect("as many as there are");
    let file = |path: &str, text: &str| json!({ "path": path, "contents": { "source": format!("data:,{}", text.replace('[', "%5B").replace(']', "%5D")) } });
    let mut files: Vec<_> = PATHS.iter().map(|path| file(path, if next() { "b" } else { "a" })).collect();
    let units: Vec<_> = UNITS.iter().map(|name| json!({ "name": name, "enabled": next() })).collect();
    let key = if next() { "b" } else { "a" };
    let (longer, other) = (next(), next());
    let first = if other { "x" } else { "a" };
    let list = if longer { format!("'{first}','b'") } else { format!("'{first}'") };
    files.push(file("/etc/containers/registries.conf", &format!("unqualified-search-registries=[{list}]")));
    let arguments: Vec<&str> = if next() { vec!["nosmt"] } else { vec![] };
    let image = if next() { "quay.io/b" } else { "quay.io/a" };
    let object = json!({ "spec": {
        "osImageURL": image, "kernelArguments": arguments,
        "config": {
            "ignition": { "version": "3.4.0" }, "storage": { "files": files }, "systemd": { "units": units },
            "passwd": { "users": [{ "name": "core", "sshAuthorizedKeys": [key] }] },
        },
    } });
    serde_json::from_str(&object.to_string()).expect("a MachineConfig")
}

impl Random {
    fn bits(&mut self) -> u32 {
        let few = self.below(3);
        (0..CHANGES).filter(|_| self.below(6) <= few).map(|bit| 1 << bit).sum()
    }

    fn actions(&mut self) -> Value {
        let all = [
            json!({"type":"None"}),
            json!({"type":"Drain"}),
            json!({"type":"DaemonReload"}),
            json!({"type":"Restart","restart":{"serviceName":"a.service"}}),
            json!({"type":"Reload","reload":{"serviceName":"a.service"}}),
            json!({"type":"Reboot"}),
        ];
        (0..self.below(3)).map(|_| all[self.below(all.len())].clone()).collect()
    }

    fn policies(&mut self) -> NodeDisruptionPolicies {
        let paths = ["/etc", "/opt/", "/opt/b", "/etc/motd", "/etc/chrony.conf", "/etc/containers", "/"];
        let files: Vec<_> = (0..self.below(6))
            .map(|_| json!({"path": paths[self.below(paths.len())], "actions": self.actions()}))
            .collect();
        let units: Vec<_> = (0..self.below(4))
            .map(|_| json!({"name": UNITS[self.below(UNITS.len())], "actions": self.actions()}))
            .collect();
        let asked = json!({ "files": files, "units": units, "sshkey": { "actions": self.actions() } });
        let asked: NodeDisruptionPolicyConfig = serde_json::from_value(asked).expect("policies");
        NodeDisruptionPolicies::merge(&asked).expect("policies that hold")
    }
}

/// The most severe action; none at all is as good as `None`.
fn worst(diff: &Diff<'_>, policies: &NodeDisruptionPolicies) -> (Action, bool) {
    let disruption = diff.disruption(policies);
    (disruption.actions.first().map_or(Action::None, |planned| planned.action.clone()), disruption.drain.required)
}

#[test]
fn more_changes_mean_no_less_than_fewer() {
    let (mut random, old) = (Random(7), config(0));
    for _ in 0..1_500 {
        let more = random.bits();
        let fewer = more & random.bits();
        let policies = random.policies();
        let [fewer, more] = [fewer, more].map(|bits| Diff::between(&old, &config(bits)).expect("good configs"));
        let (less, drains) = worst(&fewer, &policies);
        let (most, drains_more) = worst(&more, &policies);
        // The services of two actions of one type are not more or less severe.
        let rank = |action: &Action| std::mem::discriminant(action);
        assert!(
            most <= less || rank(&most) == rank(&less),
            "{less} becomes {most}: {:?} {:?}",
            fewer.changed,
            more.changed
        );
        assert!(drains_more || !drains, "the drain is gone: {:?} {:?}", fewer.changed, more.changed);
        assert!(more.first_boot().action >= fewer.first_boot().action);
        let overrides = Overrides::default();
        assert!(more.obstacles(overrides).len() >= fewer.obstacles(overrides).len());
    }
}

#[test]
fn a_config_does_not_differ_from_itself() {
    let mut random = Random(11);
    for _ in 0..200 {
        let config = config(random.bits());
        let diff = Diff::between(&config, &config).expect("a good config");
        assert!(diff.is_empty() && diff.changed.files.is_empty() && diff.obstacles(Overrides::default()).is_empty());
        assert_eq!(worst(&diff, &random.policies()), (Action::None, false));
    }
}
