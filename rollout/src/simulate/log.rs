//! What happens in the run that is told in full.

use super::run::Watch;
use super::stage::Stage;
use crate::fleet::live::Live;
use crate::fleet::step::Step;
use alloc::vec;
use alloc::vec::Vec;
use serde::Serialize;

/// Nodes of a pool that are told to go in the same second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Wave<'a> {
    /// When, in seconds from the beginning.
    pub at_s: u64,
    /// The pool.
    pub pool: &'a str,
    /// The nodes, in the order in which they were chosen.
    pub nodes: Vec<&'a str>,
}

#[derive(Debug)]
pub(super) struct Log<'r, 'a> {
    stage: &'r Stage<'r, 'a>,
    pub(super) waves: Vec<Wave<'a>>,
    pub(super) unavailable: Vec<(u64, u32)>,
    /// The same of each pool.
    pub(super) by_pool: Vec<Vec<(u64, u32)>>,
    /// Pools in which something happened in this second.
    touched: Vec<usize>,
}

impl<'r, 'a> Log<'r, 'a> {
    pub(super) fn new(stage: &'r Stage<'r, 'a>) -> Self {
        Self {
            stage,
            waves: Vec::new(),
            unavailable: Vec::new(),
            by_pool: vec![Vec::new(); stage.ground.pool_count()],
            touched: (0..stage.ground.pool_count()).collect(),
        }
    }

    /// The most nodes that were out of service at once.
    pub(super) fn peak(&self) -> u32 {
        self.unavailable.iter().map(|(_, count)| *count).max().unwrap_or(0)
    }
}

impl Watch for Log<'_, '_> {
    fn planned(&mut self, at: u64, going: &[(usize, u32)]) {
        let ground = &self.stage.ground;
        // Plans of one second are one wave of each pool.
        let first = self.waves.partition_point(|wave| wave.at_s < at);
        for chosen in going.chunk_by(|(a, _), (b, _)| a == b) {
            let pool = ground.pool_name(chosen[0].0);
            let nodes = chosen.iter().map(|(_, rank)| ground.name(*rank));
            match self.waves[first..].binary_search_by(|wave| wave.pool.cmp(pool)) {
                Ok(at) => self.waves[first + at].nodes.extend(nodes),
                Err(place) => self.waves.insert(first + place, Wave { at_s: at, pool, nodes: nodes.collect() }),
            }
        }
    }

    fn changed(&mut self, _at: u64, _rank: u32, pool: usize, _step: Step) {
        if self.touched.last() != Some(&pool) {
            self.touched.push(pool);
        }
    }

    fn counted(&mut self, at: u64, live: &Live<'_, '_>) {
        note(&mut self.unavailable, at, live.unavailable);
        for pool in self.touched.drain(..) {
            note(&mut self.by_pool[pool], at, live.unavailable_of(pool));
        }
    }
}

/// Notes a number where it is another than before.
fn note(counts: &mut Vec<(u64, u32)>, at: u64, count: u32) {
    if counts.last().is_none_or(|(_, last)| *last != count) {
        counts.push((at, count));
    }
}
