//! Downward without losses: every field and value in the way is named.

use super::fit;
use crate::change;
use crate::check::{self, Draft, Drafts};
use crate::config::{self, Config};
use crate::document::Path;
use crate::model::Content;
use crate::parse::Parsed;
use crate::report::{Refused, Report, Severity};
use crate::rule;
use crate::version::Version;
use alloc::{borrow::Cow, collections::BTreeSet, format, vec::Vec};

pub(super) fn lower(config: Config, to: Version) -> Result<Parsed, Refused> {
    let report = obstacles(config.content(), config.version(), to);
    match Refused::of(report) {
        Ok(refused) => Err(refused),
        Err(report) => {
            let mut content = config.into_content();
            fit(&mut content, to);
            Ok(Parsed { config: Config::assume(to, content), report })
        }
    }
}

/// Everything in the way of `to`, and what raising the lowered config will lose.
pub(super) fn obstacles(content: &Content, from: Version, to: Version) -> Report {
    let mut drafts = Drafts::new(from);
    config::newer_fields(content, to, &mut drafts);
    change::lowered(content, from, to, &mut drafts);
    let mut fitted = content.clone();
    fit(&mut fitted, to);
    newer_values(&fitted, from, to, &mut drafts);
    config::unplaced(drafts)
}

/// Values that the rules of `to` refuse, with the first version whose rules do not. What no
/// version allows is wrong in itself, and reported so.
fn newer_values(content: &Content, from: Version, to: Version, drafts: &mut Drafts) {
    let broken = errors(content, to);
    if broken.is_empty() {
        return;
    }
    let later = Version::ALL.into_iter().filter(|version| to < *version && *version <= from);
    let later: Vec<_> = later.map(|version| (version, names(errors(content, version)))).collect();
    for draft in broken {
        let name = name(&draft);
        let needs = later.iter().find(|(_, broken)| !broken.contains(&name)).map(|(version, _)| *version);
        match needs {
            Some(version) => {
                let message = format!("the value needs spec {version}; at {to}: {}", draft.message);
                drafts.take(Draft { rule: &rule::NOT_EXPRESSIBLE, message: message.into(), ..draft });
            }
            None => drafts.take(draft),
        }
    }
}

fn errors(content: &Content, version: Version) -> Vec<Draft> {
    let mut drafts = Drafts::new(version);
    check::whole(content, &mut drafts);
    let mut list = drafts.into_list();
    list.retain(|draft| draft.rule.severity == Severity::Error);
    list
}

/// Two versions may refuse one value in different words: its place tells it.
fn name(draft: &Draft) -> (Path, Cow<'static, str>) {
    (draft.path.clone(), draft.message.clone())
}

fn names(list: Vec<Draft>) -> BTreeSet<(Path, Cow<'static, str>)> {
    list.iter().map(name).collect()
}
