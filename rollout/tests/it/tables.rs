//! Changes one by one: what nodes refuse, and what they do.

use garboard_core::api::{MachineConfig, NodeDisruptionPolicyConfig};
use garboard_rollout::Rules;
use garboard_rollout::change::{Diff, NodeDisruptionPolicies, Overrides, Owners};
use serde_json::{Value, json};

/// A MachineConfig with this in its config.
fn config(content: &str) -> MachineConfig {
    let separator = if content.is_empty() { "" } else { "," };
    spec(&format!(r#""config":{{"ignition":{{"version":"3.5.0"}}{separator}{content}}}"#))
}

fn spec(fields: &str) -> MachineConfig {
    serde_json::from_str(&format!(r#"{{"spec":{{{fields}}}}}"#)).expect("a MachineConfig")
}

/// A config with these files, each with its path for contents.
fn files(paths: &[&str]) -> MachineConfig {
    let file = |path: &&str| json!({ "path": path, "contents": { "source": format!("data:,{path}") } }).to_string();
    let list = paths.iter().map(file).collect::<Vec<_>>().join(",");
    config(&format!(r#""storage":{{"files":[{list}]}}"#))
}

fn between(old: &MachineConfig, new: &MachineConfig) -> Diff<'static> {
    Diff::between(old, new).expect("good configs")
}

fn policies(asked: &str) -> NodeDisruptionPolicies {
    let asked: NodeDisruptionPolicyConfig = serde_json::from_str(asked).expect("policies");
    NodeDisruptionPolicies::merge(&asked).expect("policies that hold")
}

const CORE: &str = r#"{"name":"core","sshAuthorizedKeys":["k"]}"#;

#[test]
fn nodes_refuse_what_they_cannot_take_over() {
    let users = |list: &str| format!(r#""passwd":{{"users":[{list}]}}"#);
    let links = |list: &[&str]| {
        let link = |path: &&str| format!(r#"{{"path":"{path}","target":"/t"}}"#);
        format!(r#""storage":{{"links":[{}]}}"#, list.iter().map(link).collect::<Vec<_>>().join(","))
    };
    let core = users(CORE);
    let other = users(r#"{"name":"ops","passwordHash":"x"}"#);
    let append = r#""storage":{"files":[{"path":"/a","append":[{"source":"data:,x"}]}]}"#;
    for (old, new, want) in [
        ("", &*core, &[][..]),
        (&core, &users(r#"{"name":"core","passwordHash":""}"#), &[]),
        (&core, "", &[]),
        (&core, &users(r#"{"name":"core"}"#), &["user-without-keys"]),
        (&core, &users(r#"{"name":"core","sshAuthorizedKeys":[]}"#), &["user-without-keys"]),
        (&core, &users(r#"{"name":"core","passwordHash":"x","uid":1}"#), &["user-field-set"]),
        (&core, &users(r#"{"name":"core","passwordHash":"x","system":false}"#), &["user-field-set"]),
        (&core, &users(&format!(r#"{CORE},{{"name":"ops","passwordHash":"x"}}"#)), &["user-not-core"]),
        (&other, &other, &[]),
        (&other, "", &[]),
        ("", r#""passwd":{"groups":[{"name":"a"},{"name":"b"}]}"#, &["groups-changed", "groups-changed"]),
        ("", r#""kernelArguments":{"shouldExist":["q"]}"#, &["ignition-kernel-arguments-changed"]),
        ("", r#""storage":{"raid":[]}"#, &["raid-changed"]),
        ("", r#""storage":{"raid":null}"#, &[]),
        ("", r#""storage":{"directories":[{"path":"/d"}]}"#, &["directories-changed"]),
        (r#""storage":{"directories":[{"path":"/d"}]}"#, "", &["directories-changed"]),
        ("", r#""storage":{"luks":[{"name":"l","device":"/dev/b"}]}"#, &[]),
        ("", &links(&["/a"]), &["links-changed"]),
        (&links(&["/a", "/b"]), &links(&["/a"]), &["links-changed"]),
        (&links(&["/a"]), "", &[]),
        (append, append, &["file-appends"]),
        ("", r#""storage":{"files":[{"path":"/run/machine-config-daemon-force"}]}"#, &["force-file"]),
    ] {
        let found = between(&config(old), &config(new)).obstacles(Overrides::default());
        let codes: Vec<_> = found.iter().map(|obstacle| obstacle.code()).collect();
        assert_eq!(codes, want, "{old} -> {new}");
        assert!(found.iter().all(|obstacle| obstacle.kind.help().ends_with('.')));
    }
}

#[test]
fn all_obstacles_are_told_in_their_order() {
    let old = config(r#""storage":{"links":[{"path":"/l","target":"/t"}],"directories":[{"path":"/d"}]}"#);
    let new = spec(
        r#""fips":true,"config":{"ignition":{"version":"3.5.0"},"kernelArguments":{"shouldNotExist":["q"]},
        "passwd":{"groups":[{"name":"g"}],"users":[{"name":"ops"}]},
        "storage":{"disks":[{"device":"/dev/b","wipeTable":true}],"links":[{"path":"/l","target":"/u"}],
          "filesystems":[{"device":"/dev/b","format":"xfs","path":"/v"}],
          "raid":[{"name":"r","level":"raid0","devices":["/dev/c"]}],
          "files":[{"path":"/a","append":[{"source":"data:,x"}]}]}}"#,
    );
    let diff = between(&old, &new);
    let mut overrides = Overrides::default();
    let told = |overrides| -> Vec<String> {
        diff.obstacles(overrides).iter().map(|it| format!("{} {} {}", it.code(), it.at.side, it.at)).collect()
    };
    let all = [
        "groups-changed new $.spec.config.passwd.groups.0",
        "user-not-core new $.spec.config.passwd.users.0",
        "ignition-kernel-arguments-changed new $.spec.config.kernelArguments.shouldNotExist.0",
        "disks-changed new $.spec.config.storage.disks.0",
        "filesystems-changed new $.spec.config.storage.filesystems.0",
        "raid-changed new $.spec.config.storage.raid.0",
        "directories-changed old $.spec.config.storage.directories.0",
        "links-changed new $.spec.config.storage.links.0",
        "file-appends new $.spec.config.storage.files.0.append",
        "fips-changed new $.spec.fips",
    ];
    assert_eq!(told(overrides), all);
    (overrides.disks, overrides.filesystems, overrides.raid) = (true, true, true);
    assert_eq!(told(overrides), [&all[..3], &all[6..]].concat());
    assert_eq!(diff.let_pass(overrides).len(), 3);
}

#[test]
fn what_the_operator_does_not_read_is_refused_with_its_side() {
    let good = config("");
    let mode = |mode: u32| config(&format!(r#""storage":{{"files":[{{"path":"/a","mode":{mode}}}]}}"#));
    for bad in [
        spec(""),
        spec(r#""config":{}"#),
        spec(r#""config":{"ignition":{"version":"3.9.0"}}"#),
        mode(0o4755),
        mode(0o1777),
        files(&["/a", "/a"]),
    ] {
        let (one, other) = (Diff::between(&bad, &good).unwrap_err(), Diff::between(&good, &bad).unwrap_err());
        assert_eq!([one.code(), one.side.as_str(), other.side.as_str()], ["unreadable-config", "old", "new"], "{one}");
    }
    let remote = config(r#""storage":{"files":[{"path":"/a","contents":{"source":"https://a.example"}}]}"#);
    assert!(between(&good, &remote).obstacles(Overrides::default()).is_empty(), "it fails only when it is written");
}

/// The actions as one text, and whether pods are moved away.
fn does(diff: &Diff<'_>, policies: &NodeDisruptionPolicies) -> (String, bool) {
    let disruption = diff.disruption(policies);
    let actions: Vec<_> = disruption.actions.iter().map(|planned| planned.action.to_string()).collect();
    (actions.join(", "), disruption.drain.required)
}

#[test]
fn changed_files_do_what_policies_say() {
    let two = r#"{"files":[{"path":"/a","actions":[{"type":"Reload","reload":{"serviceName":"a.service"}},{"type":"Drain"}]},
        {"path":"/b","actions":[]},{"path":"/etc/","actions":[{"type":"DaemonReload"}]}]}"#;
    for (asked, paths, want, drain) in [
        ("{}", &["/etc/motd"][..], "Reboot", true),
        ("{}", &["/etc/kubernetes/kubelet-ca.crt"], "Reboot", true),
        ("{}", &["/var/lib/kubelet/config.json"], "None", false),
        ("{}", &["/etc/nmstate/openshift/sub/a"], "None", false),
        ("{}", &["/etc/containers/registries.d2/x"], "Reboot", true),
        (
            "{}",
            &["/etc/containers/policy.json", "/etc/crio/policies/x", "/etc/containers/registries.d/sub/a"],
            "Reload crio.service",
            false,
        ),
        (two, &["/a", "/var/lib/kubelet/config.json"], "Drain, Reload a.service", true),
        (two, &["/b"], "", false),
        (two, &["/etc/motd"], "DaemonReload", false),
        (two, &["/a", "/c"], "Reboot", true),
        (r#"{"files":[{"path":"/","actions":[{"type":"None"}]}]}"#, &["/etc/motd"], "Reboot", true),
    ] {
        for (old, new) in [(files(&[]), files(paths)), (files(paths), files(&[]))] {
            let got = does(&between(&old, &new), &policies(asked));
            assert_eq!(got, (want.to_owned(), drain), "{asked} {paths:?}");
        }
    }
}

#[test]
fn actions_stand_once_in_a_fixed_order_with_all_their_causes() {
    let asked = r#"{"files":[{"path":"/a","actions":[
        {"type":"Restart","restart":{"serviceName":"b.service"}},{"type":"Restart","restart":{"serviceName":"a.service"}},
        {"type":"DaemonReload"},{"type":"DaemonReload"},{"type":"None"}]}]}"#;
    let disruption = between(&files(&[]), &files(&["/a/2", "/a/1"])).disruption(&policies(asked));
    let told = serde_json::to_value(&disruption).expect("JSON");
    let cause = |path: &str| json!({"subject":path,"kind":"file","rule":"policy:/a","source":null});
    let because = json!([cause("/a/1"), cause("/a/2")]);
    assert_eq!(
        told["actions"],
        json!([
            {"type":"DaemonReload","because":because},
            {"type":"Restart","restart":{"serviceName":"a.service"},"because":because},
            {"type":"Restart","restart":{"serviceName":"b.service"},"because":because},
        ])
    );
}

#[test]
fn an_order_alone_does_nothing_in_a_cluster() {
    let units = |names: &[&str]| {
        let list: Vec<Value> = names.iter().map(|name| json!({ "name": name, "enabled": true })).collect();
        config(&format!(r#""systemd":{{"units":{}}}"#, json!(list)))
    };
    let standard = NodeDisruptionPolicies::default();
    for (old, new, first_boot) in [
        (files(&["/a", "/b"]), files(&["/b", "/a"]), "none"),
        (units(&["a.service", "b.service"]), units(&["b.service", "a.service"]), "reboot"),
        (config(""), config(r#""systemd":{"units":[]}"#), "reboot"),
    ] {
        let diff = between(&old, &new);
        assert!(!diff.is_empty());
        assert_eq!(does(&diff, &standard), (String::new(), false));
        assert_eq!(diff.first_boot().action.to_string(), first_boot);
    }
    for (old, new) in [
        (config(""), config(r#""storage":{"luks":[{"name":"l","device":"/dev/b"}]}"#)),
        (config(""), config(r#""storage":{"files":null}"#)),
        (
            spec(r#""config":{"ignition":{"version":"3.2.0"}}"#),
            spec(
                r#""config":{"ignition":{"version":"3.5.0"}},"kernelType":"default","baseOSExtensionsContainerImage":"x""#,
            ),
        ),
    ] {
        let diff = between(&old, &new);
        assert!(diff.is_empty());
        assert_eq!(does(&diff, &standard), ("None".to_owned(), false));
    }
}

#[test]
fn a_packed_registries_conf_is_unreadable_but_for_the_stricter_rules() {
    // `unqualified-search-registries=['a']`, packed.
    let packed = "data:;base64,H4sIAAAAAAACAyvNKyxNzMlMy0xN0S1OTSxKztAtSk3PLC4pykwtto1WT1SP5QIAECrTXyQAAAA=";
    let file = format!(
        r#""storage":{{"files":[{{"path":"/etc/containers/registries.conf","contents":{{"compression":"gzip","source":"{packed}"}}}}]}}"#
    );
    let mut diff = between(&config(""), &config(&file));
    let drain = diff.disruption(&NodeDisruptionPolicies::default()).drain;
    assert!(drain.required && drain.error.is_some_and(|error| error.contains("registries.conf")));
    let first = diff.first_boot();
    assert!(!first.drain && first.drain_error.is_some());
    diff.rules = Rules::Safe;
    let drain = diff.disruption(&NodeDisruptionPolicies::default()).drain;
    assert_eq!((drain.required, drain.error, drain.why), (false, None, None));
}

#[test]
fn causes_name_who_set_what_changed() {
    let unit = |dropin: &str, mode: u32| {
        config(&format!(
            r#""systemd":{{"units":[{{"name":"a.service","dropins":[{{"name":"1.conf","contents":"{dropin}"}}]}}]}},
            "storage":{{"files":[{{"path":"/a","mode":{mode},"contents":{{"source":"data:,"}}}}]}}"#
        ))
    };
    let old = unit("[Unit]", 384);
    let new = unit("[Service]", 420);
    let origins = [
        ("$.spec.config.storage.files.0.contents.source", "contents"),
        ("$.spec.config.storage.files.0.mode", "mode"),
        ("$.spec.config.systemd.units.0.dropins.0.contents", "dropin"),
        ("$.spec.config.systemd.units.0.name", "unit"),
    ];
    let sources = |diff: Diff<'_>, owners: Owners<String>| -> Vec<(String, Option<String>)> {
        let verdict = diff.verdict(Overrides::default(), &NodeDisruptionPolicies::default());
        let owned = verdict.owned(|spot| owners.of(spot).cloned());
        let causes = owned.disruption.actions.into_iter().flat_map(|planned| planned.because);
        causes.map(|cause| (cause.subject, cause.source)).collect()
    };
    let side = |name: &'static str| origins.map(|(path, source)| (path, format!("{name} {source}")));
    let owners = || Owners::new(side("old"), side("new"));
    let found = |pairs: [(&str, &str); 2]| pairs.map(|(subject, source)| (subject.to_owned(), Some(source.to_owned())));
    assert_eq!(sources(between(&old, &new), owners()), found([("/a", "new mode"), ("a.service", "new dropin")]));
    assert_eq!(
        sources(between(&old, &config("")), owners()),
        found([("/a", "old contents"), ("a.service", "old unit")])
    );
    let nobody = sources(between(&old, &new), Owners::new::<String>([], []));
    assert!(nobody.iter().all(|(_, source)| source.is_none()));
}
