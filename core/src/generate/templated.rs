//! The MachineConfigs of a cluster that templates make.
//!
//! ```
//! use garboard_core::cluster::Cluster;
//! use garboard_ignition::document::SourceId;
//!
//! let mut cluster = Cluster::default();
//! cluster.read(SourceId(0), b"apiVersion: machineconfiguration.openshift.io/v1
//! kind: ControllerConfig
//! metadata: {name: machine-config-controller}
//! spec: {clusterDNSIP: 10.96.0.10, infra: {status: {platformStatus: {type: None}}}}
//! ");
//! let template = "path: /etc/dns\ncontents: {inline: '{{ clusterDNSIP }}'}\n";
//! cluster.add_template(SourceId(1), "worker/00-worker/_base/files/dns.j2", template.into());
//! assert!(cluster.complete().is_empty());
//! assert_eq!(cluster.parts[0].name, "00-worker");
//! ```

use super::template::{self, Fault, Known};
use crate::cluster::Cluster;
use crate::part::{Part, Stand, Templates};
use crate::render::one_build;
use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use garboard_ignition::document::SourceId;
use garboard_ignition::report::{Entry, Report};

impl Cluster {
    /// Adds a template of MachineConfigs, by its path below the directory of templates. [`complete`](Self::complete) makes
    /// MachineConfigs of them.
    pub fn add_template(&mut self, source: SourceId, path: &str, text: String) {
        self.template_stands.insert(path.to_owned(), Stand::of_template(source, &text));
        self.templates.insert(path.to_owned(), text);
    }

    /// Adds the MachineConfigs that templates make, where the cluster has none of their name.
    pub(crate) fn add_templated(&mut self) -> Report {
        let mut report = Report::new();
        if self.templates.is_empty() {
            return report;
        }
        let known = Known::of(self.controller_configs.first().map(|placed| &placed.object), &self.surroundings);
        let inputs = known.inputs(one_build(&self.parts));
        let roles = template::roles(&self.templates, &inputs).into_iter();
        let made: Vec<_> = roles.map(|role| (role, template::made(&self.templates, &inputs, role))).collect();
        if made.is_empty() {
            let why =
                "there is no directory of a role: write templates as worker/<MachineConfig>/<variant>/files/<name>";
            report.add(self.refused("master and worker", &Fault { template: None, why: why.into() }));
        }
        for (role, made) in made {
            match made {
                Ok(made) => made.into_iter().for_each(|made| self.add_made(made)),
                Err(fault) => report.add(self.refused(role, &fault)),
            }
        }
        report
    }

    fn add_made(&mut self, made: template::Made) {
        if self.parts.iter().any(|part| part.name == made.config.metadata.name) {
            return;
        }
        let stands: Vec<_> =
            made.of.templates.iter().map(|path| self.template_stands.get(path).copied().unwrap_or_default()).collect();
        let mut part = Part::made(made.config.clone(), stands.first().copied().unwrap_or_default());
        part.made_of = Some(Arc::new(Templates { of: made.of, stands }));
        self.parts.push(part);
        self.written.push(made.config);
    }

    fn refused(&self, role: &str, fault: &Fault) -> Entry {
        let path = fault.template.as_ref().or_else(|| self.templates.keys().next());
        let stand = path.and_then(|path| self.template_stands.get(path)).copied().unwrap_or_default();
        let help = if self.controller_configs.is_empty() && fault.template.is_none() {
            ": add the ControllerConfig of the cluster"
        } else {
            ""
        };
        template::nothing(role, format_args!("{fault}{help}"), stand.place())
    }
}
