//! Kernel parameters in the files below `/etc/sysctl.d`. The order of MachineConfigs says nothing of them: systemd reads
//! the files by name, and the last value counts.

use super::claims::{Key, Said};
use super::overrides::{Room, Set, Won};
use super::owned;
use crate::rule;
use alloc::{collections::BTreeMap, format, string::String, vec::Vec};
use garboard_ignition::report::Entry;

/// A value of a parameter, and the file that sets it.
struct Value<'a> {
    set: Set<'a>,
    file: &'a str,
    text: String,
}

pub(super) fn found(won: &Won<'_>, room: &mut Room) -> Vec<Entry> {
    let mut parameters: BTreeMap<String, Vec<Value<'_>>> = BTreeMap::new();
    for (key, sets) in won {
        let (Some(file), Some(set)) = (file(*key), sets.last()) else { continue };
        let Said::File(contents, _) = set.claim.said else { continue };
        let contents = room.contents(contents);
        let Ok(text) = core::str::from_utf8(&contents) else { continue };
        for (name, value) in text.lines().filter_map(assignment) {
            parameters.entry(name).or_default().push(Value { set: *set, file, text: value.into() });
        }
    }
    parameters.iter().filter_map(|(name, values)| one(name, values)).collect()
}

/// The name of a file that is read, in the order of the keys.
fn file(key: Key<'_>) -> Option<&str> {
    let Key::Node(path) = key else { return None };
    let name = path.strip_prefix("/etc/sysctl.d/")?;
    (name.ends_with(".conf") && !name.contains('/')).then_some(name)
}

/// The parameter and the value of a line. The first separator tells which of `.` and `/` is one.
fn assignment(line: &str) -> Option<(String, &str)> {
    let line = line.trim();
    let line = line.strip_prefix('-').unwrap_or(line);
    if line.starts_with(['#', ';']) {
        return None;
    }
    let (name, value) = line.split_once('=')?;
    let name = name.trim();
    let swap = |c| match c {
        '/' => '.',
        '.' => '/',
        c => c,
    };
    let slashes = name.find(['.', '/']).is_some_and(|at| name[at..].starts_with('/'));
    let name: String = if slashes { name.chars().map(swap).collect() } else { name.into() };
    (!name.is_empty() && !name.contains(['*', '$', '{'])).then(|| (name, value.trim()))
}

/// The first that is overridden by another MachineConfig with another value.
fn one(name: &str, values: &[Value<'_>]) -> Option<Entry> {
    let (winner, losers) = values.split_last()?;
    let mine =
        |value: &&Value<'_>| !core::ptr::eq(value.set.part, winner.set.part) && !owned::by_operator(value.set.part);
    let loser = losers.iter().filter(mine).find(|value| value.text != winner.text)?;
    let (file, by) = (winner.file, &winner.set.part.name);
    let message = format!(
        "{name} = {} in {} is overridden by {} in {file} of {by}",
        shown(&loser.text),
        loser.file,
        shown(&winner.text)
    );
    let entry = Entry::new(&rule::SYSCTL_OVERRIDDEN, loser.set.claim.place(loser.set.part)).saying(message);
    Some(entry.beside(winner.set.claim.place(winner.set.part)))
}

/// As much of a value as a message has room for.
fn shown(value: &str) -> String {
    value.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::assignment;

    #[test]
    fn assignments_are_read_as_systemd_reads_them() {
        for (line, want) in [
            ("vm.swappiness = 10", Some(("vm.swappiness", "10"))),
            ("-net/ipv4/conf/eth0.1/forwarding=1", Some(("net.ipv4.conf.eth0/1.forwarding", "1"))),
            ("net.ipv4.conf.eth0/1.forwarding=1", Some(("net.ipv4.conf.eth0/1.forwarding", "1"))),
            ("# a=b", None),
            ("; a=b", None),
            ("net.*.x=1", None),
            ("nothing", None),
        ] {
            let found = assignment(line);
            assert_eq!(found.as_ref().map(|(name, value)| (&**name, *value)), want, "{line}");
        }
    }
}
