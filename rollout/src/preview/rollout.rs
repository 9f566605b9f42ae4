//! A preview as something that can be rolled out: pools with their targets, nodes, and what the step does to them.

use super::machines::assumed;
use super::pool::{Judge, Outcome, PoolPreview};
use super::{Impact, Objects, Options, Preview, Side, asked, had, known, target};
use crate::Rules;
use crate::change::{Diff, Verdict};
use crate::fleet::{Fleet, Node};
use crate::simulate::{Effect, Effects};
use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeMap;
use alloc::{format, string::String, vec::Vec};
use garboard_core::api::{LabelSelector, MachineConfigPool};
use garboard_core::part::Part;
use garboard_ignition::report::Report;

/// What a change is rolled out to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rollout {
    /// The pools as they will be, each with its target.
    pub pools: Vec<MachineConfigPool>,
    /// Their nodes.
    pub nodes: Vec<Node>,
    /// Whether the nodes are not known, but supposed.
    pub is_supposed: bool,
    /// What the change does to them, as far as it is known.
    pub effects: Effects,
    objects: Objects,
    rules: Rules,
}

impl Rollout {
    /// Of the preview of two sides: with the nodes of the cluster, or where none are known with those that are supposed.
    #[must_use]
    pub fn of(preview: &Preview, old: &Side, new: &Side, options: &Options) -> Self {
        let nodes = known(if new.nodes.is_empty() { &old.nodes } else { &new.nodes }, &mut Report::new()).into_owned();
        let mut rollout = Self {
            pools: preview.pools.iter().map(|pool| aim(old, new, pool)).collect(),
            is_supposed: nodes.is_empty(),
            nodes,
            effects: Effects::default(),
            objects: Objects::of(&new.cluster),
            rules: options.rules,
        };
        if rollout.is_supposed {
            rollout.suppose(preview, old, &options.nodes);
        }
        rollout.effects = rollout.effects_of(preview, old, new);
        rollout
    }

    /// The cluster, with these pools and nodes.
    #[must_use]
    pub fn fleet(&self) -> Fleet<'_> {
        self.objects.fleet(&self.pools, &self.nodes, self.rules)
    }

    /// Gives pools so many nodes that have what the pool had.
    fn suppose(&mut self, preview: &Preview, old: &Side, counts: &BTreeMap<String, usize>) {
        for (pool, preview) in self.pools.iter_mut().zip(&preview.pools) {
            // What the pool selects by is not known of nodes that are not: they are told apart by a label of ours.
            let name = &*pool.metadata.name;
            let mut selector = LabelSelector::default();
            selector.match_labels.insert(SUPPOSED.to_owned(), name.to_owned());
            pool.spec.node_selector = Some(selector);
            let Some(count) = counts.get(&*pool.metadata.name) else { continue };
            let labels = [(SUPPOSED.to_owned(), &*pool.metadata.name)].into_iter().collect();
            let nodes = assumed(pool, *count, had_of(old, preview));
            self.nodes.extend(nodes.into_iter().map(|mut node| {
                node.labels = Clone::clone(&labels);
                node
            }));
        }
    }

    /// What is known of each pool, and of nodes that are behind and whose MachineConfig is there.
    fn effects_of(&self, preview: &Preview, old: &Side, new: &Side) -> Effects {
        let mut effects = Effects::default();
        for pool in &preview.pools {
            if let Some(effect) = pool.effect() {
                effects.pools.insert(pool.pool.clone(), effect);
            }
        }
        if self.is_supposed {
            return effects;
        }
        let (policies, overrides) = asked(&new.cluster, &mut Report::new());
        let judge = Judge { policies: &policies, overrides, rules: self.rules };
        let parts = old.cluster.parts.iter().chain(&new.cluster.parts);
        let parts: BTreeMap<&str, &Part> = parts.map(|part| (&*part.name, part)).collect();
        let fleet = self.fleet();
        let by_pool = fleet.by_pool();
        for pool in &preview.pools {
            let nodes = by_pool.get(&Some(&*pool.pool)).map(Vec::as_slice).unwrap_or_default();
            let had = had_of(old, pool);
            for from in nodes.iter().filter_map(|node| node.current_config.as_deref()).filter(|from| *from != had) {
                let key = (pool.pool.clone(), from.to_owned());
                let (Some(part), Some(to)) = (parts.get(from), pool.new.spec()) else { continue };
                effects.from.entry(key).or_insert_with(|| {
                    let mut diff = Diff::of(&part.spec, to);
                    diff.rules = judge.rules;
                    of_verdict(&diff.verdict(judge.overrides, judge.policies))
                });
            }
        }
        effects
    }
}

/// The label by which supposed nodes are told apart.
const SUPPOSED: &str = "garboard.invalid/supposed";

impl PoolPreview {
    /// What the step does to a node of the pool; none where that is not known.
    #[must_use]
    pub fn effect(&self) -> Option<Effect> {
        let mut effect = of_verdict(self.verdict.as_ref()?);
        effect.refused |= self.impact() == Impact::Irreconcilable;
        Some(effect)
    }
}

fn of_verdict(verdict: &Verdict) -> Effect {
    let mut effect = Effect::new(verdict.disruption.drain.required, verdict.disruption.reboots());
    effect.refused = verdict.disruption.drain.error.is_some() || !verdict.obstacles.is_empty();
    effect
}

/// What a pool had; of MachineConfigs that were given as they are, that of the old side.
fn had_of<'p>(old: &'p Side, preview: &'p PoolPreview) -> &'p str {
    match &preview.old {
        Outcome::Given(part) => &part.name,
        _ => had(old, preview),
    }
}

/// A pool as it will be, with its target.
fn aim(old: &Side, new: &Side, preview: &PoolPreview) -> MachineConfigPool {
    let mut pool = target(old, new, preview);
    if let Outcome::Given(part) = &preview.new {
        // Two that are given may have one name and say different things.
        let is_same_name = preview.old.name() == Some(&*part.name);
        pool.spec.configuration.name = match preview.is_unchanged() {
            true => had_of(old, preview).to_owned(),
            false if is_same_name => format!("{} (new)", part.name),
            false => part.name.clone(),
        };
    }
    pool
}
