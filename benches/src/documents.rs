//! The documents: made here, from a seed, so that they are the same everywhere.

use crate::fleet::{Cluster, LARGE};
use crate::generated::Generated;
use crate::{large, manifests, small};

/// Everything that is read by some scenario.
#[derive(Clone, Debug)]
pub struct Documents {
    /// Small configs, good and faulty, as the recorded cases are.
    pub small: Vec<String>,
    /// The same, cut short or with a stroke of the pen through them: none is JSON.
    pub broken: Vec<String>,
    /// One config of 0.9 MB with 2 000 files and 2 000 units, in which nothing is found.
    pub large: String,
    /// One config in which every file has something to be found.
    pub faulty: String,
    /// A file of 200 KB with many MachineConfigs in YAML.
    pub yaml: String,
    /// A list of 40 MachineConfigs of 50 files of 200 bytes, in JSON.
    pub pool: String,
    /// A list of 500 MachineConfigs of 2 files, in JSON.
    pub many: String,
    /// A cluster of 20 000 nodes, which are no document: plans begin where reading has ended.
    pub cluster: Cluster,
    /// A hundred pools with one KubeletConfig each, read.
    pub generated: Generated,
    /// All that these turn into, in JSON.
    pub generated_text: String,
    /// The same where nodes get nothing else.
    pub bare: Generated,
    /// All that these turn into, in JSON.
    pub bare_text: String,
}

impl Documents {
    /// Makes them. Whatever is measured makes all of them first, so that it costs the same and can be taken off.
    #[must_use]
    pub fn new() -> Self {
        let small = small::configs(&mut Random(0x5EED), 500);
        let (generated, bare) = (Generated::new(100), Generated::bare(100));
        Self {
            broken: small::broken(&mut Random(0xB0B), &small),
            small,
            large: large::config(&mut Random(0xB16), 2_000),
            faulty: large::faulty(1_000),
            yaml: manifests::file(&mut Random(0xCAFE), 40),
            pool: manifests::list(&mut Random(0xF00D), 40, 50),
            many: manifests::list(&mut Random(0xFEED), 500, 2),
            cluster: Cluster::new(4 * LARGE),
            generated_text: generated.written(),
            generated,
            bare_text: bare.written(),
            bare,
        }
    }
}

impl Default for Documents {
    fn default() -> Self {
        Self::new()
    }
}

/// Numbers without a pattern, the same for the same seed: xorshift64*, after Vigna. The seed is not zero.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        usize::try_from(self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap_or(0) % limit
    }

    /// One of these.
    pub(crate) fn of<'t>(&mut self, list: &[&'t str]) -> &'t str {
        list[self.below(list.len())]
    }

    /// True once in `many`.
    pub(crate) fn once_in(&mut self, many: usize) -> bool {
        self.below(many) == 0
    }
}
