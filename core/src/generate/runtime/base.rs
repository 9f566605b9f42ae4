//! The base files of container runtimes, of which the controller takes all or none.

use crate::generate::{BaseFault, Bases, Refusal};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// How images are stored.
pub(crate) const STORAGE: &str = "/etc/containers/storage.conf";
/// Which registries there are.
pub(crate) const REGISTRIES: &str = "/etc/containers/registries.conf";
/// What is asked of images.
pub(crate) const POLICY: &str = "/etc/containers/policy.json";

/// The files with what the controller calls them.
const FILES: [(&str, &str); 3] =
    [(STORAGE, "Storage Config"), (REGISTRIES, "Registries Config"), (POLICY, "Policy JSON")];

/// The base files of a pool.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RuntimeBase<'b> {
    pub(crate) storage: &'b str,
    pub(crate) registries: &'b str,
    pub(crate) policy: &'b str,
}

/// Why there are no base files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NoBase {
    /// In the words of the controller.
    pub(crate) refusal: Refusal,
    /// Those that nobody knows.
    pub(crate) unknown: Vec<&'static str>,
}

impl<'b> RuntimeBase<'b> {
    pub(crate) fn of(bases: &'b Bases, pool: &str) -> Result<Self, NoBase> {
        let mut unknown = Vec::new();
        let mut file = |path| match bases.file(pool, path) {
            Ok(text) => Ok(text),
            Err(BaseFault::Unknown) => {
                unknown.push(path);
                Ok("")
            }
            Err(BaseFault::Refused(why)) => Err(why),
        };
        let files = (|| Ok((file(STORAGE)?, file(REGISTRIES)?, file(POLICY)?)))();
        match files {
            Err(why) => Err(NoBase { refusal: failed(&why), unknown: Vec::new() }),
            Ok(_) if !unknown.is_empty() => {
                let refusal = missing(&unknown);
                // Where all files are known, the controller has none either.
                let unknown = if bases.is_complete() { Vec::new() } else { unknown };
                Err(NoBase { refusal, unknown })
            }
            Ok((storage, registries, policy)) => Ok(Self { storage, registries, policy }),
        }
    }
}

/// That making the files fails, as this controller says it.
fn failed(why: &Refusal) -> Refusal {
    const OTHERS: &str = "GenerateMachineConfigsforRole failed with error: ";
    let why = why.as_str();
    Refusal::new(format!("generateMachineConfigsforRole failed with error {}", why.strip_prefix(OTHERS).unwrap_or(why)))
}

fn missing(unknown: &[&str]) -> Refusal {
    let faults =
        FILES.iter().filter(|(path, _)| unknown.contains(path)).map(|(_, what)| format!("could not find {what}"));
    let faults: Vec<String> = faults.collect();
    let faults = if let [one] = &*faults { one.clone() } else { format!("[{}]", faults.join(", ")) };
    Refusal::new(format!("could not generate old container runtime configs: {faults}"))
}
