//! Who overrides whom among the MachineConfigs of a pool.

use super::claims::{Claim, Claims, Key, Said};
use super::owned;
use crate::part::Part;
use crate::role::WORKER;
use crate::rule;
use alloc::{borrow::Cow, collections::BTreeMap, format, string::String, vec::Vec};
use garboard_ignition::model::Resource;
use garboard_ignition::report::{Entry, Rule};

/// A value of one of the MachineConfigs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Set<'a> {
    pub(super) part: &'a Part,
    pub(super) claim: &'a Claim<'a>,
}

/// Of each key those that set it, in merge order: the last one wins.
pub(super) type Won<'a> = BTreeMap<Key<'a>, Vec<Set<'a>>>;

/// Who sets what.
pub(super) fn won<'a>(chosen: &[(&'a Part, &'a Claims<'a>)]) -> Won<'a> {
    let mut won = Won::new();
    for (part, claims) in chosen {
        for (key, claim) in claims.iter() {
            won.entry(key).or_default().push(Set { part, claim });
        }
    }
    won
}

pub(super) fn found(won: &Won<'_>, chosen: &[(&Part, &Claims<'_>)], room: &mut Room) -> Vec<Entry> {
    let names_mislead = names_mislead(chosen);
    won.iter().filter_map(|(key, sets)| one(*key, sets, names_mislead, room)).collect()
}

/// What is to be said of those that set the same.
fn one(key: Key<'_>, sets: &[Set<'_>], names_mislead: bool, room: &mut Room) -> Option<Entry> {
    let (winner, losers) = sets.split_last()?;
    if owned::by_operator(winner.part) {
        // What the operator overrides of its own is its own matter.
        let users: Vec<_> = losers.iter().filter(|set| !owned::by_operator(set.part)).copied().collect();
        return told(key, &users, *winner, names_mislead, room);
    }
    let operators = losers.iter().rfind(|set| owned::by_operator(set.part));
    if let Some(entry) = replaced(key, *winner, operators, room) {
        return Some(entry);
    }
    let users: Vec<_> = losers.iter().filter(|set| !owned::by_operator(set.part)).copied().collect();
    told(key, &users, *winner, names_mislead, room)
}

/// A value that users set in place of the operator's.
fn replaced(key: Key<'_>, winner: Set<'_>, operators: Option<&Set<'_>>, room: &mut Room) -> Option<Entry> {
    let place = winner.claim.place(winner.part);
    let known = owned::known(key);
    let entry = |message| {
        let entry = Entry::new(&rule::OPERATOR_FILE_REPLACED, place);
        let entry = entry.saying(message);
        match known {
            Some(known) => entry.hinting(format!("it is made from {known}: change that instead")),
            None => entry,
        }
    };
    match operators {
        Some(theirs) => {
            let whole = matches!(key, Key::Node(_) | Key::Unit(_) | Key::Dropin(..));
            let differs = whole && !same(theirs.claim, winner.claim, room);
            let message = format!("this replaces the whole of {key} that the operator writes in {}", theirs.part.name);
            differs.then(|| entry(message).beside(theirs.claim.place(theirs.part)))
        }
        None => known
            .is_some()
            .then(|| entry(format!("this replaces the whole of {key}, which the operator writes itself"))),
    }
}

