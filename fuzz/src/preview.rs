//! Two clusters, whatever they are: a plan ends, says the same twice, and is in itself consistent.

use garboard_core::manifest::{self, Format};
use garboard_core::places::Places;
use garboard_ignition::document::SourceId;
use garboard_rollout::preview::{Impact, Options, Preview, Side};

/// What stands between the two in an input.
const BETWEEN: &[u8] = b"\n=====\n";

/// Holds the invariants of [`Preview`] against any bytes: the manifests of one side, and behind a line of five `=` those
/// of the other.
pub fn holds(input: &[u8]) {
    let at = input.windows(BETWEEN.len()).position(|it| it == BETWEEN);
    let (before, after) = at.map_or((input, input), |at| (&input[..at], &input[at + BETWEEN.len()..]));
    let side = |source, text| {
        let mut side = Side::default();
        side.read(SourceId(source), text);
        side
    };
    let (old, new) = (side(0, before), side(1, after));
    let mut options = Options::default();
    options.nodes.insert("worker".into(), 7);
    let preview = Preview::between(&old, &new, &options);

    let impacts: Vec<_> = preview.pools.iter().map(|pool| pool.impact()).collect();
    assert!(impacts.is_sorted_by(|a, b| a >= b), "the worst comes first: {impacts:?}");
    assert_eq!(preview.impact(), impacts.first().copied().unwrap_or_default());
    for pool in &preview.pools {
        let same = preview.pools.iter().filter(|it| it.pool == pool.pool).count();
        assert_eq!(same, 1, "pool {} stands twice", pool.pool);
        if pool.is_unchanged() {
            assert!(pool.changes.is_empty(), "pool {}: nothing changes, but this: {:?}", pool.pool, pool.changes);
        }
        if let Some(machines) = &pool.machines {
            let (go, all) = (machines.first.len(), machines.total);
            assert!(go <= machines.to_go && machines.to_go <= all && machines.stuck.len() <= all, "{machines:?}");
        }
    }
    let same = Preview::between(&new, &side(1, after), &options);
    assert!(same.pools.iter().all(|pool| pool.is_unchanged() || pool.impact() == Impact::Irreconcilable), "no change");

    let read = [(0, before), (1, after)].map(|(id, text)| manifest::read(SourceId(id), text, Format::Unknown));
    let told = |preview: &Preview| preview.findings(&mut Places::new(&read)).entries().to_vec();
    let (first, second) = (told(&preview), told(&Preview::between(&old, &new, &options)));
    let words = |entries: &[garboard_ignition::Entry]| entries.iter().map(|it| format!("{it:?}")).collect::<Vec<_>>();
    assert_eq!(words(&first), words(&second), "a second answer differs");
    // What is laid over a cluster keeps what it does not name.
    let over = side(1, after).over(&old);
    assert!(over.cluster.parts.len() >= new.cluster.parts.len());
}
