//! `garboard diff`: what differs between two MachineConfigs or the pools of two clusters.

use super::render::settings;
use crate::args::Diff;
use crate::out::{self, Compared};
use crate::source::{self, Blamed, Locator};
use crate::{Exit, load};
use garboard_core::blame;
use garboard_core::changes;
use garboard_core::cluster::Cluster;
use garboard_core::manifest::Read;
use garboard_core::part::Part;
use garboard_core::render::{Pools, Rendered};
use garboard_ignition::document::Sources;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// One of the two things that are compared.
struct Side {
    cluster: Cluster,
    sources: Sources,
}

/// The pools of a side.
struct Rendering<'s> {
    pools: Pools<'s>,
    sources: &'s Sources,
    locator: Locator<'s>,
}

pub(crate) fn run(args: &Diff) -> io::Result<Exit> {
    match (&args.bootstrap.bootstrap, &args.old, &args.new) {
        (Some(directory), ..) => super::bootstrap::diff(args, directory),
        (None, Some(old), Some(new)) => sides(args, old, new),
        // The parser lets none of the two be absent.
        (None, ..) => Ok(Exit::Unusable),
    }
}

fn sides(args: &Diff, old: &Path, new: &Path) -> io::Result<Exit> {
    let side = |path: &Path| {
        load::cluster_in(&[path.to_owned()], &args.release).map(|(cluster, sources)| Side { cluster, sources })
    };
    let (Some(old), Some(new)) = (side(old), side(new)) else { return Ok(Exit::Unusable) };
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
        findings: Vec::new(),
    }
}

impl<'s> Rendering<'s> {
    fn new(args: &Diff, side: &'s Side, read: &'s [Read<'s>]) -> Self {
        let mut settings = settings(&args.release);
        settings.origins = true;
        Self {
            pools: Pools::new(&side.cluster, &settings),
            sources: &side.sources,
            locator: Locator::new(&side.sources, read),
        }
    }

    /// Renders a pool; why it cannot be is told.
    fn render(&mut self, name: &str) -> io::Result<Outcome> {
        if !self.pools.has(name) {
            return Ok(Outcome::Absent);
        }
        match self.pools.render(name) {
            Ok(rendered) => {
                let causes = self.locator.blames(blame::all(&rendered));
                Ok(Outcome::Rendered(Box::new(rendered), causes))
            }
            Err(refused) => {
                out::aside(refused.report(), self.sources)?;
                out::error(&format!("pool {name} is not rendered"));
                Ok(Outcome::Refused)
            }
        }
    }
}

/// What came of a pool on one side.
enum Outcome {
    /// The side does not have it.
    Absent,
    Refused,
    /// Its MachineConfig, and who said what in it.
    Rendered(Box<Rendered>, Vec<Blamed>),
}

impl Outcome {
    fn take(self) -> (Option<Box<Rendered>>, Vec<Blamed>) {
        match self {
            Self::Rendered(rendered, causes) => (Some(rendered), causes),
            Self::Absent | Self::Refused => (None, Vec::new()),
        }
    }
}

/// The pools of both sides; nothing if one of them cannot be rendered.
fn pools(args: &Diff, old: &Side, new: &Side) -> io::Result<Option<Vec<Compared>>> {
    let read = [old, new].map(|side| source::read_again(&side.sources));
    let [mut old, mut new] = [Rendering::new(args, old, &read[0]), Rendering::new(args, new, &read[1])];
    let names = match args.pool.is_empty() {
        true => [&old, &new].iter().flat_map(|side| side.pools.names()).map(str::to_owned).collect(),
        false => args.pool.iter().cloned().collect::<BTreeSet<_>>(),
    };
    if names.is_empty() {
        out::error("no MachineConfigs for any pool were found");
    }
    let (mut compared, mut whole) = (Vec::new(), !names.is_empty());
    for name in names {
        match (old.render(&name)?, new.render(&name)?) {
            (Outcome::Refused, _) | (_, Outcome::Refused) => whole = false,
            (Outcome::Absent, Outcome::Absent) => {
                out::error(&format!("no side has a MachineConfigPool {name}"));
                whole = false;
            }
            (old, new) => compared.push(pool(&name, old, new)),
        }
    }
    Ok(whole.then_some(compared))
}

fn pool(name: &str, old: Outcome, new: Outcome) -> Compared {
    let ((old, old_causes), (new, new_causes)) = (old.take(), new.take());
    let changes = match (&old, &new) {
        (Some(old), Some(new)) => changes::between(old.spec(), new.spec()),
        _ => Vec::new(),
    };
    Compared {
        pool: Some(name.to_owned()),
        old: old.map(|rendered| rendered.name),
        new: new.map(|rendered| rendered.name),
        changes,
        causes: [old_causes, new_causes],
        findings: Vec::new(),
    }
}
