//! The JSON Schema (2020-12) of a MachineConfig manifest, for editors to complete and check with.
//!
//! ```
//! let schema = garboard_core::schema::machine_config();
//! assert_eq!(schema["properties"]["kind"]["const"], "MachineConfig");
//! ```

use crate::check::{EXTENSIONS, GROUP, KERNELS, RENDERED, SPEC, Shape};
use crate::role::ROLE;
use alloc::{format, vec::Vec};
use garboard_ignition::Version;
use garboard_ignition::schema::{DIALECT, part};
use serde_json::{Map, Value, json};

/// The schema of a MachineConfig with a config of any 3.x version that a cluster renders.
#[must_use]
pub fn machine_config() -> Value {
    let versions: Vec<_> = Version::ALL.into_iter().filter(|version| *version <= RENDERED).collect();
    let parts = versions.iter().map(|version| (version.as_str().into(), config_at(*version)));
    let spec: Map<_, _> = SPEC.iter().map(|it| (it.name.into(), field(it.name, it.holds, &versions))).collect();
    json!({
        "$schema": DIALECT,
        "$id": "urn:garboard:schema:machineconfig",
        "title": "MachineConfig",
        "description": "What the machines of a pool are to be: files, units, kernel arguments, extensions. All \
            MachineConfigs that a pool selects are rendered into one, in the order of their names.",
        "type": "object",
        "required": ["apiVersion", "kind", "metadata"],
        "properties": {
            "apiVersion": { "const": format!("{GROUP}/v1") },
            "kind": { "const": "MachineConfig" },
            "metadata": metadata(),
            "spec": {
                "description": "What this MachineConfig asks for.",
                "type": ["object", "null"],
                "properties": spec,
                "additionalProperties": false,
            },
        },
        "additionalProperties": false,
        "$defs": parts.collect::<Map<_, _>>(),
    })
}

fn metadata() -> Value {
    json!({
        "description": "How the object is called, and what selects it.",
        "type": "object",
        "anyOf": [{ "required": ["name"] }, { "required": ["generateName"] }],
        "properties": {
            "name": {
                "description": "The order of names is the order of merging: later ones win. By custom two digits, \
                    the pool and the subject: 50-worker-sysctl.",
                "type": "string",
                "maxLength": 253,
                "pattern": r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$",
            },
            "labels": {
                "description": "Pools select by labels.",
                "type": ["object", "null"],
                "properties": {
                    ROLE: {
                        "description": "The pool that this is for: worker, master or a custom one. Without this label \
                            no pool selects the MachineConfig by default.",
                        "type": "string",
                        "examples": ["worker", "master"],
                    },
                },
                "additionalProperties": { "type": ["string", "null"] },
            },
            "annotations": {
                "type": ["object", "null"],
                "additionalProperties": { "type": ["string", "null"] },
            },
        },
    })
}

/// A field of `spec`.
fn field(name: &str, holds: Shape, versions: &[Version]) -> Value {
    let mut field = match holds {
        Shape::Bool => json!({ "type": "boolean" }),
        Shape::List(_) => json!({ "type": "array", "items": { "type": "string" } }),
        Shape::Open => config(versions),
        _ => json!({ "type": "string" }),
    };
    field["description"] = about(name).into();
    match name {
        "extensions" => field["items"]["enum"] = EXTENSIONS.into(),
        "fips" => field["default"] = false.into(),
        // The one list that the API server takes as null: controllers write it so.
        "kernelArguments" => field["type"] = json!(["array", "null"]),
        "kernelType" => {
            // What says nothing comes last where words are offered.
            let mut kernels = KERNELS.to_vec();
            kernels.sort_by_key(|kernel| kernel.is_empty());
            field["enum"] = kernels.into();
            field["default"] = "default".into();
        }
        _ => {}
    }
    field
}

fn about(name: &str) -> &'static str {
    match name {
        "baseOSExtensionsContainerImage" => {
            "The image that extensions are installed from, beside an osImageURL of one's own."
        }
        "config" => {
            "The Ignition config, of a spec version from 3.0.0 to 3.5.0. Machines that run already take over files, \
             units and what belongs to the user core; the rest is for a first boot. Clusters read configs of 2.0.0 to \
             2.2.0 too, which are not described here."
        }
        "extensions" => "Sets of packages to install besides the image.",
        "fips" => "True: FIPS mode. It is set when a cluster is installed; nodes refuse to change it.",
        "kernelArguments" => {
            "Arguments for the kernel, each as one string, such as mitigations=off. Those of all MachineConfigs of a \
             pool add up. Nodes look here, not at kernelArguments in config."
        }
        "kernelType" => "The kernel to boot: default, realtime, or 64k-pages on aarch64.",
        "osImageURL" => "The OS image to boot instead of the release's own, best named by its digest.",
        _ => "",
    }
}

/// A config, whose version says what the rest of it may be.
///
/// Not `oneOf`, so that a mistake is told once, at its place, and not as a misfit to every version.
fn config(versions: &[Version]) -> Value {
    let chosen = versions.iter().map(|version| {
        let ignition = json!({
            "type": "object",
            "required": ["version"],
            "properties": { "version": { "const": version.as_str() } },
        });
        json!({
            "if": { "type": "object", "required": ["ignition"], "properties": { "ignition": ignition } },
            "then": { "$ref": place(*version) },
        })
    });
    let names: Vec<_> = versions.iter().map(|version| version.as_str()).collect();
    json!({
        "type": ["object", "null"],
        "required": ["ignition"],
        "properties": {
            "ignition": {
                "description": "About the config itself: its version first.",
                "type": "object",
                "required": ["version"],
                "properties": {
                    "version": {
                        "description": "The version of the spec that the config is written in, as a string.",
                        "enum": names,
                        "default": RENDERED.as_str(),
                    },
                },
            },
        },
        "allOf": chosen.collect::<Vec<_>>(),
    })
}

fn place(version: Version) -> alloc::string::String {
    format!("#/$defs/{version}")
}

/// The schema of a config as the render controller takes it, which is stricter about files.
fn config_at(version: Version) -> Value {
    let mut config = part(version, &place(version));
    config["$defs"]["File"]["properties"]["mode"]["maximum"] = 0o777.into();
    config
}

#[cfg(test)]
mod tests {
    use super::{SPEC, about, machine_config};

    #[test]
    fn every_field_is_described() {
        for field in SPEC {
            assert_ne!(about(field.name), "", "{}", field.name);
        }
    }

    #[test]
    fn a_file_has_no_special_bits() {
        let schema = machine_config();
        let records = &schema["$defs"]["3.5.0"]["$defs"];
        assert_eq!(records["File"]["properties"]["mode"]["maximum"], 511);
        assert_eq!(records["Directory"]["properties"]["mode"]["maximum"], 4095);
    }
}
