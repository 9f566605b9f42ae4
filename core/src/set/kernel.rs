//! Kernels and their arguments.

use super::claims::Claims;
use crate::part::Part;
use crate::render::no_devel;
use crate::rule;
use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::{format, vec::Vec};
use garboard_ignition::document::{At, Place};
use garboard_ignition::report::{Entry, Gate};

/// Arguments of which the kernel, or systemd, takes the last. Others add up, or nobody can tell.
const LAST: &[&str] = &[
    "amd_iommu",
    "amd_pstate",
    "audit",
    "audit_backlog_limit",
    "cgroup_no_v1",
    "default_hugepagesz",
    "enforcing",
    "idle",
    "intel_idle.max_cstate",
    "intel_pstate",
    "ipv6.disable",
    "loglevel",
    "mitigations",
    "net.ifnames",
    "nmi_watchdog",
    "numa_balancing",
    "panic",
    "processor.max_cstate",
    "psi",
    "selinux",
    "skew_tick",
    "systemd.unified_cgroup_hierarchy",
    "transparent_hugepage",
    "tsc",
];

/// Arguments that contradict each other.
const APART: &[(&str, &str)] = &[
    ("debug", "quiet"),
    ("mitigations=off", "pti=on"),
    ("mitigations=off", "spectre_v2=on"),
    ("nopti", "pti=on"),
    ("nosmt", "mitigations=auto"),
    ("nosmt=force", "mitigations=auto"),
    ("nospectre_v2", "spectre_v2=on"),
    ("selinux=0", "enforcing=1"),
    ("systemd.unified_cgroup_hierarchy=0", "cgroup_no_v1=all"),
];

/// Values of one argument that contradict each other, whether or not the argument can be repeated with others.
const OPPOSITE: &[(&str, &str)] =
    &[("0", "1"), ("off", "on"), ("n", "y"), ("no", "yes"), ("false", "true"), ("disable", "enable")];

/// The key under which an argument is compared with others, and its value. One that can be repeated is its own key.
pub(super) fn split(argument: &str) -> (&str, &str) {
    let (key, value) = argument.split_once('=').unwrap_or((argument, ""));
    if LAST.contains(&key) { (key, value) } else { (argument, "") }
}

pub(super) fn found(chosen: &[(&Part, &Claims<'_>)]) -> Vec<Entry> {
    let parts: Vec<_> = chosen.iter().map(|(part, _)| *part).collect();
    let mut found = not_reset(&parts);
    found.extend(devel(&parts));
    found.extend(apart(&parts));
    found
}

/// A later `default` takes no other kernel back.
fn not_reset(parts: &[&Part]) -> Vec<Entry> {
    let mut other: Option<&Part> = None;
    let mut found = Vec::new();
    for part in parts {
        if part.spec.replaces_kernel() {
            other = Some(part);
        } else if let Some(other) = other.filter(|_| part.spec.kernel_type == "default") {
            let theirs = &other.spec.kernel_type;
            let message =
                format!("kernelType default has no effect: {} sets {theirs}, which nothing takes back", other.name);
            found.push(
                Entry::new(&rule::KERNEL_TYPE_NOT_RESET, place(part, &At::ROOT.field("spec").field("kernelType")))
                    .saying(message)
                    .beside(other.stand.place()),
            );
        }
    }
    found
}

fn devel(parts: &[&Part]) -> Option<Entry> {
    let kernel = parts.iter().rev().find(|part| part.spec.replaces_kernel())?;
    let (part, index) = parts.iter().find_map(|part| {
        let index = part.spec.extensions.iter().position(|name| name == "kernel-devel")?;
        Some((part, index))
    })?;
    let at = At::ROOT.field("spec");
    let entry = no_devel(&kernel.spec.kernel_type, place(part, &at.field("extensions").index(index)));
    Some(entry.at_gate(Gate::Render).beside(kernel.stand.place()))
}

/// Arguments that contradict each other, each pair at the last of the one that is listed first.
fn apart(parts: &[&Part]) -> Vec<Entry> {
    let mut last: BTreeMap<&str, (&Part, usize)> = BTreeMap::new();
    for part in parts {
        last.extend((0..).zip(&part.spec.kernel_arguments).map(|(index, argument)| (&**argument, (*part, index))));
    }
    let listed = APART.iter().map(|(one, other)| (Cow::Borrowed(*one), Cow::Borrowed(*other)));
    let repeatable = last.keys().filter_map(|argument| argument.split_once('=').filter(|(key, _)| !LAST.contains(key)));
    let opposite = repeatable.filter_map(|(key, value)| {
        let (one, other) = OPPOSITE.iter().find(|(one, _)| *one == value)?;
        Some((Cow::Owned(format!("{key}={one}")), Cow::Owned(format!("{key}={other}"))))
    });
    let told = |(one, other): (Cow<'_, str>, Cow<'_, str>)| {
        let (first, index) = *last.get(&*one)?;
        let (second, _) = *last.get(&*other)?;
        let whose = if core::ptr::eq(first, second) { "here too".into() } else { format!("of {}", second.name) };
        let message = format!("the kernel arguments {one}, here, and {other}, {whose}, contradict each other");
        let spec = At::ROOT.field("spec");
        let place = place(first, &spec.field("kernelArguments").index(index));
        let entry = Entry::new(&rule::KERNEL_ARGUMENTS_APART, place).saying(message);
        Some(if core::ptr::eq(first, second) { entry } else { entry.beside(second.stand.place()) })
    };
    listed.chain(opposite).filter_map(told).collect()
}

/// The place of a value of a MachineConfig, as far as it is known without the text.
fn place(part: &Part, at: &At<'_>) -> Place {
    let mut place = part.stand.place();
    place.path = at.path();
    place
}
