//! `garboard diff`: what differs between two MachineConfigs or the pools of two clusters.

use super::render::settings;
use crate::args::Diff;
use crate::out::{self, Compared};
use crate::source::{self, Blamed, Locator};
use crate::{Exit, load};
use garboard_core::blame;
use garboard_core::changes;
use garboard_core::cluster::Cluster;
use garboard_core::part::Part;
use garboard_core::render::{Pools, Rendered};
use garboard_ignition::document::Sources;
use std::collections::BTreeSet;
use std::io;

/// One of the two things that are compared.
struct Side {
    cluster: Cluster,
    sources: Sources,
}

pub(crate) fn run(args: &Diff) -> io::Result<Exit> {
    let config = args.release.controller_config.as_deref();
    let side =
        |path| load::cluster_in(std::slice::from_ref(path), config).map(|(cluster, sources)| Side { cluster, sources });
    let (Some(old), Some(new)) = (side(&args.old), side(&args.new)) else { return Ok(Exit::Unusable) };
    let mut broken = out::aside(&old.cluster.report, &old.sources)? | out::aside(&new.cluster.report, &new.sources)?;
    let compared = match (old.single(), new.single()) {
        (Some(before), Some(after)) => {
            broken |= out::aside(&before.refused, &old.sources)? | out::aside(&after.refused, &new.sources)?;
            Vec::from([configs(before, after)])
        }
        _ => match pools(args, &old, &new)? {
            Some(compared) => compared,
            None => return Ok(Exit::Unusable),
        },
    };
    if broken {
        return Ok(Exit::Unusable);
    }
    let differs = compared.iter().any(Compared::differs);
    out::changes(&compared, args.show_secrets, args.output, &mut io::stdout().lock())?;
    Ok(if differs { Exit::Findings } else { Exit::Clean })
}

impl Side {
    /// The one MachineConfig that this is.
    fn single(&self) -> Option<&Part> {
        match &self.cluster.parts[..] {
            [part] if self.cluster.pools.is_empty() => Some(part),
            _ => None,
        }
    }
}

/// Two MachineConfigs, whatever they are for.
fn configs(old: &Part, new: &Part) -> Compared {
    Compared {
        pool: None,
        old: Some(old.name.clone()),
        new: Some(new.name.clone()),
        changes: changes::between(&old.spec, &new.spec),
        causes: [Vec::new(), Vec::new()],
    }
}

/// The pools of both sides; nothing if one of them cannot be rendered.
fn pools(args: &Diff, old: &Side, new: &Side) -> io::Result<Option<Vec<Compared>>> {
    let mut settings = settings(&args.release);
    settings.origins = true;
    let mut sides = [old, new].map(|side| (Pools::new(&side.cluster, &settings), side));
    let mut names: BTreeSet<String> = args.pool.iter().cloned().collect();
    if names.is_empty() {
        names = sides.iter().flat_map(|(pools, _)| pools.names()).map(str::to_owned).collect();
    }
    let (mut compared, mut whole) = (Vec::new(), !names.is_empty());
    if names.is_empty() {
        out::error("no MachineConfigs for any pool were found");
    }
    for name in names {
        let mut rendered = Vec::new();
        for (pools, side) in &mut sides {
            if !pools.names().any(|known| known == name) {
                rendered.push(None);
                continue;
            }
            match pools.render(&name) {
                Ok(one) => rendered.push(Some((one, *side))),
                Err(refused) => {
                    out::aside(refused.report(), &side.sources)?;
                    out::error(&format!("pool {name} is not rendered"));
                    whole = false;
                }
            }
        }
        if let [old, new] = &rendered[..] {
            compared.push(pool(&name, old.as_ref(), new.as_ref()));
        }
    }
    Ok(whole.then_some(compared))
}

fn pool(name: &str, old: Option<&(Rendered, &Side)>, new: Option<&(Rendered, &Side)>) -> Compared {
    let changes = match (old, new) {
        (Some((old, _)), Some((new, _))) => changes::between(old.spec(), new.spec()),
        _ => Vec::new(),
    };
    let names = |side: Option<&(Rendered, &Side)>| side.map(|(rendered, _)| rendered.name.clone());
    Compared {
        pool: Some(name.to_owned()),
        old: names(old),
        new: names(new),
        causes: [old, new].map(|side| side.map(|(rendered, side)| causes(rendered, side)).unwrap_or_default()),
        changes,
    }
}

/// Who said what, to be named as the cause of what differs.
fn causes(rendered: &Rendered, side: &Side) -> Vec<Blamed> {
    let read = source::read_again(&side.sources);
    let mut locator = Locator::new(&side.sources, &read);
    blame::all(rendered).into_iter().map(|blame| locator.blame(blame)).collect()
}
