//! Downward without losses: every field and value in the way is named.

use super::{FIELD, Reasons, fit};
use crate::change;
use crate::check::{self, Draft, Drafts};
use crate::config::{self, Config};
use crate::document::Path;
use crate::model::Content;
use crate::parse::Parsed;
use crate::report::{Refused, Severity};
use crate::rule;
use crate::version::Version;
use alloc::{borrow::Cow, collections::BTreeSet, format, vec::Vec};

pub(super) fn lower(config: Config, to: Version) -> Result<Parsed, Refused> {
    let mut reasons = Reasons::ours(to);
    let lowered = obstacles(config, to, &mut reasons);
    Ok(Parsed { report: reasons.verdict()?, config: lowered })
}

/// Adds everything in the way of `to`, and what raising the lowered config will lose; answers what
/// the config is without the fields in the way.
pub(crate) fn obstacles(config: Config, to: Version, reasons: &mut Reasons) -> Config {
    let from = config.version();
    let mut content = config.into_content();
    config::newer(&content, to, &mut |since, at| reasons.needs(at, FIELD, since));
    change::lowered(&content, from, to, &mut reasons.drafts);
    fit(&mut content, to);
    newer_values(&content, from, to, &mut reasons.drafts);
    Config::assume(to, content)
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
