//! Certificates, and when they end.

use crate::fleet::Timestamp;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_core::api::{CertExpiry, ControllerCertificate};
use serde::Serialize;

const DAY: i64 = 24 * 60 * 60;
/// A certificate that ends within so many days ends soon.
const SOON: i64 = 30;

/// A certificate that nodes are given, and when it ends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Certificate {
    /// When it ends; none if the dump does not say.
    pub ends: Option<Timestamp>,
    /// Whose it is.
    pub subject: String,
    /// The bundle that it is in.
    pub bundle: String,
    /// From when it holds, if the dump says.
    pub begins: Option<Timestamp>,
    /// In how many whole days it ends, negative if it has; only where the time is known.
    pub days_left: Option<i64>,
    /// For how many whole days it has held; only where the time is known.
    pub age_days: Option<i64>,
    /// How that is to be taken; only where the time is known.
    pub term: Option<Term>,
}

/// How long a certificate still holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Term {
    /// It does not any more.
    Ended,
    /// For less than thirty days.
    EndsSoon,
    /// For longer.
    Holds,
}

impl Certificate {
    fn new(subject: &str, bundle: &str, (from, to): (Option<&str>, Option<&str>), now: Option<Timestamp>) -> Self {
        let [begins, ends] = [from, to].map(|time| time.and_then(Timestamp::parse));
        let days = |from: Timestamp, to: Timestamp| (to.seconds() - from.seconds()).div_euclid(DAY);
        let left = |now: Timestamp| Some(days(now, ends?));
        let days_left = now.and_then(left);
        Self {
            ends,
            subject: subject.into(),
            bundle: bundle.into(),
            begins,
            days_left,
            age_days: now.and_then(|now| Some(days(begins?, now))),
            term: days_left.map(|left| match left {
                ..0 => Term::Ended,
                0..SOON => Term::EndsSoon,
                _ => Term::Holds,
            }),
        }
    }

    /// Those that a ControllerConfig has, each once, those that end first first.
    pub(super) fn of_cluster(all: &[ControllerCertificate], now: Option<Timestamp>) -> Vec<Self> {
        let of = |it: &ControllerCertificate| {
            Self::new(&it.subject, &it.bundle_file, (it.not_before.as_deref(), it.not_after.as_deref()), now)
        };
        sorted(all.iter().map(of).collect())
    }

    /// Those that the status of a pool has.
    pub(super) fn of_pool(all: &[CertExpiry], now: Option<Timestamp>) -> Vec<Self> {
        let of = |it: &CertExpiry| Self::new(&it.subject, &it.bundle, (None, it.expiry.as_deref()), now);
        sorted(all.iter().map(of).collect())
    }
}

/// Those of which the end is not known come last.
fn sorted(all: BTreeSet<Certificate>) -> Vec<Certificate> {
    let (known, unknown): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| it.ends.is_some());
    known.into_iter().chain(unknown).collect()
}
