//! `garboard status`: how the pools and nodes of a cluster are, from what was written out of it.

use crate::args::Status;
use crate::{Exit, load, out};
use garboard_ignition::Report;
use garboard_rollout::health::{Dump, Health, Options};
use std::io;

pub(crate) fn run(args: &Status) -> io::Result<Exit> {
    let paths = args.paths.all();
    if paths.is_empty() {
        out::error("name what a cluster holds: files of `oc get -o yaml`, a must-gather, or -");
        return Ok(Exit::Unusable);
    }
    let Some(sources) = load::all(&paths) else { return Ok(Exit::Unusable) };
    let mut dump = Dump::default();
    for source in sources.ids().filter(|source| !sources.name(*source).ends_with(".ign")) {
        dump.read(source, sources.text(source));
    }
    let unread: Report = dump.side().cluster.report.clone();
    let broken = out::aside(&unread, &sources)?;
    let mut options = Options::default();
    options.rules = args.rules;
    options.pools.clone_from(&args.pool);
    options.now = args.now;
    let health = Health::of(&dump, &options);
    for pool in args.pool.iter().filter(|pool| health.pools.iter().all(|it| it.pool != **pool)) {
        out::error(&format!("there is no MachineConfigPool {pool} in it"));
    }
    if health.pools.is_empty() {
        if args.pool.is_empty() {
            out::error("there is no MachineConfigPool in it: write out `oc get mcp,nodes,mc,controllerconfig -o yaml`");
        }
        return Ok(Exit::Unusable);
    }
    let fatal = out::aside(&health.report, &sources)?;
    out::status(&health, &sources, args.output, &mut io::stdout().lock())?;
    let unusable = broken || args.pool.iter().any(|pool| health.pools.iter().all(|it| it.pool != *pool));
    Ok(match (unusable, fatal || health.is_stuck()) {
        (true, _) => Exit::Unusable,
        (false, true) => Exit::Findings,
        (false, false) => Exit::Clean,
    })
}
