//! Which nodes of a pool go, and in which order.

use super::budget::{Standing, Tally};
use super::node::Node;
use crate::Rules;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// A node by its place among all of them in the order of their names.
pub(super) type Rank = u32;

/// Which nodes of a pool may go, and which go now.
#[derive(Clone, Debug, Default)]
pub(super) struct Selection {
    /// How many may go beyond those that are gone already.
    pub(super) capacity: i64,
    /// How many may go before the cut.
    pub(super) hopeful: usize,
    /// Those, in the order in which they go.
    pub(super) candidates: Vec<Candidate>,
    /// Those of them that go now.
    pub(super) taken: Vec<Rank>,
}

/// When it is a node's turn, of those that are not told yet where the pool is. The order is that in which they go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Turn {
    /// Out of service for an older target: it costs nothing.
    Drained,
    /// Out only by what is noted about it.
    Lost,
    /// In service, and failed on its way to an older target.
    Retried,
    /// In service. To the reference that is every node that is ready, those at work elsewhere included.
    Idle,
}

impl Turn {
    /// Those that there are.
    pub(super) const fn all(rules: Rules) -> &'static [Self] {
        match rules {
            Rules::Mco => &[Self::Idle],
            Rules::Safe => &[Self::Drained, Self::Lost, Self::Retried, Self::Idle],
        }
    }

    /// That of a node; none if it is told already, or cannot go.
    pub(super) fn of(node: Standing, rules: Rules) -> Option<Self> {
        let turn = match rules {
            _ if node.is_told() => return None,
            Rules::Mco => (node.is_ready(), Self::Idle),
            Rules::Safe if !node.is_ready() => (node.is_drained(), Self::Drained),
            Rules::Safe if node.is_lost() => (true, Self::Lost),
            Rules::Safe if node.is_failing() => (true, Self::Retried),
            Rules::Safe => (!node.is_unavailable(), Self::Idle),
        };
        turn.0.then_some(turn.1)
    }
}

/// How many nodes of a pool may go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    pub(super) rules: Rules,
    /// How many may be out.
    pub(super) max: i64,
    pub(super) tally: Tally,
}

impl Room {
    /// How many may go beyond those that are gone already; none if candidates are not even looked for.
    pub(super) fn capacity(&self) -> Option<i64> {
        match self.rules {
            Rules::Mco => self.tally.capacity(self.max),
            Rules::Safe => Some(self.tally.safe_capacity(self.max)),
        }
    }

    /// How many may go when it is their turn, as far as the nodes that are out leave room; `retried` are going before.
    pub(super) fn of(&self, turn: Turn, retried: i64) -> usize {
        let left = self.max.saturating_sub(self.tally.unavailable.into());
        let most = match (self.rules, turn) {
            (Rules::Mco, _) => self.tally.capacity(self.max).unwrap_or(0),
            (Rules::Safe, Turn::Drained) => i64::MAX,
            (Rules::Safe, Turn::Lost) => left.saturating_add(self.tally.lost.into()),
            (Rules::Safe, Turn::Retried) => left,
            (Rules::Safe, Turn::Idle) => self.tally.safe_capacity(self.max).min(left.saturating_sub(retried)),
        };
        usize::try_from(most.max(0)).unwrap_or(usize::MAX)
    }
}

/// What a selection is made of.
pub(super) struct Choice<'s> {
    pub(super) room: Room,
    pub(super) members: &'s [Rank],
    /// Of all nodes.
    pub(super) standings: &'s [Standing],
    /// Of all nodes.
    pub(super) ages: &'s Ages<'s>,
    /// The node that hosts the operator, if the pool spares it.
    pub(super) spared: Option<Rank>,
}

