//! The kubelet's configuration that nodes of a pool have before anybody asks for more.

use super::fields::known;
use super::read::read;
use super::value::{Object, Value};
use crate::generate::context::{Context, KUBELET_CONF, Stop};
use crate::generate::{BaseFault, Refusal, Tls, base_role};
use crate::goyaml;
use crate::role::WORKER;
use alloc::borrow::ToOwned as _;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;

/// How often workers say that they are alive, in seconds, by the name of the profile.
const PROFILES: [(&str, i64); 3] =
    [("Default", 10), ("MediumUpdateAverageReaction", 20), ("LowUpdateSlowReaction", 60)];

const SECOND: i64 = 1_000_000_000;

/// Nearly all files are shorter.
const ROOM: usize = 4096;

/// The configurations of roles, each read once.
#[derive(Debug)]
pub(in crate::generate) struct Originals<'c, 'a> {
    context: &'c Context<'a>,
    read: BTreeMap<&'static str, Result<Config, Stop>>,
}

impl<'c, 'a> Originals<'c, 'a> {
    pub(in crate::generate) const fn new(context: &'c Context<'a>) -> Self {
        Self { context, read: BTreeMap::new() }
    }

    /// The base file of a pool's nodes, with every known feature gate.
    pub(in crate::generate) fn of(&mut self, pool: &str) -> Result<Config, Stop> {
        self.read.entry(base_role(pool)).or_insert_with(|| original(self.context, pool)).clone()
    }
}

fn original(context: &Context<'_>, pool: &str) -> Result<Config, Stop> {
    let text = context.bases.file(pool, KUBELET_CONF).map_err(|fault| match fault {
        BaseFault::Unknown if context.bases.is_complete() => Stop::saying(
            "could not generate the original Kubelet config ignition: could not generate old kubelet config",
        ),
        BaseFault::Unknown => Stop::NoBase,
        BaseFault::Refused(why) => {
            Stop::saying(format!("could not generate the original Kubelet config ignition: {why}"))
        }
    })?;
    let read = read(text.as_bytes());
    let mut config = read.map_err(|why| Stop::saying(format!("could not deserialize the Kubelet source: {why}")))?;
    let mut gates = match config.get(known!("featureGates")) {
        Some(Value::Map(gates)) => gates.clone(),
        _ => BTreeMap::new(),
    };
    gates.extend(context.feature_gates.iter().map(|(name, on)| (name.clone(), Value::Bool(*on))));
    config.set(known!("featureGates"), Value::Map(gates));
    Ok(Config(config))
}

/// A kubelet's configuration.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::generate) struct Config(pub(super) Object);

impl Config {
    /// Sets how often nodes say that they are alive, if the pool is that of workers.
    ///
    /// # Errors
    /// [`Refusal`] for a profile that nobody knows.
    pub(in crate::generate) fn set_latency(&mut self, context: &Context<'_>, pool: &str) -> Result<(), Refusal> {
        if let Some(seconds) = latency(context, pool)? {
            self.0.set(known!("nodeStatusUpdateFrequency"), Value::Duration(seconds * SECOND));
        }
        Ok(())
    }

    /// The same where nobody minds a profile that is not known: it changes nothing.
    pub(in crate::generate) fn set_known_latency(&mut self, context: &Context<'_>, pool: &str) {
        if let Ok(Some(seconds)) = latency(context, pool) {
            self.0.set(known!("nodeStatusUpdateFrequency"), Value::Duration(seconds * SECOND));
        }
    }

    /// Sets what TLS is spoken; what the profile does not say is taken away.
    pub(super) fn set_tls(&mut self, tls: &Tls) {
        self.0.set(known!("tlsMinVersion"), Value::Text(tls.min_version.clone()));
        self.0.set(known!("tlsCipherSuites"), Value::List(tls.ciphers.iter().cloned().map(Value::Text).collect()));
    }

    /// Whether another configuration has the same feature gates. One without any differs from one that says nothing of
    /// them.
    pub(super) fn has_gates_of(&self, other: &Object) -> bool {
        self.0.get(known!("featureGates")) == other.get(known!("featureGates"))
    }

    /// Whether there are no feature gates.
    pub(super) fn has_no_gates(&self) -> bool {
        self.0.get(known!("featureGates")).is_none_or(Value::is_zero)
    }

    /// The file.
    ///
    /// # Errors
    /// [`Refusal`], if some text cannot be written as the reference writes it.
    pub(in crate::generate) fn text(mut self) -> Result<String, Refusal> {
        self.0.set(known!("kind"), Value::Text("KubeletConfiguration".to_owned()));
        self.0.set(known!("apiVersion"), Value::Text("kubelet.config.k8s.io/v1beta1".to_owned()));
        goyaml::marshal_into(&self.0, ROOM).map_err(|error| Refusal::new(format!("{error}")))
    }
}

/// How often the nodes of a pool say that they are alive, in seconds; nothing if nothing is asked for.
fn latency(context: &Context<'_>, pool: &str) -> Result<Option<i64>, Refusal> {
    let Some(node) = context.node.filter(|_| pool == WORKER) else { return Ok(None) };
    let profile = &*node.spec.worker_latency_profile;
    if profile.is_empty() {
        return Ok(None);
    }
    let known = PROFILES.into_iter().find(|(name, _)| *name == profile);
    known.map(|(_, seconds)| Some(seconds)).ok_or_else(|| {
        Refusal::new(format!(
            "unknown worker latency profile type found {profile}, failed to update the original kubelet configuration"
        ))
    })
}
