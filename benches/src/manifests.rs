//! A file of MachineConfigs, as people keep them: block style, comments, units in literal blocks.

use crate::documents::Random;
use core::fmt::Write as _;

/// So many MachineConfigs, of some 5 KB each.
pub(crate) fn file(random: &mut Random, count: usize) -> String {
    let mut out = String::with_capacity(count * 5200);
    for number in 0..count {
        // Writing to a string cannot fail.
        _ = machine_config(number, random, &mut out);
    }
    out
}

/// A list of MachineConfigs for workers in JSON, as a cluster hands them out: so many, of so many files of 200 bytes.
pub(crate) fn list(random: &mut Random, count: usize, files: usize) -> String {
    let mut out = String::from(r#"{"apiVersion":"v1","kind":"List","items":["#);
    for number in 0..count {
        let comma = if number > 0 { "," } else { "" };
        // Writing to a string cannot fail.
        _ = write!(
            out,
            r#"{comma}{{"apiVersion":"machineconfiguration.openshift.io/v1","kind":"MachineConfig","metadata":{{"labels":{{"machineconfiguration.openshift.io/role":"worker"}},"name":"{number:03}-harbour"}},"spec":{{"config":{{"ignition":{{"version":"3.4.0"}},"storage":{{"files":["#
        );
        for file in 0..files {
            let comma = if file > 0 { "," } else { "" };
            _ = write!(out, r#"{comma}{{"contents":{{"source":"data:text/plain;charset=utf-8;base64,"#);
            // 200 bytes are 268 letters of base64.
            (0..66).for_each(|_| out.push_str(random.of(&["bWlu", "ZCB0", "aGUg", "dGlk"])));
            _ = write!(
                out,
                r#"ZQo="}},"mode":420,"overwrite":true,"path":"/etc/harbour/{number:03}-{file:02}.conf"}}"#
            );
        }
        _ = write!(out, r#"]}}}},"kernelArguments":["harbour={number}"]}}}}"#);
    }
    out.push_str("]}");
    out
}

/// A list of so many pools in JSON, all of which select the MachineConfigs for workers.
pub(crate) fn pools(count: usize) -> String {
    let pool = |number: usize| {
        let name = pool_name(number);
        format!(
            r#"{{"apiVersion":"machineconfiguration.openshift.io/v1","kind":"MachineConfigPool","metadata":{{"name":"{name}"}},"spec":{{"machineConfigSelector":{{"matchLabels":{{"machineconfiguration.openshift.io/role":"worker"}}}}}}}}"#
        )
    };
    let pools: Vec<_> = (0..count).map(pool).collect();
    listed(&pools)
}

/// What the pool of this number is called; the first is that of all workers.
pub(crate) fn pool_name(number: usize) -> String {
    if number == 0 { "worker".to_owned() } else { format!("harbour-{number}") }
}

/// A list of objects in JSON.
pub(crate) fn listed(objects: &[String]) -> String {
    format!(r#"{{"apiVersion":"v1","kind":"List","items":[{}]}}"#, objects.join(","))
}

fn machine_config(number: usize, random: &mut Random, out: &mut String) -> core::fmt::Result {
    let role = random.of(&["worker", "master", "infra"]);
    write!(
        out,
        "---
# {number} of many, for {role}
apiVersion: machineconfiguration.openshift.io/v1
kind: MachineConfig
metadata:
  labels:
    machineconfiguration.openshift.io/role: {role}
  name: {number:02}-{role}-harbour
spec:
  kernelArguments:
    - mitigations=auto
    - \"systemd.unified_cgroup_hierarchy=1\"
  config:
    ignition:
      version: 3.4.0
    storage:
      files:
"
    )?;
    for file in 0..12 {
        let mode = random.of(&["0644", "0600", "420", "0755"]);
        let text =
            random.of(&["mind%20the%20tide%0A", "server%20pool.example.com%20iburst%0A", "vm.swappiness%3D10%0A"]);
        write!(
            out,
            "        - path: /etc/harbour/{number:02}-{file:02}.conf
          mode: {mode}
          overwrite: true
          contents:
            source: data:text/plain;charset=utf-8,{text}
"
        )?;
    }
    out.push_str("    systemd:\n      units:\n");
    for unit in 0..7 {
        let (name, quote) = (random.of(&["mooring", "pilot", "beacon"]), random.of(&["", "'", "\""]));
        write!(
            out,
            "        - name: {quote}{name}-{number}-{unit}.service{quote}
          enabled: true
          contents: |
            [Unit]
            Description=Keep {name} {unit}
            After=network-online.target

            [Service]
            Type=oneshot
            ExecStart=/usr/local/bin/{name} --number={unit}

            [Install]
            WantedBy=multi-user.target
"
        )?;
    }
    // A mistake now and then.
    if random.once_in(5) {
        out.push_str("  kernalType: realtime\n");
    }
    Ok(())
}
