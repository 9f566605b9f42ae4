//! `garboard merge`: several configs as one, or where each of its values comes from.

use crate::args::Merge;
use crate::{Exit, load, out};
use garboard_ignition::document::{SourceId, Sources};
use garboard_ignition::{Config, Merged, Options, merge_at, parse_with};
use std::io;

pub(crate) fn run(args: &Merge) -> io::Result<Exit> {
    let paths = args.paths.all();
    if paths.is_empty() {
        out::say("error: name the configs to merge, the parent first\n\n  garboard merge base.ign site.ign");
        return Ok(Exit::Unusable);
    }
    let Some(sources) = load::all(&paths) else { return Ok(Exit::Unusable) };
    // What raising loses was told when each was read.
    let Some(Merged { config, origins, .. }) = configs(&sources)?.and_then(|configs| merge_at(configs, args.spec))
    else {
        return Ok(Exit::Findings);
    };
    let restated = match config.at(args.spec) {
        Ok(restated) => restated,
        Err(refused) => {
            out::aside(refused.report(), &Sources::default())?;
            return Ok(Exit::Findings);
        }
    };
    out::aside(&restated.report, &Sources::default())?;
    let broken = out::aside(&restated.config.check(), &Sources::default())?;
    match args.origins {
        true => out::origins(&origins, &sources, &mut io::stdout().lock())?,
        false => out::config(&restated.config, Config::to_json, args.output)?,
    }
    Ok(if broken { Exit::Findings } else { Exit::Clean })
}

/// Every config, if all are valid. What is found is told either way.
fn configs(sources: &Sources) -> io::Result<Option<Vec<(SourceId, Config)>>> {
    let (mut configs, mut valid) = (Vec::new(), true);
    for source in sources.ids() {
        let mut options = Options::default();
        options.source = source;
        match parse_with(sources.text(source), &options) {
            Ok(parsed) => {
                out::aside(&parsed.report, sources)?;
                configs.push((source, parsed.config));
            }
            Err(refused) => {
                out::aside(refused.report(), sources)?;
                valid = false;
            }
        }
    }
    Ok(valid.then_some(configs))
}
