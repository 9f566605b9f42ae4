//! The files that the bootstrap host's machine-config server is given.

use super::Bootstrapped;
use crate::goyaml::{self, Error};
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;

impl Bootstrapped {
    /// The files by their path, as YAML with sorted keys: the pools, their rendered MachineConfigs, the APIServer if there is
    /// one, and the ControllerConfig.
    ///
    /// # Errors
    /// [`Error`], if an object is nested deeper or is longer than any that is read back.
    pub fn files(&self) -> Result<BTreeMap<String, String>, Error> {
        let mut files = BTreeMap::new();
        for pool in self.pools() {
            files.insert(format!("machine-pools/{}.yaml", pool.metadata.name), goyaml::to_string(&pool)?);
        }
        for rendered in &self.rendered {
            files.insert(format!("machine-configs/{}.yaml", rendered.name), goyaml::to_string(rendered)?);
        }
        if let Some(server) = &self.api_server {
            files.insert("api-server/api-server.yaml".into(), goyaml::to_string(server)?);
        }
        let controller_config = goyaml::to_string(&self.controller_config)?;
        files.insert("controller-config/machine-config-controller.yaml".into(), controller_config);
        Ok(files)
    }
}
