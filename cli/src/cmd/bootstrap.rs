//! `--bootstrap`: what a cluster is installed with, and what it renders itself afterwards.

use super::render::settings;
use crate::args::{Diff, Release, Render};
use crate::out::{self, Compared};
use crate::source::{self, Locator};
use crate::{Exit, load};
use garboard_core::bootstrap::{self, Bootstrapped, HandOver, Manifests, Settings};
use garboard_core::render::{Pools, Rendered};
use garboard_core::{blame, changes};
use garboard_ignition::Refused;
use garboard_ignition::document::Sources;
use std::io;
use std::path::Path;

/// What is installed, as `render` prints it.
pub(crate) fn render(args: &Render, directory: &Path) -> io::Result<Exit> {
    let Some((manifests, sources)) = load::bootstrap(directory, &args.release) else {
        return Ok(Exit::Unusable);
    };
    let settings = wanted(&args.release, &args.bootstrap.payload_version, &args.bootstrap.release_image);
    let Some(made) = run(&manifests, &settings, &sources)? else { return Ok(Exit::Findings) };
    if let Some(dest) = &args.bootstrap.dest {
        return write(&made, dest);
    }
    let Some(rendered) = chosen(&made, &args.pool) else { return Ok(Exit::Unusable) };
    out::rendered(&rendered, args.output, &mut io::stdout().lock())?;
    Ok(Exit::Clean)
}

/// Both days, as `diff` prints two sides.
pub(crate) fn diff(args: &Diff, directory: &Path) -> io::Result<Exit> {
    let Some((manifests, sources)) = load::bootstrap(directory, &args.release) else {
        return Ok(Exit::Unusable);
    };
    let mut settings = wanted(&args.release, &args.bootstrap.payload_version, &args.bootstrap.release_image);
    settings.render.origins = true;
    let Some(made) = run(&manifests, &settings, &sources)? else { return Ok(Exit::Findings) };
    let Some(chosen) = chosen(&made, &args.pool) else { return Ok(Exit::Unusable) };
    let cluster = match manifests.cluster(&settings) {
        Ok(cluster) => cluster,
        Err(refused) => return told(&refused, &sources),
    };
    out::aside(&cluster.report, &sources)?;
    let pools = bootstrap::hand_over(&made, &mut Pools::new(&cluster, &settings.render));
    let read = source::read_again(&sources);
    let mut locator = Locator::new(&sources, &read);
    let (mut compared, mut whole) = (Vec::new(), true);
    for pool in pools.into_iter().filter(|it| chosen.iter().any(|rendered| rendered.pool() == it.pool)) {
        match &pool.then {
            Ok(then) => compared.push(both(&pool, then, &sources, &mut locator)),
            Err(refused) => {
                out::aside(refused.report(), &sources)?;
                out::aside(&pool.report, &sources)?;
                out::error(&format!("pool {} is not rendered by the cluster", pool.pool));
                whole = false;
            }
        }
    }
    let differs = !whole || compared.iter().any(Compared::differs);
    out::changes(&compared, args.show_secrets, args.output, &mut io::stdout().lock())?;
    Ok(if differs { Exit::Findings } else { Exit::Clean })
}

fn wanted(release: &Release, payload_version: &Option<String>, release_image: &Option<String>) -> Settings {
    let mut wanted = Settings::default();
    wanted.render = settings(release);
    wanted.payload_version.clone_from(payload_version);
    wanted.release_image.clone_from(release_image);
    wanted
}

/// What the manifests turn into; what is refused is told.
fn run(manifests: &Manifests, settings: &Settings, sources: &Sources) -> io::Result<Option<Bootstrapped>> {
    match bootstrap::run(manifests, settings) {
        Ok(made) => {
            out::aside(&made.report, sources)?;
            for rendered in &made.rendered {
                out::aside(&rendered.judge(), &Sources::default())?;
            }
            Ok(Some(made))
        }
        Err(refused) => told(&refused, sources).map(|_| None),
    }
}

/// A refusal as a whole: there is nothing to print.
fn told(refused: &Refused, sources: &Sources) -> io::Result<Exit> {
    out::aside(refused.report(), sources)?;
    out::error("no cluster can be installed from these manifests");
    Ok(Exit::Findings)
}

/// The pools that are asked for.
fn chosen(made: &Bootstrapped, names: &[String]) -> Option<Vec<Rendered>> {
    let is_known = |name: &&String| made.rendered.iter().any(|rendered| rendered.pool() == *name);
    if let Some(unknown) = names.iter().find(|name| !is_known(name)) {
        let known: Vec<_> = made.rendered.iter().map(Rendered::pool).collect();
        out::error(&format!("there is no MachineConfigPool {unknown}; there are {}", known.join(", ")));
        return None;
    }
    let is_chosen = |pool: &str| names.is_empty() || names.iter().any(|name| name == pool);
    let chosen: Vec<_> = made.rendered.iter().filter(|rendered| is_chosen(rendered.pool())).cloned().collect();
    if chosen.is_empty() {
        out::error("no MachineConfigs for any pool were found");
        return None;
    }
    Some(chosen)
}

fn write(made: &Bootstrapped, dest: &Path) -> io::Result<Exit> {
    let files = made.files().map_err(io::Error::other)?;
    if let Err(error) = garboard_fs::write_all(dest, &files) {
        out::error(&error.to_string());
        return Ok(Exit::Unusable);
    }
    out::note(&format!("{} files are in {}", files.len(), dest.display()));
    Ok(Exit::Clean)
}

/// A pool on both days.
fn both(pool: &HandOver, then: &Rendered, sources: &Sources, locator: &mut Locator<'_>) -> Compared {
    let mut causes = |rendered: &Rendered| locator.blames(blame::all(rendered));
    Compared {
        pool: Some(pool.pool.clone()),
        old: Some(pool.first.name.clone()),
        new: Some(then.name.clone()),
        changes: changes::between(pool.first.spec(), then.spec()),
        causes: [causes(&pool.first), causes(then)],
        findings: out::findings(&pool.report, sources),
    }
}
