//! Mirrors of sources, gathered from many objects.

use super::Refusal;
use super::order::merged;
use super::reference::{is_location, is_source};
use crate::api::{ImageContentSourcePolicy, ImageDigestMirrorSet, ImageMirrors, ImageTagMirrorSet};
use crate::cluster::Placed;
use crate::generate::stated::Blamed;
use crate::part::Stand;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::go::quote;

/// Mirrors that serve pulls by digest alone.
pub(crate) const DIGEST_ONLY: &str = "digest-only";
/// Mirrors that serve pulls by tag alone.
pub(crate) const TAG_ONLY: &str = "tag-only";

const NEVER: &str = "NeverContactSource";
const ALLOW: &str = "AllowContactingSource";

/// The mirrors that one object has for one source.
#[derive(Clone, Copy)]
pub(crate) struct MirrorSet<'o> {
    source: &'o str,
    mirrors: &'o [String],
    policy: &'o str,
    /// Where the object stands.
    stand: Stand,
}

/// The mirrors of all sources, for one kind of pulls.
#[derive(Default)]
pub(crate) struct MirrorSets<'o> {
    /// As the objects have them.
    given: Vec<MirrorSet<'o>>,
    /// By their sources.
    pub(crate) merged: BTreeMap<&'o str, Merged<'o>>,
}

/// The mirrors of one source.
pub(crate) struct Merged<'o> {
    /// In order.
    pub(crate) mirrors: Vec<&'o str>,
    /// Whether the source itself is not asked in the end.
    pub(crate) never_source: bool,
}

impl<'o> MirrorSets<'o> {
    /// For pulls by digest.
    pub(crate) fn by_digest(
        sets: &'o [Placed<ImageDigestMirrorSet>],
        policies: &'o [Placed<ImageContentSourcePolicy>],
    ) -> Self {
        let sets = sets.iter().flat_map(|set| all(&set.object.spec.image_digest_mirrors, set.stand));
        let policies = policies.iter().flat_map(|policy| {
            let all = policy.object.spec.repository_digest_mirrors.iter();
            all.map(|it| MirrorSet {
                source: &it.source,
                mirrors: &it.mirrors,
                policy: "",
                stand: policy.stand,
            })
        });
        Self::of(sets.chain(policies).collect())
    }

    /// For pulls by tag.
    pub(crate) fn by_tag(sets: &'o [Placed<ImageTagMirrorSet>]) -> Self {
        Self::of(sets.iter().flat_map(|set| all(&set.object.spec.image_tag_mirrors, set.stand)).collect())
    }

    fn of(given: Vec<MirrorSet<'o>>) -> Self {
        let mut lists: BTreeMap<&str, (Vec<Vec<&str>>, bool)> = BTreeMap::new();
        for set in &given {
            // A set without a mirror but the source says nothing, whatever its policy.
            if set.mirrors.iter().any(|mirror| mirror != set.source) {
                let (all, never) = lists.entry(set.source).or_default();
                all.push(set.mirrors.iter().map(String::as_str).collect());
                *never |= set.policy == NEVER;
            }
        }
        let merge = |(source, (lists, never_source)): (&'o str, (Vec<Vec<&'o str>>, bool))| {
            (source, Merged { mirrors: merged(source, &lists), never_source })
        };
        Self { merged: lists.into_iter().map(merge).collect(), given }
    }

    /// The sources that have mirrors, in order.
    pub(crate) fn sources(&self) -> impl Iterator<Item = &'o str> {
        self.merged.keys().copied()
    }
}

/// The mirrors that one object has.
fn all(mirrors: &[ImageMirrors], stand: Stand) -> impl Iterator<Item = MirrorSet<'_>> {
    mirrors.iter().map(move |it| MirrorSet {
        source: &it.source,
        mirrors: &it.mirrors,
        policy: &it.mirror_source_policy,
        stand,
    })
}

/// What the controllers refuse of mirrors: names that are none, and sources that are to be asked and not to be asked.
pub(crate) fn check(by_digest: &MirrorSets<'_>, by_tag: &MirrorSets<'_>) -> Result<(), Blamed> {
    let mut policies = BTreeMap::new();
    let mut sets = by_digest.given.iter().chain(&by_tag.given);
    sets.try_for_each(|set| check_set(set, &mut policies).map_err(|words| Blamed::on(Refusal::new(words), set.stand)))
}

fn check_set<'o>(set: &MirrorSet<'o>, policies: &mut BTreeMap<&'o str, &'o str>) -> Result<(), String> {
    let source = quote::double(set.source);
    if !is_source(set.source) {
        return Err(format!("invalid format for source {source}"));
    }
    let policy = if set.policy.is_empty() { ALLOW } else { set.policy };
    if *policies.entry(set.source).or_insert(policy) != policy {
        return Err(format!(
            "conflicting mirrorSourcePolicy is set for the same source {source} in imagedigestmirrorsets, \
            imagetagmirrorsets, or imagecontentsourcepolicies"
        ));
    }
    for mirror in set.mirrors {
        if !is_location(mirror) {
            return Err(format!("invalid format for mirror {}", quote::double(mirror)));
        }
        if policy == NEVER && mirror == set.source {
            return Err(format!(
                "cannot set mirrorSourcePolicy: NeverContactSource if the source {source} is one of the mirrors"
            ));
        }
    }
    Ok(())
}