impl Choice<'_> {
    /// Turn by turn, each as far as there is room.
    pub(super) fn select(&self) -> Selection {
        let Some(capacity) = self.room.capacity() else { return Selection::default() };
        // Of all that a plan makes this is the longest list after its answers: it is made once, and becomes one of them.
        let (mut candidates, mut ends) = (Vec::with_capacity(self.members.len()), Vec::new());
        for &turn in Turn::all(self.room.rules) {
            self.ages.append_in_order(self.whose_turn_is(turn), &mut candidates);
            ends.push((turn, candidates.len()));
        }
        let several = candidates.len() > 1;
        let goes = |rank: &Rank| !(several && self.spared == Some(*rank));
        let (mut taken, mut start, mut retried) = (Vec::new(), 0, 0);
        for (turn, end) in ends {
            let before = taken.len();
            let ranks = candidates[start..end].iter().map(|candidate| candidate.rank());
            taken.extend(ranks.filter(goes).take(self.room.of(turn, retried)));
            if turn == Turn::Retried {
                retried = i64::try_from(taken.len() - before).unwrap_or(i64::MAX);
            }
            start = end;
        }
        Selection { capacity, hopeful: candidates.len(), candidates, taken }
    }

    fn whose_turn_is(&self, turn: Turn) -> impl Iterator<Item = Rank> {
        let wanted = move |rank: &Rank| Turn::of(self.standings[*rank as usize], self.room.rules) == Some(turn);
        self.members.iter().copied().filter(wanted)
    }
}

/// A node that may go, with what puts it in order among those whose turn it is too. As large as a name, so that a list of
/// these becomes the list of their names in the same place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    high: u64,
    low: u64,
}

impl Candidate {
    /// Of a zone by its place among the zones; no zone is behind all of them.
    fn new(zone: u32, created: i64, rank: Rank) -> Self {
        // With its sign turned over, a number is in order among those without one.
        let created = created.cast_unsigned() ^ (1 << 63);
        Self {
            high: u64::from(zone) << 32 | created >> 32,
            low: created << 32 | u64::from(rank),
        }
    }

    /// Zone by zone, in a zone the oldest first, then by name: one number, since that is compared without a branch.
    fn key(&self) -> u128 {
        u128::from(self.high) << 64 | u128::from(self.low)
    }

    pub(super) fn rank(self) -> Rank {
        u32::try_from(self.low & u64::from(u32::MAX)).unwrap_or_default()
    }
}

/// Where nodes stand and since when, by rank.
#[derive(Clone, Debug, Default)]
pub(super) struct Ages<'n> {
    /// Numbers of zones, as they were met.
    numbers: BTreeMap<&'n str, u32>,
    last: Option<(&'n str, u32)>,
    /// The place of each zone by its number.
    places: Vec<u32>,
    /// The zone of each node by its number.
    zones: Vec<u32>,
    created: Vec<i64>,
}

impl<'n> Ages<'n> {
    pub(super) fn with_capacity(nodes: usize) -> Self {
        Self {
            zones: Vec::with_capacity(nodes),
            created: Vec::with_capacity(nodes),
            ..Self::default()
        }
    }

    /// Adds the next node.
    pub(super) fn add(&mut self, node: &'n Node) {
        let zone = node.zone().map_or(u32::MAX, |zone| self.number(zone));
        self.zones.push(zone);
        self.created.push(node.created.map_or(i64::MIN, |it| it.seconds()));
    }

    fn number(&mut self, zone: &'n str) -> u32 {
        if let Some((name, number)) = self.last
            && name == zone
        {
            return number;
        }
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX - 1);
        let number = *self.numbers.entry(zone).or_insert(next);
        self.last = Some((zone, number));
        number
    }

    /// Puts the zones in order: they were numbered as they were met. No node is added after that.
    pub(super) fn arrange(&mut self) {
        self.places = alloc::vec![0; self.numbers.len()];
        for (place, number) in (0..).zip(self.numbers.values()) {
            self.places[*number as usize] = place;
        }
    }

    /// Adds nodes to a list, zone by zone, nodes without one last; in a zone the oldest first, then by name.
    pub(super) fn append_in_order(&self, ranks: impl Iterator<Item = Rank>, list: &mut Vec<Candidate>) {
        let start = list.len();
        list.extend(ranks.map(|rank| {
            let (zone, created) = (self.zones[rank as usize], self.created[rank as usize]);
            let zone = self.places.get(zone as usize).copied().unwrap_or(u32::MAX);
            Candidate::new(zone, created, rank)
        }));
        list[start..].sort_unstable_by_key(Candidate::key);
    }
}

