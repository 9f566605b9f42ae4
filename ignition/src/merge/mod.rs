//! Merging: what a child config says is laid over what its parent says, as the reference does it.
//!
//! Scalars: the child's, where it has one. Records: field by field. Lists whose elements have keys:
//! the parent's elements in their order, each joined with the child's of the same key, then the
//! child's others; a key that the child has in another list of the same group is gone from the
//! parent's. Other lists: the parent's elements, then the child's. An absent value never unsets
//! anything, but for a header: one without a value removes the parent's.

mod join;
mod ledger;
mod many;
mod plan;

pub(crate) use join::{Join, Step, Trace, plan_of};
pub(crate) use plan::plans;

use crate::config::Config;
use crate::document::SourceId;
use crate::model::Content;
use crate::origins::Origins;
use crate::report::{Entry, Report};
use crate::version::Version;
use alloc::vec::Vec;
use join::Untraced;
use ledger::Ledger;

/// Merging happens at this version or a newer one: before it, some fields could not be absent.
const FIRST: Version = Version::V3_3;

/// Several configs as one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Merged {
    /// The config. It need not be valid, though each part of it was: [`Config::check`] tells.
    pub config: Config,
    /// Where each of its values comes from.
    pub origins: Origins,
    /// What raising the parts to one version lost.
    pub report: Report,
}

/// Merges configs, parents first, at the newest of their versions and at least 3.3; nothing if
/// there are none.
///
/// ```
/// use garboard_ignition::document::{SourceId, Sources};
/// use garboard_ignition::{merge_all, parse};
///
/// let mut sources = Sources::default();
/// let base = sources.add("base.ign".into(), br#"{"ignition":{"version":"3.4.0"},
///     "storage":{"files":[{"path":"/etc/motd","mode":420}]}}"#.to_vec());
/// let ours = sources.add("ours.ign".into(), br#"{"ignition":{"version":"3.3.0"},
///     "storage":{"files":[{"path":"/etc/motd","mode":384}]}}"#.to_vec());
/// let configs = [base, ours].map(|id| (id, parse(sources.text(id)).unwrap().config));
///
/// let merged = merge_all(configs).unwrap();
/// assert_eq!(merged.config.version().to_string(), "3.4.0");
/// let mode = merged.origins.iter().find(|origin| origin.path.to_string().ends_with("mode")).unwrap();
/// assert_eq!(sources.name(mode.source), "ours.ign");
/// assert_eq!(sources.name(mode.overrode[0].source), "base.ign");
/// ```
pub fn merge_all(inputs: impl IntoIterator<Item = (SourceId, Config)>) -> Option<Merged> {
    merge_at(inputs, FIRST)
}

/// The same at `version`, if it is newer than the configs are: they are raised before they are
/// merged, so that what raising loses has no origin.
pub fn merge_at(inputs: impl IntoIterator<Item = (SourceId, Config)>, version: Version) -> Option<Merged> {
    let inputs: Vec<_> = inputs.into_iter().collect();
    let version = inputs.iter().map(|(_, config)| config.version()).max()?.max(FIRST).max(version);
    let mut report = Report::new();
    let mut merging: Option<Merging> = None;
    for (source, config) in inputs {
        let (content, lost) = raised(config, version, source);
        lost.into_iter().for_each(|entry| report.add(entry));
        match &mut merging {
            None => merging = Some(Merging::new(source, content)),
            Some(merging) => merging.add(source, content),
        }
    }
    let (content, origins) = merging?.finish();
    Some(Merged { config: Config::assume(version, content), origins, report })
}

/// Contents that are being merged, one after the other, with what they override.
///
/// Contents have no version: what is merged must have been raised to one version, 3.3 or newer.
/// [`merge_all`] does both.
#[derive(Clone, Debug)]
pub struct Merging {
    content: Content,
    ledger: Ledger,
}

impl Merging {
    /// Begins with the outermost parent.
    #[must_use]
    pub fn new(source: SourceId, content: Content) -> Self {
        let ledger = Ledger::new(source, &content);
        Self { content, ledger }
    }

    /// Lays a child over what there is.
    pub fn add(&mut self, source: SourceId, child: Content) {
        self.ledger.turn(source);
        join::content(&mut self.content, child, &mut self.ledger);
        self.ledger.turned();
    }

    /// What they say together, and where each value comes from.
    #[must_use]
    pub fn finish(self) -> (Content, Origins) {
        let origins = self.ledger.close(&self.content);
        (self.content, origins)
    }
}

impl Content {
    /// Lays a child over what there is. As with [`Merging`], contents have no version: both must have been raised to
    /// one version, 3.3 or newer.
    pub fn merge(&mut self, child: Self) {
        join::content(self, child, &mut Untraced);
    }
}

impl Config {
    /// Lays `child` over this config, at the newer of their versions and at least 3.3.
    ///
    /// The answer need not be valid, though both parts are: an id may come from one side and a name
    /// from the other. [`check`](Self::check) tells.
    ///
    /// ```
    /// # use garboard_ignition::parse;
    /// let config = |text: &str| parse(text.as_bytes()).unwrap().config;
    /// let parent = config(r#"{"ignition":{"version":"3.3.0"},"systemd":{"units":[{"name":"a.service","mask":true}]}}"#);
    /// let child = config(r#"{"ignition":{"version":"3.4.0"},"systemd":{"units":[{"name":"a.service","mask":false}]}}"#);
    /// assert_eq!(parent.merge(child.clone()), child);
    /// ```
    #[must_use]
    pub fn merge(self, child: Self) -> Self {
        let version = self.version().max(child.version()).max(FIRST);
        let mut content = self.into_raised(version);
        content.merge(child.into_raised(version));
        Self::assume(version, content)
    }
}

/// What a config says at a newer version, and what that lost.
fn raised(config: Config, to: Version, source: SourceId) -> (Content, Report) {
    let placed = |mut entry: Entry| {
        entry.place.source = source;
        entry
    };
    let lost = config.losses(to).into_iter().map(placed).collect();
    (config.into_raised(to), lost)
}
