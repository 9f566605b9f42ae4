//! A preview as findings, each at the line that is to blame.

use super::pool::{Outcome, PoolPreview};
use super::{Impact, Preview, rule};
use crate::change::{Cause, CauseKind, Flag, Ground, ObstacleKind, Side, Spot};
use alloc::{format, string::String, string::ToString as _, vec::Vec};
use garboard_core::places::Places;
use garboard_core::render::Source;
use garboard_ignition::document::{Path, Place, Step, Value};
use garboard_ignition::report::{Entry, Report, Rule};

impl Preview {
    /// What the preview says, as findings: what nodes refuse, what they reboot for, and what there is to say besides.
    /// `places` are those of the files of both sides.
    #[must_use]
    pub fn findings(&self, places: &mut Places<'_>) -> Report {
        let mut report = self.report.clone();
        report.append(self.observed.clone());
        for pool in &self.pools {
            pool.find(places, &mut report);
        }
        for (overridden, place) in &self.overridden {
            let entry = Entry::new(&rule::LET_PASS, located(place, &[], places)).saying(format!(
                "an override lets pass that {overridden}: running nodes change nothing on their disks, machines that join later get it"
            ));
            report.add(entry);
        }
        report
    }
}

impl PoolPreview {
    fn find(&self, places: &mut Places<'_>, report: &mut Report) {
        for outcome in [&self.old, &self.new] {
            if let Outcome::Refused(refused) = outcome {
                refused.entries().iter().for_each(|entry| report.add(self.about(entry)));
            }
        }
        for entry in self.judged.entries() {
            let mut found = self.about(entry);
            let spot = Spot::new(Side::New, entry.place.path.clone());
            if let Some((_, place)) = self.blamed(&spot, &[], places) {
                found.place = place;
            }
            report.add(found);
        }
        let Some(verdict) = &self.verdict else { return };
        for obstacle in &verdict.obstacles {
            let mut entry = self.entry(
                &rule::IRRECONCILABLE,
                &obstacle.at,
                obstacle.kind.section(),
                &obstacle.kind.to_string(),
                places,
            );
            entry.hint = Some(obstacle.kind.help().into());
            report.add(entry);
        }
        let rule = match self.impact() {
            Impact::Irreconcilable | Impact::Nothing => return,
            Impact::Reboot => &rule::REBOOTS,
            Impact::Drain => &rule::DRAINS,
            Impact::Any => &rule::ACTS,
        };
        for planned in &verdict.disruption.actions {
            for cause in &planned.because {
                let what = format!("{}: {}", planned.action, because(cause));
                report.add(self.entry(rule, &cause.at, &[], &what, places));
            }
        }
    }

    /// A finding, with the pool that it is about.
    fn about(&self, entry: &Entry) -> Entry {
        entry.clone().saying(format!("pool {}: {}", self.pool, entry.message))
    }

    fn entry(
        &self,
        rule: &'static Rule,
        spot: &Spot,
        section: &[&'static str],
        what: &str,
        places: &mut Places<'_>,
    ) -> Entry {
        let Some(source) = self.source(spot) else {
            return Entry::new(rule, Place::default()).saying(format!("pool {}: {what}", self.pool));
        };
        let by = source.name().map(|name| format!(" ({name})")).unwrap_or_default();
        let entry =
            Entry::new(rule, located(&source, section, places)).saying(format!("pool {}: {what}{by}", self.pool));
        match source {
            Source::Config { stand, .. } => entry.beside(stand.place()),
            Source::Render(_) => entry,
        }
    }

    /// The MachineConfig that set a value, and where: at the key of a section, of a field, or at an element.
    #[must_use]
    pub fn blamed(&self, spot: &Spot, section: &[&'static str], places: &mut Places<'_>) -> Option<(String, Place)> {
        let source = self.source(spot)?;
        let name = source.name()?.into();
        Some((name, located(&source, section, places)))
    }

    /// Who set a value.
    #[must_use]
    pub fn source(&self, spot: &Spot) -> Option<Source> {
        let side = match spot.side {
            Side::Old => &self.old,
            Side::New => &self.new,
        };
        side.given(&spot.path).or_else(|| self.owners.as_ref()?.source(spot))
    }

    /// The same for something that nodes refuse.
    #[must_use]
    pub fn blamed_for(&self, kind: &ObstacleKind, spot: &Spot, places: &mut Places<'_>) -> Option<(String, Place)> {
        self.blamed(spot, kind.section(), places)
    }
}

/// Why something is done, for people.
#[must_use]
pub fn because<S>(cause: &Cause<S>) -> String {
    let subject = match cause.kind {
        CauseKind::SshKey => "the login of core",
        _ => &cause.subject,
    };
    match &cause.rule {
        Ground::NoPolicy => format!("{subject} changes, and no policy says what to do then"),
        Ground::Flag(flag) => match flag {
            Flag::OsUpdate => "another OS image".into(),
            Flag::KernelArguments => "other kernel arguments".into(),
            Flag::Fips => "FIPS mode changes".into(),
            Flag::KernelType => "another kernel".into(),
            Flag::Extensions => "other extensions".into(),
        },
        Ground::Default(policy) if policy == &cause.subject || cause.kind == CauseKind::SshKey => {
            format!("{subject} changes")
        }
        Ground::Default(policy) => format!("{subject} changes, and the operator's policy for {policy} holds"),
        Ground::Policy(policy) => format!("{subject} changes, and the cluster's policy for {policy} holds"),
    }
}

/// Where something stands that a MachineConfig says.
fn located(source: &Source, section: &[&'static str], places: &mut Places<'_>) -> Place {
    let Source::Config { stand, path, .. } = source else { return Place::default() };
    let key = |steps: &[Step], places: &mut Places<'_>| -> Option<garboard_ignition::document::Span> {
        let (last, way) = steps.split_last()?;
        let around: Value<'_> = places.find(stand, &way.iter().cloned().collect())?;
        Some(around.member(last.name()?)?.0.span())
    };
    let section: Vec<_> = section.iter().map(|name| Step::Field(name)).collect();
    let own: &Path = path;
    let span =
        key(&section, places).or_else(|| key(own.steps(), places)).or_else(|| places.find(stand, own).map(Value::span));
    let mut place = Place::new(stand.source, own.clone());
    place.span = Some(span.unwrap_or(stand.name));
    place
}