/// The places of nodes in a list, in the order of their names; of equal names the first comes first.
pub(super) fn by_name(nodes: &[Node]) -> Vec<u32> {
    let places = || 0..u32::try_from(nodes.len()).unwrap_or(u32::MAX);
    let name = |place: u32| nodes[place as usize].name.as_bytes();
    if nodes.is_empty() {
        return Vec::new();
    }
    let common = nodes.iter().skip(1).fold(name(0).len(), |common, node| {
        let same = name(0)[..common].iter().zip(node.name.as_bytes()).take_while(|(a, b)| a == b);
        same.count()
    });
    // Most names differ in the bytes behind what they have in common: these are compared without going to the names.
    let mut keyed: Vec<_> = places()
        .map(|place| {
            let mut bytes = [0; 8];
            let rest = &name(place)[common..];
            let length = rest.len().min(8);
            bytes[..length].copy_from_slice(&rest[..length]);
            (u64::from_be_bytes(bytes), place)
        })
        .collect();
    keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| name(a.1).cmp(name(b.1))).then(a.1.cmp(&b.1)));
    keyed.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::{Ages, by_name};
    use crate::fleet::labels::Labels;
    use crate::fleet::node::Node;
    use crate::fleet::time::Timestamp;
    use alloc::vec::Vec;

    #[test]
    fn nodes_go_zone_by_zone_the_oldest_first_and_those_without_one_last() {
        let rows = [
            ("a", None, 1),
            ("b", Some("b"), 5),
            ("c", Some("z10"), 1),
            ("d", Some("z2"), 1),
            ("e", Some("a"), 9),
            ("f", Some("a"), 2),
            ("g", Some(""), 9),
            ("h", Some("Z"), 9),
            ("i", None, 0),
            ("j", Some("a"), 2),
        ];
        let mut nodes: Vec<_> = rows
            .iter()
            .map(|&(name, zone, created)| Node {
                labels: zone.map(|zone| ("topology.kubernetes.io/zone", zone)).into_iter().collect::<Labels>(),
                created: (created > 0).then(|| Timestamp::from_seconds(created)),
                ..Node::new(name)
            })
            .collect();
        for _ in 0..2 {
            let order = by_name(&nodes);
            let node = |rank: u32| &nodes[order[rank as usize] as usize];
            let mut ages = Ages::default();
            (0..10).for_each(|rank| ages.add(node(rank)));
            ages.arrange();
            let mut candidates = Vec::new();
            ages.append_in_order((0..10).rev(), &mut candidates);
            let names: Vec<_> = candidates.iter().map(|it| &*node(it.rank()).name).collect();
            assert_eq!(names.concat(), "ghfjebcdia");
            nodes.reverse();
        }
    }

    #[test]
    fn places_are_in_the_order_of_names() {
        for names in [
            &["b", "a"][..],
            &["node-2", "node-10", "node-1", "node-"],
            &["a", "a", "", "a"],
            &["worker-123456789-b", "worker-123456789-a", "worker-1"],
            &["same-prefix-0000000001", "same-prefix-0000000000", "same-prefix-00000000000"],
            &[],
            &["z"],
        ] {
            let nodes: Vec<_> = names.iter().map(|name| Node::new(name)).collect();
            let mut want: Vec<u32> = (0..).take(names.len()).collect();
            want.sort_by_key(|&place| (names[place as usize], place));
            assert_eq!(by_name(&nodes), want, "{names:?}");
        }
    }
}
