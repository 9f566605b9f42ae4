//! How the MachineConfigs are called that controllers write.
//!
//! `<prefix>-<pool>-generated-<what>`, and where several objects of a kind are for one pool a suffix: the number that an
//! object got when it was first seen, and which is noted on it. The greatest number wins, since it is merged last.
//!
//! ```
//! use garboard_core::api::{KubeletConfig, MachineConfigPool};
//! use garboard_core::generate::{Existing, managed::{self, Claim, Purpose}};
//! use serde_json::json;
//!
//! let mut pool = MachineConfigPool::new("worker");
//! pool.metadata.labels = Some([("size".into(), "large".into())].into());
//! let config = |name: &str, suffix| -> KubeletConfig {
//!     serde_json::from_value(json!({
//!         "metadata": { "name": name, "annotations": suffix },
//!         "spec": { "machineConfigPoolSelector": { "matchLabels": { "size": "large" } } },
//!     })).expect("a KubeletConfig")
//! };
//! let configs = [config("old", json!({ managed::SUFFIX: "4" })), config("new", json!(null))];
//! let claims: Vec<_> = configs.iter().map(Claim::from).collect();
//! let name = managed::name_for(claims[1], &claims, Purpose::Kubelet, &pool.metadata, &mut Existing::default())?;
//! assert_eq!(name, "99-worker-generated-kubelet-5");
//! # Ok::<(), garboard_core::generate::Refusal>(())
//! ```

use super::{Existing, Refusal, component};
use crate::api::{ContainerRuntimeConfig, KubeletConfig, LabelSelector, ObjectMeta};
use crate::selector::Selector;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use garboard_ignition::go::quote;

/// The annotation of an object with the suffix of its MachineConfigs.
pub const SUFFIX: &str = "machineconfiguration.openshift.io/mc-name-suffix";

/// The greatest suffix there is.
const LAST: i64 = 9;

/// What a MachineConfig is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// How nodes are set up: `nodes.config.openshift.io`.
    NodeConfig,
    /// The feature gates of a cluster.
    FeatureGate,
    /// KubeletConfigs.
    Kubelet,
    /// ContainerRuntimeConfigs.
    ContainerRuntime,
    /// Registries and what is known of images.
    Registries,
}

/// What stands in their names before what they are made of.
const GENERATED: &str = "generated-";

impl Purpose {
    /// What names begin with, and what they end with before a suffix.
    const fn ends(self) -> (&'static str, &'static str) {
        match self {
            Self::NodeConfig => ("97", "kubelet"),
            Self::FeatureGate => ("98", "kubelet"),
            Self::Kubelet => ("99", "kubelet"),
            Self::ContainerRuntime => ("99", "containerruntime"),
            Self::Registries => ("99", "registries"),
        }
    }

    /// What it is made of, in a sentence.
    pub(super) const fn subject(self) -> &'static str {
        match self {
            Self::NodeConfig => "the set-up of nodes",
            Self::FeatureGate => "the feature gates",
            Self::Kubelet => "KubeletConfigs",
            Self::ContainerRuntime => "ContainerRuntimeConfigs",
            Self::Registries => "the objects about registries",
        }
    }

    /// The name for a pool, without a suffix.
    #[must_use]
    pub fn plain(self, pool: &str) -> String {
        let (prefix, what) = self.ends();
        [prefix, "-", pool, "-generated-", what].concat()
    }

    /// The name that clusters once used.
    #[must_use]
    pub fn deprecated(self, pool: &ObjectMeta) -> String {
        let (prefix, what) = self.ends();
        [prefix, "-", &pool.name, "-", &pool.uid, "-", what].concat()
    }

    /// Whether a name is one of those that the purpose has, of whatever pool.
    pub(crate) fn made(self, name: &str) -> bool {
        let (prefix, what) = self.ends();
        name.starts_with(prefix)
            && name.match_indices(GENERATED).any(|(at, _)| name[at + GENERATED.len()..].starts_with(what))
    }

    fn full(self) -> Refusal {
        let what = if self == Self::ContainerRuntime { "ctrcfgs" } else { "kubelet config" };
        let rest = if self == Self::ContainerRuntime { "ctrcfgs" } else { "kubelet configs" };
        Refusal::new(format!(
            "max number of supported {what} (10) has been reached. Please delete old {rest} before retrying"
        ))
    }
}

/// An object that wants a MachineConfig of its own in each pool that it selects.
#[derive(Clone, Copy, Debug)]
pub struct Claim<'a> {
    /// What is known of the object.
    pub metadata: &'a ObjectMeta,
    /// The pools that it is for.
    pub selector: Option<&'a LabelSelector>,
}

impl<'a> From<&'a KubeletConfig> for Claim<'a> {
    fn from(config: &'a KubeletConfig) -> Self {
        Self {
            metadata: &config.metadata,
            selector: config.spec.machine_config_pool_selector.as_ref(),
        }
    }
}

impl<'a> From<&'a ContainerRuntimeConfig> for Claim<'a> {
    fn from(config: &'a ContainerRuntimeConfig) -> Self {
        Self {
            metadata: &config.metadata,
            selector: config.spec.machine_config_pool_selector.as_ref(),
        }
    }
}

