//! `garboard blame`: who set what the rendered MachineConfig of a pool says.

use super::render::settings;
use crate::args::Blame;
use crate::source::{self, Locator};
use crate::{Exit, load, out};
use garboard_core::blame;
use garboard_core::render::Pools;
use std::io;

pub(crate) fn run(args: &Blame) -> io::Result<Exit> {
    let Some((cluster, sources)) = load::cluster(&args.paths, &args.release) else {
        return Ok(Exit::Unusable);
    };
    let broken = out::aside(&cluster.report, &sources)?;
    let mut settings = settings(&args.release);
    settings.origins = true;
    let rendered = match Pools::new(&cluster, &settings).render(&args.pool) {
        Ok(rendered) => rendered,
        Err(refused) => {
            out::aside(refused.report(), &sources)?;
            return Ok(Exit::Findings);
        }
    };
    let found = match &args.of {
        None => blame::all(&rendered),
        Some(target) => match blame::of(&rendered, target) {
            Ok(found) => found,
            Err(none) => {
                out::error(&none.to_string());
                return Ok(Exit::Findings);
            }
        },
    };
    let read = source::read_again(&sources);
    let mut locator = Locator::new(&sources, &read);
    let found = locator.blames(found);
    out::blame(&found, args.of.is_some(), args.output, &mut io::stdout().lock())?;
    Ok(if broken { Exit::Findings } else { Exit::Clean })
}