/// One finding for all that are overridden: at the first whose value is another one.
fn told(key: Key<'_>, losers: &[Set<'_>], winner: Set<'_>, names_mislead: bool, room: &mut Room) -> Option<Entry> {
    let wins = &winner.part.name;
    let differing = losers.iter().find(|set| !same(set.claim, winner.claim, room));
    let set = differing.or(losers.first())?;
    let entry = match (differing, key) {
        (Some(_), _) => {
            let mut entry =
                found_at(&rule::VALUE_OVERRIDDEN, *set).saying(format!("{key} of this object is overridden by {wins}"));
            if inherited(set.part, winner.part) {
                entry.severity = garboard_ignition::Severity::Info;
            }
            match why(set.part, winner.part, names_mislead) {
                Some(hint) => entry.hinting(hint),
                None => entry,
            }
        }
        (None, Key::Authorized(..)) => {
            let message = format!("{key} stands in {wins} too: it goes only when both leave it out");
            found_at(&rule::SSH_KEY_REPEATED, *set).saying(message)
        }
        (None, _) => {
            found_at(&rule::VALUE_REPEATED, *set).saying(format!("{key} stands in {wins} too, with the same value"))
        }
    };
    let others = losers.iter().filter(|other| !core::ptr::eq(other.part, set.part));
    let related = others.chain([&winner]).map(|other| other.claim.place(other.part));
    Some(related.fold(entry, Entry::beside))
}

fn found_at(rule: &'static Rule, set: Set<'_>) -> Entry {
    Entry::new(rule, set.claim.place(set.part))
}

/// Custom pools take the MachineConfigs of worker in order to override some of it.
fn inherited(loser: &Part, winner: &Part) -> bool {
    loser.role() == Some(WORKER) && winner.role() != Some(WORKER)
}

/// Why the winner comes later, where the names say something else.
fn why(loser: &Part, winner: &Part, names_mislead: bool) -> Option<String> {
    if inherited(loser, winner) {
        return Some("MachineConfigs of other roles come after those of worker, whatever their names".into());
    }
    let misled = names_mislead && number(&loser.name)? > number(&winner.name)?;
    misled.then(|| format!("names are compared as text: {} comes before {}", loser.name, winner.name))
}

/// Whether some names begin with numbers that sort otherwise as text.
fn names_mislead(chosen: &[(&Part, &Claims<'_>)]) -> bool {
    let numbers = || chosen.iter().filter_map(|(part, _)| number(&part.name));
    numbers().zip(numbers().skip(1)).any(|(before, after)| before > after)
}

/// The number that a name begins with.
fn number(name: &str) -> Option<u64> {
    let end = name.find(|c: char| !c.is_ascii_digit()).unwrap_or(name.len());
    name.get(..end)?.parse().ok()
}

/// Whether two values are the same, as far as that can be told.
fn same(one: &Claim<'_>, other: &Claim<'_>, room: &mut Room) -> bool {
    match (one.said, other.said) {
        (Said::File(one, mode), Said::File(other, mode_too)) => {
            mode == mode_too && (one == other || room.contents(one) == room.contents(other))
        }
        (Said::Directory(one), Said::Directory(other)) => one == other,
        (Said::Link(one, hard), Said::Link(other, hard_too)) => (one, hard) == (other, hard_too),
        (Said::Text(one), Said::Text(other)) => one == other,
        _ => false,
    }
}

/// How many bytes are still unpacked to be compared; after them, values are compared as they are written.
#[derive(Debug)]
pub(super) struct Room(usize);

/// No file is unpacked that is larger.
const LARGEST: usize = 1 << 20;

impl Default for Room {
    fn default() -> Self {
        Self(128 << 20)
    }
}

impl Room {
    /// What a file holds; its source where that cannot be told.
    pub(super) fn contents<'r>(&mut self, resource: &'r Resource) -> Cow<'r, [u8]> {
        let source = resource.source.as_deref().unwrap_or_default().as_bytes();
        let (bytes, cost) = match self.0 {
            0 => (None, 0),
            left => match resource.bytes(left.min(LARGEST)) {
                Ok(bytes) => {
                    let cost = bytes.len();
                    (Some(bytes), cost)
                }
                Err(garboard_ignition::Undecodable::Remote { .. }) => (None, 0),
                Err(_) => (None, left.min(LARGEST)),
            },
        };
        self.0 = self.0.saturating_sub(cost);
        bytes.map_or(Cow::Borrowed(source), Cow::Owned)
    }
}