impl Claim<'_> {
    /// Whether it is for a pool. A selector that is missing or empty selects none.
    ///
    /// # Errors
    /// [`Refusal`], if the selector is none.
    pub fn is_for(&self, pool: &ObjectMeta) -> Result<bool, Refusal> {
        Ok(chooser(self.selector)?.is_some_and(|selector| selector.matches(pool.labels.as_ref())))
    }
}

/// What chooses the pools that an object is for; nothing if it is for none.
pub(super) fn chooser(selector: Option<&LabelSelector>) -> Result<Option<Selector>, Refusal> {
    let selector =
        Selector::new(selector).map_err(|bad| Refusal::new(format!("invalid label selector: {}", bad.kubernetes)))?;
    Ok(Some(selector).filter(|selector| !selector.is_everything()))
}

/// The name for a pool of what only one object can ask for. A MachineConfig of the deprecated name gets the new one.
pub fn name(purpose: Purpose, pool: &ObjectMeta, existing: &mut Existing) -> String {
    let name = purpose.plain(&pool.name);
    if existing.get(&name).is_none()
        && let Some(old) = existing.remove(&purpose.deprecated(pool))
    {
        let mut moved = component::empty(&name, &pool.name);
        moved.spec.config = old.spec.config;
        existing.insert(moved);
    }
    name
}

/// The name for a pool of what `config` asks for, where `all` are the objects of its kind, itself included if it is among
/// them.
///
/// # Errors
/// [`Refusal`], if the selector of any is none, if the suffix of one is no number, or if there are too many.
pub fn name_for(
    config: Claim<'_>,
    all: &[Claim<'_>],
    purpose: Purpose,
    pool: &ObjectMeta,
    existing: &mut Existing,
) -> Result<String, Refusal> {
    let mut rivals = Vec::new();
    for claim in all {
        if claim.is_for(pool)? {
            rivals.push(claim.metadata);
        }
    }
    if all.is_empty() {
        return Ok(name(purpose, pool, existing));
    }
    name_among(config.metadata, &rivals, purpose, pool, existing)
}

/// The same, where `rivals` are those of all objects that are for the pool.
pub(super) fn name_among(
    config: &ObjectMeta,
    rivals: &[&ObjectMeta],
    purpose: Purpose,
    pool: &ObjectMeta,
    existing: &mut Existing,
) -> Result<String, Refusal> {
    let own = rivals.iter().find(|rival| rival.name == config.name);
    let plain = purpose.plain(&pool.name);
    match own.and_then(|own| own.annotation(SUFFIX)) {
        Some("") => return Ok(name(purpose, pool, existing)),
        Some(suffix) => return Ok(format!("{plain}-{suffix}")),
        None if rivals.len() == 1 => return Ok(name(purpose, pool, existing)),
        None => {}
    }
    if let Some(name) = former(config, rivals, &plain, existing) {
        return Ok(name);
    }
    match greatest(rivals)?.saturating_add(1) {
        next if next <= LAST => Ok(format!("{plain}-{next}")),
        _ => Err(purpose.full()),
    }
}

/// The name that an older object had before suffixes were noted: it holds on to its MachineConfig by a finalizer.
fn former(config: &ObjectMeta, rivals: &[&ObjectMeta], plain: &str, existing: &Existing) -> Option<String> {
    let later = |rival: &&ObjectMeta| rival.creation_timestamp > config.creation_timestamp;
    if !rivals.iter().any(later) {
        return None;
    }
    let number = |name: &String| {
        let number = if name == plain { Some(0) } else { last_number(name) };
        number.filter(|_| name.starts_with(plain) && existing.get(name).is_some())
    };
    let numbered = config.finalizers.iter().filter_map(|name| Some((number(name)?, name)));
    // Of equal numbers the first counts.
    let best = numbered.reduce(|best, it| if it.0 > best.0 { it } else { best });
    best.map(|(_, name)| name.clone())
}

/// The greatest suffix that is noted on any; those that are none or empty count as 0.
fn greatest(rivals: &[&ObjectMeta]) -> Result<i64, Refusal> {
    let suffixes = rivals.iter().filter_map(|rival| rival.annotation(SUFFIX)).filter(|suffix| !suffix.is_empty());
    suffixes.map(number).try_fold(0, |most, number| Ok(most.max(number?)))
}

fn number(suffix: &str) -> Result<i64, Refusal> {
    suffix.parse().map_err(|_| {
        let digits = suffix.strip_prefix(['-', '+']).unwrap_or(suffix);
        let whole = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let why = if whole { "value out of range" } else { "invalid syntax" };
        Refusal::new(format!(
            "error converting {suffix} to int: strconv.Atoi: parsing {}: {why}",
            quote::double(suffix)
        ))
    })
}

/// The number behind the last dash of a name.
fn last_number(name: &str) -> Option<i64> {
    name.rsplit('-').next()?.parse().ok()
}

/// What is noted on an object whose MachineConfig is called so.
#[must_use]
pub fn suffix_of(name: &str) -> &str {
    last_number(name).and_then(|_| name.rsplit('-').next()).unwrap_or_default()
}
