//! A cluster whose pools have one KubeletConfig each, of which nothing is made yet.

use crate::documents::Random;
use crate::manifests;
use garboard_core::cluster::Cluster;
use garboard_core::generate::component::data_url;
use garboard_core::render::{Pools, Rendered, Settings};
use garboard_ignition::document::SourceId;

/// The file that KubeletConfigs are laid over, as clusters have it.
const KUBELET_CONF: &str = "kind: KubeletConfiguration
apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  x509:
    clientCAFile: /etc/kubernetes/kubelet-ca.crt
  anonymous:
    enabled: false
cgroupDriver: systemd
cgroupRoot: /
clusterDNS:
  - 172.30.0.10
clusterDomain: cluster.local
containerLogMaxSize: 50Mi
enableSystemLogQuery: true
failSwapOn: false
maxPods: 250
kubeAPIQPS: 50
kubeAPIBurst: 100
podPidsLimit: 4096
protectKernelDefaults: true
rotateCertificates: true
serializeImagePulls: false
staticPodPath: /etc/kubernetes/manifests
systemCgroups: /system.slice
systemReservedCgroup: /system.slice
enforceNodeAllocatable:
  - pods
  - system-reserved-compressible
nodeStatusUpdateFrequency: 10s
nodeStatusReportFrequency: 5m
featureGates:
  RotateKubeletServerCertificate: true
serverTLSBootstrap: true
tlsMinVersion: VersionTLS12
";

/// The cluster, read.
#[derive(Clone, Debug)]
pub struct Generated {
    cluster: Cluster,
}

impl Generated {
    /// So many pools whose nodes are workers, each with a KubeletConfig of its own, and nothing else that nodes get but the
    /// file that these are laid over.
    #[must_use]
    pub fn bare(pools: usize) -> Self {
        let mut cluster = Cluster::default();
        cluster.read(SourceId(0), objects(pools).as_bytes());
        Self { cluster }
    }

    /// The same beside some 30 KB of other files, of which clusters have more.
    #[must_use]
    pub fn new(pools: usize) -> Self {
        let mut made = Self::bare(pools);
        made.cluster.read(SourceId(1), manifests::list(&mut Random(0x6E4), 2, 40).as_bytes());
        made
    }

    /// The objects, which nothing is made of yet.
    #[must_use]
    pub fn cluster(&self) -> Cluster {
        self.cluster.clone()
    }

    /// All that is made and rendered, as a list in JSON.
    #[must_use]
    pub fn written(&self) -> String {
        let mut cluster = self.cluster();
        drop(cluster.complete());
        let made = cluster.parts[self.cluster.parts.len()..].iter().map(|part| (part.name.clone(), part.spec.clone()));
        let all = made.chain(rendered(&cluster).map(|it| (it.name.clone(), it.spec().clone())));
        let written: Vec<_> =
            all.filter_map(|(name, spec)| Some(machine_config(&name, "", &spec.config?.to_json()))).collect();
        manifests::listed(&written)
    }
}

/// Makes the MachineConfigs, and renders and names each pool; how many there are.
#[must_use]
pub fn generate_and_render(mut cluster: Cluster) -> usize {
    let before = cluster.parts.len();
    let refused = cluster.complete().len();
    let made = cluster.parts.len() - before;
    rendered(&cluster).count() + made - refused
}

fn rendered(cluster: &Cluster) -> impl Iterator<Item = Rendered> {
    let mut pools = Pools::new(cluster, &Settings::default());
    let names: Vec<_> = pools.names().map(str::to_owned).collect();
    names.into_iter().filter_map(move |name| pools.render(&name).ok())
}

fn objects(pools: usize) -> String {
    let mut kubelet = String::from(
        r#"{"ignition":{"version":"3.5.0"},"storage":{"files":[{"mode":420,"overwrite":true,"path":"/etc/kubernetes/kubelet.conf","contents":{"source":""#,
    );
    kubelet.push_str(&data_url(KUBELET_CONF.as_bytes()));
    kubelet.push_str(r#""}}]}}"#);
    let mut all = vec![machine_config("01-worker-kubelet", "worker", &kubelet)];
    all.extend((0..pools).map(|number| {
        let name = manifests::pool_name(number);
        format!(
            r#"{{"apiVersion":"machineconfiguration.openshift.io/v1","kind":"MachineConfigPool","metadata":{{"name":"{name}","labels":{{"pool":"{name}"}}}},"spec":{{"machineConfigSelector":{{"matchExpressions":[{{"key":"machineconfiguration.openshift.io/role","operator":"In","values":["worker","{name}"]}}]}}}}}},
            {{"apiVersion":"machineconfiguration.openshift.io/v1","kind":"KubeletConfig","metadata":{{"name":"pods-{name}"}},"spec":{{"machineConfigPoolSelector":{{"matchLabels":{{"pool":"{name}"}}}},"kubeletConfig":{{"maxPods":{},"evictionHard":{{"memory.available":"{}Mi"}}}}}}}}"#,
            300 + number, 100 + number
        )
    }));
    manifests::listed(&all)
}

fn machine_config(name: &str, role: &str, ignition: &str) -> String {
    format!(
        r#"{{"apiVersion":"machineconfiguration.openshift.io/v1","kind":"MachineConfig","metadata":{{"name":"{name}","labels":{{"machineconfiguration.openshift.io/role":"{role}"}}}},"spec":{{"config":{ignition}}}}}"#
    )
}

#[cfg(test)]
mod tests {
    use super::{Generated, generate_and_render};

    #[test]
    fn every_pool_has_a_machine_config_made_and_one_rendered() {
        for made in [Generated::bare(10), Generated::new(10)] {
            assert_eq!(generate_and_render(made.cluster()), 20);
            assert_eq!(made.written().matches("/etc/kubernetes/kubelet.conf").count(), 20);
        }
    }
}
