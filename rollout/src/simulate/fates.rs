//! Which node each fault happens to.

use super::bad::BadScenario;
use super::fault::{After, Fault, On};
use super::random::{Key, Seed, below};
use super::scenario::Scenario;
use crate::fleet::live::Ground;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::vec::Vec;
use garboard_ignition::nearest;

/// What happens to a node on its way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fate {
    /// Its drain takes so many seconds longer.
    pub(super) blocked: u64,
    /// Its daemon is stuck then.
    pub(super) degrades: Option<After>,
    pub(super) never_returns: bool,
}

/// The faults of a scenario, by node where they name one.
#[derive(Debug, Default)]
pub(super) struct Fates {
    named: BTreeMap<u32, Fate>,
    shared: Vec<(u32, u8, Fate)>,
    /// When the controller is down, from and to, by the first.
    down: Vec<(u64, u64)>,
}

/// The draws for faults, which are numbered, begin here; those for times are below.
const FIRST_DRAW: u32 = 16;

impl Fates {
    pub(super) fn of(scenario: &Scenario<'_>, ground: &Ground<'_>) -> Result<Self, BadScenario> {
        let mut this = Self::default();
        for (number, fault) in (0..).zip(&scenario.faults) {
            let (on, fate) = match fault {
                Fault::NeverReturns(on) => (on, Fate { never_returns: true, ..Fate::default() }),
                Fault::Degrades(after, on) => (on, Fate { degrades: Some(*after), ..Fate::default() }),
                Fault::DrainBlocked(seconds, on) => (on, Fate { blocked: (*seconds).into(), ..Fate::default() }),
                Fault::ControllerDown { at, length } => {
                    this.down.push((u64::from(*at), u64::from(*at) + u64::from(*length)));
                    continue;
                }
            };
            match on {
                On::Node(name) => {
                    let rank = ground.find(name).ok_or_else(|| no_such_node(number, name, ground))?;
                    this.named.entry(rank).or_default().add(fate);
                }
                On::Share(share) if *share > 100 => {
                    let message = format!("{share} is no percentage: write 0 to 100");
                    return Err(BadScenario::new("bad-share", format!("faults.{number}.share"), message));
                }
                On::Share(share) => this.shared.push((number, *share, fate)),
            }
        }
        this.down.sort_unstable();
        Ok(this)
    }

    /// How many faults may happen to any node.
    pub(super) const fn shared(&self) -> usize {
        self.shared.len()
    }

    /// What happens to a node in a run.
    pub(super) fn draw(&self, rank: u32, key: Key, seed: Seed) -> Fate {
        let mut fate = self.named.get(&rank).copied().unwrap_or_default();
        for (number, share, fault) in &self.shared {
            if below(seed.draw(key, FIRST_DRAW + number), 100) < u64::from(*share) {
                fate.add(*fault);
            }
        }
        fate
    }

    /// When the controller is up, not before this second.
    pub(super) fn up(&self, mut at: u64) -> u64 {
        for (from, to) in &self.down {
            if *from > at {
                break;
            }
            at = at.max(*to);
        }
        at
    }
}

impl Fate {
    fn add(&mut self, other: Self) {
        self.blocked += other.blocked;
        self.never_returns |= other.never_returns;
        self.degrades = match (self.degrades, other.degrades) {
            (Some(After::Prepare), _) | (_, Some(After::Prepare)) => Some(After::Prepare),
            (Some(After::Drain), _) | (_, Some(After::Drain)) => Some(After::Drain),
            (None, None) => None,
        };
    }
}

fn no_such_node(number: u32, name: &str, ground: &Ground<'_>) -> BadScenario {
    let near = match nearest(name, ground.by_name().map(|(_, name)| name).take(10_000)) {
        Some(near) => format!("did you mean {near}?"),
        None => "write the name of one, or a share".into(),
    };
    BadScenario::new("no-such-node", format!("faults.{number}.node"), format!("there is no node {name:?}: {near}"))
}

#[cfg(test)]
mod tests {
    use super::Fates;

    #[test]
    fn a_controller_that_is_down_plans_when_it_is_up_again() {
        let fates = Fates {
            down: [(10, 20), (15, 16), (18, 30), (50, 60)].into(),
            ..Fates::default()
        };
        for (at, want) in [(0, 0), (9, 9), (10, 30), (17, 30), (30, 30), (49, 49), (50, 60), (60, 60)] {
            assert_eq!(fates.up(at), want, "{at}");
        }
    }
}
