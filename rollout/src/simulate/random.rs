//! Numbers without a pattern, each a function of what it is for: so that neither the order in which they are asked for nor the
//! order of nodes shows.

/// Where the draws of a run begin.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seed(u64);

/// A node, by its name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key(u64);

impl Key {
    pub(super) fn of(name: &str) -> Self {
        let bytes = name
            .bytes()
            .fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3));
        Self(mixed(bytes))
    }
}

impl Seed {
    pub(super) const fn new(seed: u64, run: u32) -> Self {
        Self(mixed(mixed(seed).wrapping_add(run as u64)))
    }

    /// The number for what happens to a node, by the number of that.
    pub(super) const fn draw(self, node: Key, what: u32) -> u64 {
        mixed(mixed(self.0 ^ node.0).wrapping_add(what as u64))
    }
}

/// A number below `limit`, 0 if there is none, each as likely as the others.
pub(super) fn below(draw: u64, limit: u64) -> u64 {
    u64::try_from((u128::from(draw) * u128::from(limit)) >> 64).unwrap_or(0)
}

/// Spreads what differs in any bit over all of them: the last step of splitmix64, after Vigna.
const fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::{Key, Seed, below};

    #[test]
    fn a_draw_depends_on_seed_run_node_and_phase_and_on_nothing_else() {
        let draw = |seed, run, node, what| Seed::new(seed, run).draw(Key::of(node), what);
        let first = draw(1, 0, "n0", 0);
        assert_eq!(first, 0xAD86_2AE3_5C67_FEB0, "the same on every machine, and in every version");
        for other in [draw(2, 0, "n0", 0), draw(1, 1, "n0", 0), draw(1, 0, "n1", 0), draw(1, 0, "n0", 1)] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn draws_are_spread_evenly() {
        let mut counts = [0_u32; 10];
        for node in 0..10_000_u32 {
            let draw = Seed::new(7, 0).draw(Key::of(&alloc::format!("n{node}")), 0);
            counts[usize::try_from(below(draw, 10)).expect("below ten")] += 1;
        }
        assert!(counts.iter().all(|count| (900..1100).contains(count)), "{counts:?}");
    }
}
