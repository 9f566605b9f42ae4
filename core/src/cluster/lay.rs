//! Objects laid over others, as `kubectl apply` would.

use super::Placed;
use crate::api::{
    ClusterImagePolicy, ContainerRuntimeConfig, ControllerConfig, Image, ImageContentSourcePolicy,
    ImageDigestMirrorSet, ImagePolicy, ImageTagMirrorSet, KubeletConfig, MachineConfigNode, MachineConfigPool,
    MachineConfiguration, MachineOSBuild, MachineOSConfig, OSImageStream, ObjectMeta,
};
use alloc::borrow::ToOwned as _;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;

/// An object of the API that can be told from others of its kind.
pub(crate) trait Named: Clone {
    fn metadata(&self) -> &ObjectMeta;
    fn metadata_mut(&mut self) -> &mut ObjectMeta;

    /// Its name, and its namespace if its kind has them.
    fn name(&self) -> Name<'_> {
        (&self.metadata().name, "")
    }
}

pub(crate) type Name<'o> = (&'o str, &'o str);

/// Kinds with their metadata where every kind has them; those in namespaces say so.
macro_rules! named {
    ($($kind:ident $($namespaced:ident)?),* $(,)?) => {
        $(impl Named for $kind {
            fn metadata(&self) -> &ObjectMeta {
                &self.metadata
            }

            fn metadata_mut(&mut self) -> &mut ObjectMeta {
                &mut self.metadata
            }

            $(fn name(&self) -> Name<'_> {
                (&self.metadata.name, &self.metadata.$namespaced)
            })?
        })*
    };
}

named!(
    ClusterImagePolicy,
    ContainerRuntimeConfig,
    ControllerConfig,
    Image,
    ImageContentSourcePolicy,
    ImageDigestMirrorSet,
    ImagePolicy namespace,
    ImageTagMirrorSet,
    KubeletConfig,
    MachineConfigNode,
    MachineConfigPool,
    MachineConfiguration,
    MachineOSBuild,
    MachineOSConfig,
    OSImageStream,
);

/// Objects take the place of those of their name, and `keep` some of what these have.
pub(crate) fn lay<T: Named>(own: &mut Vec<Placed<T>>, base: &[Placed<T>], keep: fn(&mut ObjectMeta, &ObjectMeta)) {
    fn owned((name, namespace): Name<'_>) -> (String, String) {
        (name.to_owned(), namespace.to_owned())
    }
    let known: BTreeMap<_, _> = own.iter().map(|it| owned(it.object.name())).zip(0..).collect();
    let mut stay = Vec::new();
    for old in base {
        match known.get(&owned(old.object.name())) {
            Some(index) => keep(own[*index as usize].object.metadata_mut(), old.object.metadata()),
            None => stay.push(old.clone()),
        }
    }
    own.splice(..0, stay);
}

/// Nothing is kept.
pub(super) const fn nothing(_: &mut ObjectMeta, _: &ObjectMeta) {}

/// What a server notes on an object stays noted: files say nothing of it, and what is applied takes none of it away.
pub(crate) fn noted(own: &mut ObjectMeta, theirs: &ObjectMeta) {
    for (key, value) in theirs.annotations.iter().flatten() {
        own.annotations.get_or_insert_default().entry(key.clone()).or_insert_with(|| value.clone());
    }
    own.uid.clone_from(&theirs.uid);
    own.creation_timestamp.clone_from(&theirs.creation_timestamp);
    own.finalizers.clone_from(&theirs.finalizers);
    own.generation = theirs.generation.saturating_add(1);
}

/// The names of objects of which `base` has none, or one that is not the `same`.
pub(crate) fn changed<'o, T: Named>(
    own: &'o [Placed<T>],
    base: &[Placed<T>],
    same: fn(&T, &T) -> bool,
) -> BTreeSet<Name<'o>> {
    let known: BTreeMap<_, _> = base.iter().map(|it| (it.object.name(), &it.object)).collect();
    let differs = |object: &&T| known.get(&object.name()).is_none_or(|theirs| !same(object, theirs));
    own.iter().map(|it| &it.object).filter(differs).map(Named::name).collect()
}
