//! Why a config is not restated: every reason, in the order in which the converter comes upon them.

use crate::check::Drafts;
use crate::config;
use crate::document::At;
use crate::report::{Refused, Report};
use crate::rule;
use crate::version::Version;
use alloc::{borrow::Cow, format, string::String};

/// What stands in the way of a version. There are no more reasons than a report holds.
pub(crate) struct Reasons {
    to: Version,
    words: Words,
    pub(super) drafts: Drafts,
}

/// Who speaks.
enum Words {
    /// The converter, in whose words the first reason is compared.
    Converter,
    /// We do, and name the version that each field needs.
    Ours,
}

impl Reasons {
    /// None yet, and then the converter's.
    pub(crate) const fn of_converter(to: Version) -> Self {
        Self { to, words: Words::Converter, drafts: Drafts::new(to) }
    }

    /// None yet, and then in our words.
    pub(crate) const fn ours(to: Version) -> Self {
        Self { to, words: Words::Ours, drafts: Drafts::new(to) }
    }

    /// A field that `since` introduced, of which the converter says `message`.
    pub(crate) fn newer(&mut self, at: &At<'_>, since: Version, message: impl Into<Cow<'static, str>>) {
        match self.words {
            Words::Converter => self.add(at, message),
            Words::Ours => self.needs(at, FIELD, since),
        }
    }

    /// Something that `since` introduced, in our words.
    pub(crate) fn needs(&mut self, at: &At<'_>, what: &str, since: Version) {
        self.add(at, needs(self.to, what, since));
    }

    /// A reason that no version mends, or that only the converter has.
    pub(crate) fn add(&mut self, at: &At<'_>, message: impl Into<Cow<'static, str>>) {
        self.drafts.say(&rule::NOT_EXPRESSIBLE, at, message);
    }

    /// What is worth knowing, if nothing refuses.
    ///
    /// # Errors
    /// [`Refused`] with every reason.
    pub(crate) fn verdict(self) -> Result<Report, Refused> {
        match Refused::of(config::unplaced(self.drafts)) {
            Ok(refused) => Err(refused),
            Err(report) => Ok(report),
        }
    }
}

/// What is said of most: a field.
pub(crate) const FIELD: &str = "the field";

/// That `to` lacks what `since` introduced.
pub(crate) fn needs(to: Version, what: &str, since: Version) -> String {
    format!("{to} cannot say this: {what} needs spec {since}")
}

/// The answer of the second if both have one; the reasons of the first stand before those of the
/// second.
///
/// # Errors
/// [`Refused`] with the reasons of both.
pub(crate) fn both<A, B>(first: Result<A, Refused>, second: Result<B, Refused>) -> Result<B, Refused> {
    match (first, second) {
        (Ok(_), second) => second,
        (Err(first), Ok(_)) => Err(first),
        (Err(first), Err(second)) => Err(first.beside(second)),
    }
}
