//! `garboard render`: the MachineConfigs of each pool made one, with its name.

use crate::args::{Release, Render};
use crate::{Exit, load, out};
use garboard_core::render::{Pools, Settings};
use garboard_ignition::Report;
use garboard_ignition::document::Sources;
use std::collections::BTreeSet;
use std::io;

pub(crate) fn run(args: &Render) -> io::Result<Exit> {
    if let Some(directory) = &args.bootstrap.bootstrap {
        return super::bootstrap::render(args, directory);
    }
    let Some((cluster, sources)) = load::cluster(&args.paths, &args.release) else {
        return Ok(Exit::Unusable);
    };
    let mut broken = out::aside(&cluster.report, &sources)?;
    let mut pools = Pools::new(&cluster, &settings(&args.release));
    broken |= out::aside(pools.report(), &sources)?;
    let names = match args.pool.is_empty() {
        true => pools.names().map(str::to_owned).collect(),
        false => args.pool.clone(),
    };
    if names.is_empty() {
        out::error("no MachineConfigs for any pool were found");
        return Ok(Exit::Unusable);
    }
    let (mut rendered, mut told) = (Vec::new(), BTreeSet::new());
    for name in names {
        match pools.render(&name) {
            Ok(one) => {
                out::aside(&one.report, &sources)?;
                out::aside(&one.judge(), &Sources::default())?;
                rendered.push(one);
            }
            Err(refused) => {
                out::aside(&anew(refused.into_report(), &mut told), &sources)?;
                out::error(&format!("pool {name} is not rendered"));
                broken = true;
            }
        }
    }
    out::rendered(&rendered, args.output, &mut io::stdout().lock())?;
    Ok(if broken { Exit::Findings } else { Exit::Clean })
}

/// What the arguments say of the release.
pub(crate) fn settings(release: &Release) -> Settings {
    let mut settings = Settings::default();
    settings.os_image.clone_from(&release.os_image);
    settings.extensions_image.clone_from(&release.extensions_image);
    settings.controller_version.clone_from(&release.controller_version);
    settings
}

/// What was not told yet: pools that select the same are refused for the same.
fn anew(mut report: Report, told: &mut BTreeSet<String>) -> Report {
    report.retain(|entry| told.insert(format!("{:?} {}", entry.place, entry.message)));
    report
}
