//! The files that a ContainerRuntimeConfig makes.

use super::check::Sizes;
use super::storage::Storage;
use crate::api::{AdditionalStore, ContainerRuntimeConfiguration};
use crate::generate::Refusal;
use crate::generate::component::File;
use crate::generate::toml::Writer;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// The files, and why `storage.conf` is not among them though it should be.
pub(super) struct Files {
    pub(super) files: Vec<File>,
    /// Absent where nothing is asked of `storage.conf`.
    pub(super) storage: Option<Result<(), Refusal>>,
}

/// What is asked for, and whether stores count: the feature gate `AdditionalStorageConfig`.
pub(super) fn files(config: &ContainerRuntimeConfiguration, sizes: &Sizes, stores: bool, base: &str) -> Files {
    let storage = storage(config, sizes, stores, base).transpose();
    let mut files = Vec::new();
    let storage = storage.map(|made| made.map(|text| files.push(File::new(super::base::STORAGE, text))));
    files.extend(drop_ins(config, sizes, stores));
    Files { files, storage }
}

/// `storage.conf`, where anything is asked of it.
fn storage(
    config: &ContainerRuntimeConfiguration,
    sizes: &Sizes,
    stores: bool,
    base: &str,
) -> Result<Option<String>, Refusal> {
    let size = sizes.overlay.as_ref().filter(|size| !size.is_zero());
    let (layers, images) = (&config.additional_layer_stores, &config.additional_image_stores);
    if size.is_none() && !(stores && !(layers.is_empty() && images.is_empty())) {
        return Ok(None);
    }
    let mut storage = Storage::read(base).map_err(|bad| {
        Refusal::new(format!(
            "could not update container runtime config with new changes: error decoding crio config: toml: {bad}"
        ))
    })?;
    if let Some(size) = size.filter(|size| size.value() != 0) {
        storage.set_size(size.text());
    }
    if stores && !layers.is_empty() {
        let by_reference = |path: String| if path.ends_with(":ref") { path } else { path + ":ref" };
        storage.set_layer_stores(paths(layers).into_iter().map(by_reference).collect());
    }
    if stores && !images.is_empty() {
        storage.set_image_stores(paths(images));
    }
    Ok(Some(storage.write()))
}

/// One file for each setting of CRI-O.
fn drop_ins(config: &ContainerRuntimeConfiguration, sizes: &Sizes, stores: bool) -> Vec<File> {
    let mut files = Vec::new();
    let mut file = |name: &str, set: &dyn Fn(&mut Writer)| {
        let mut toml = Writer::default();
        toml.table(&["crio"]);
        toml.table(&["crio", "runtime"]);
        set(&mut toml);
        files.push(File::new(&format!("/etc/crio/crio.conf.d/01-ctrcfg-{name}"), toml.finish()));
    };
    if !config.log_level.is_empty() {
        file("logLevel", &|toml| toml.text("log_level", &config.log_level));
    }
    if let Some(limit) = config.pids_limit {
        file("pidsLimit", &|toml| toml.number("pids_limit", limit));
    }
    if let Some(size) = sizes.log.as_ref().map(|size| size.value()).filter(|size| *size != 0) {
        file("logSizeMax", &|toml| toml.number("log_size_max", size));
    }
    if !config.default_runtime.is_empty() {
        file("defaultRuntime", &|toml| toml.text("default_runtime", &config.default_runtime));
    }
    if stores && !config.additional_artifact_stores.is_empty() {
        let paths = paths(&config.additional_artifact_stores);
        file("additionalArtifactStores", &|toml| toml.texts("additional_artifact_stores", &paths));
    }
    files
}

fn paths(stores: &[AdditionalStore]) -> Vec<String> {
    stores.iter().map(|store| store.path.clone()).collect()
}
