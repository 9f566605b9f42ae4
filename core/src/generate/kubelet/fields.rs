//! The fields of the kubelet's configuration (`kubelet.config.k8s.io/v1beta1`): their types, and when they are left out.
//!
//! Each stands here once. Reading, merging and writing walk these rows, and so does whoever judges what people write.

use super::duration;
use crate::check::shape::{Field, Form, Shape, WHOLE};
use crate::check::time::is_time;
use crate::generate::quantity::Quantity;

/// A structure, and the fields that it may have, by name: the order in which they are written.
#[derive(Clone, Copy)]
pub(crate) struct Record {
    pub(crate) rows: &'static [Row],
    /// What the API server and the controllers check.
    pub(crate) shape: Shape,
}

impl Record {
    /// Which field has this name.
    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.rows.binary_search_by(|row| row.name.cmp(name)).ok()
    }

    /// The field of this name, for constants: a name that it does not have is no program.
    pub(super) const fn known(&self, name: &str) -> Known {
        let mut at = 0;
        while !is_same(self.rows[at].name, name) {
            at += 1;
        }
        Known(at)
    }
}

/// A field that a structure surely has, by its row.
#[derive(Clone, Copy)]
pub(super) struct Known(pub(super) usize);

/// A field of the configuration itself.
macro_rules! known {
    ($name:literal) => {
        const { $crate::generate::kubelet::fields::KUBELET.known($name) }
    };
}
pub(super) use known;

/// What `==` is, where that may be asked.
const fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

/// A field.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) kind: Type,
    pub(crate) left_out: LeftOut,
}

/// When a field is not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LeftOut {
    /// It is written always.
    Never,
    /// When it says nothing: zero, false, no text, no entries.
    Empty,
    /// When it is absent, which differs from saying nothing.
    Absent,
}

/// What a field holds.
#[derive(Clone, Copy)]
pub(crate) enum Type {
    Bool,
    Int32,
    Int64,
    Uint32,
    Float,
    Text,
    /// A length of time: `1m30s`.
    Duration,
    /// A length of time, or a number of nanoseconds.
    Flush,
    /// A point in time.
    Time,
    /// An amount: `8Gi`.
    Quantity,
    Object(&'static Record),
    Texts,
    Ints,
    Objects(&'static Record),
    TextMap,
    BoolMap,
    TextsMap,
    QuantityMap,
}

impl Type {
    /// What may stand there. Null is nothing that a length of time can be, unless the field can be absent.
    const fn shape(self, left_out: LeftOut) -> Shape {
        match self {
            Self::Bool => Shape::Bool,
            Self::Int32 => INT32,
            Self::Int64 => WHOLE,
            Self::Uint32 => Shape::Whole(0, u32::MAX as i64),
            Self::Float => Shape::Number,
            Self::Text => Shape::Text,
            Self::Duration if matches!(left_out, LeftOut::Absent) => DURATION,
            Self::Duration => Shape::NotNull(&DURATION),
            Self::Flush => Shape::Either(&WHOLE, &DURATION),
            Self::Time => Shape::Form(&[Form { holds: is_time, is: "a time such as 2006-01-02T15:04:05Z" }]),
            Self::Quantity => QUANTITY,
            Self::Object(record) => record.shape,
            Self::Texts => TEXTS,
            Self::Ints => Shape::list(&INT32),
            Self::Objects(record) => Shape::list(&record.shape),
            Self::TextMap => Shape::Map(&Shape::Text),
            Self::BoolMap => Shape::Map(&Shape::Bool),
            Self::TextsMap => Shape::Map(&TEXTS),
            Self::QuantityMap => Shape::Map(&QUANTITY),
        }
    }

    /// What the reference calls it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Int32 => "int32",
            Self::Int64 | Self::Flush => "int64",
            Self::Uint32 => "uint32",
            Self::Float => "float64",
            Self::Text | Self::Duration | Self::Time | Self::Quantity => "string",
            Self::Object(_) => "object",
            Self::Texts => "[]string",
            Self::Ints => "[]int32",
            Self::Objects(_) => "[]object",
            Self::TextMap => "map[string]string",
            Self::BoolMap => "map[string]bool",
            Self::TextsMap => "map[string][]string",
            Self::QuantityMap => "map[string]resource.Quantity",
        }
    }
}

const INT32: Shape = Shape::Whole(i32::MIN as i64, i32::MAX as i64);
const TEXTS: Shape = Shape::list(&Shape::Text);
const DURATION: Shape = Shape::Form(&[Form { holds: is_duration, is: "a duration such as 10s or 1m30s" }]);
const QUANTITY: Shape =
    Shape::Either(&Shape::Number, &Shape::Form(&[Form { holds: is_quantity, is: "a quantity such as 500m or 1Gi" }]));

fn is_duration(text: &str) -> bool {
    duration::parse(text).is_ok()
}

fn is_quantity(text: &str) -> bool {
    Quantity::parse(text).is_some()
}

const fn shapes<const N: usize>(rows: &[Row]) -> [Field; N] {
    let mut fields = [Field::new("", Shape::Any); N];
    let mut index = 0;
    while index < N {
        let Row { name, kind, left_out } = rows[index];
        fields[index] = Field::new(name, kind.shape(left_out));
        index += 1;
    }
    fields
}

macro_rules! records {
    ($($(#[$about:meta])* $record:ident { $($name:literal: $kind:expr, $left_out:ident;)* })*) => {
        $($(#[$about])*
        pub(crate) const $record: Record = {
            use Type::*;
            const ROWS: &[Row] = &[$(Row { name: $name, kind: $kind, left_out: LeftOut::$left_out }),*];
            const FIELDS: [Field; ROWS.len()] = shapes(ROWS);
            Record { rows: ROWS, shape: Shape::Record(&FIELDS) }
        };)*
    };
}

records! {
    /// The configuration itself.
    KUBELET {
        "address": Text, Empty;
        "allowedUnsafeSysctls": Texts, Empty;
        "apiVersion": Text, Empty;
        "authentication": Object(&AUTHENTICATION), Never;
        "authorization": Object(&AUTHORIZATION), Never;
        "cgroupDriver": Text, Empty;
        "cgroupRoot": Text, Empty;
        "cgroupsPerQOS": Bool, Absent;
        "clusterDNS": Texts, Empty;
        "clusterDomain": Text, Empty;
        "configMapAndSecretChangeDetectionStrategy": Text, Empty;
        "containerLogMaxFiles": Int32, Absent;
        "containerLogMaxSize": Text, Empty;
        "containerLogMaxWorkers": Int32, Absent;
        "containerLogMonitorInterval": Duration, Absent;
        "containerRuntimeEndpoint": Text, Never;
        "contentType": Text, Empty;
        "cpuCFSQuota": Bool, Absent;
        "cpuCFSQuotaPeriod": Duration, Absent;
        "cpuManagerPolicy": Text, Empty;
        "cpuManagerPolicyOptions": TextMap, Empty;
        "cpuManagerReconcilePeriod": Duration, Never;
        "crashLoopBackOff": Object(&CRASH_LOOP_BACK_OFF), Never;
        "enableContentionProfiling": Bool, Empty;
        "enableControllerAttachDetach": Bool, Absent;
        "enableDebugFlagsHandler": Bool, Absent;
        "enableDebuggingHandlers": Bool, Absent;
        "enableProfilingHandler": Bool, Absent;
        "enableServer": Bool, Absent;
        "enableSystemLogHandler": Bool, Absent;
        "enableSystemLogQuery": Bool, Absent;
        "enforceNodeAllocatable": Texts, Empty;
        "eventBurst": Int32, Empty;
        "eventRecordQPS": Int32, Absent;
        "evictionHard": TextMap, Empty;
        "evictionMaxPodGracePeriod": Int32, Empty;
        "evictionMinimumReclaim": TextMap, Empty;
        "evictionPressureTransitionPeriod": Duration, Never;
        "evictionSoft": TextMap, Empty;
        "evictionSoftGracePeriod": TextMap, Empty;
        "failCgroupV1": Bool, Absent;
        "failSwapOn": Bool, Absent;
        "featureGates": BoolMap, Empty;
        "fileCheckFrequency": Duration, Never;
        "hairpinMode": Text, Empty;
        "healthzBindAddress": Text, Empty;
        "healthzPort": Int32, Absent;
        "httpCheckFrequency": Duration, Never;
        "imageGCHighThresholdPercent": Int32, Absent;
        "imageGCLowThresholdPercent": Int32, Absent;
        "imageMaximumGCAge": Duration, Never;
        "imageMinimumGCAge": Duration, Never;
        "imagePullCredentialsVerificationPolicy": Text, Empty;
        "imageServiceEndpoint": Text, Empty;
        "iptablesDropBit": Int32, Absent;
        "iptablesMasqueradeBit": Int32, Absent;
        "kernelMemcgNotification": Bool, Empty;
        "kind": Text, Empty;
        "kubeAPIBurst": Int32, Empty;
        "kubeAPIQPS": Int32, Absent;
        "kubeReserved": TextMap, Empty;
        "kubeReservedCgroup": Text, Empty;
        "kubeletCgroups": Text, Empty;
        "localStorageCapacityIsolation": Bool, Absent;
        "logging": Object(&LOGGING), Never;
        "makeIPTablesUtilChains": Bool, Absent;
        "maxOpenFiles": Int64, Empty;
        "maxParallelImagePulls": Int32, Absent;
        "maxPods": Int32, Empty;
        "memoryManagerPolicy": Text, Empty;
        "memoryReservationPolicy": Text, Empty;
        "memorySwap": Object(&MEMORY_SWAP), Never;
        "memoryThrottlingFactor": Float, Absent;
        "mergeDefaultEvictionSettings": Bool, Absent;
        "nodeLeaseDurationSeconds": Int32, Empty;
        "nodeStatusMaxImages": Int32, Absent;
        "nodeStatusReportFrequency": Duration, Never;
        "nodeStatusUpdateFrequency": Duration, Never;
        "oomScoreAdj": Int32, Absent;
        "podCIDR": Text, Empty;
        "podLogsDir": Text, Empty;
        "podPidsLimit": Int64, Absent;
        "podsPerCore": Int32, Empty;
        "port": Int32, Empty;
        "preloadedImagesVerificationAllowlist": Texts, Empty;
        "protectKernelDefaults": Bool, Empty;
        "providerID": Text, Empty;
        "qosReserved": TextMap, Empty;
        "readOnlyPort": Int32, Empty;
        "registerNode": Bool, Absent;
        "registerWithTaints": Objects(&TAINT), Empty;
        "registryBurst": Int32, Empty;
        "registryPullQPS": Int32, Absent;
        "reservedMemory": Objects(&MEMORY_RESERVATION), Empty;
        "reservedSystemCPUs": Text, Empty;
        "resolvConf": Text, Absent;
        "rotateCertificates": Bool, Empty;
        "runOnce": Bool, Empty;
        "runtimeRequestTimeout": Duration, Never;
        "seccompDefault": Bool, Absent;
        "serializeImagePulls": Bool, Absent;
        "serverTLSBootstrap": Bool, Empty;
        "showHiddenMetricsForVersion": Text, Empty;
        "shutdownGracePeriod": Duration, Never;
        "shutdownGracePeriodByPodPriority": Objects(&POD_PRIORITY_GRACE), Empty;
        "shutdownGracePeriodCriticalPods": Duration, Never;
        "singleProcessOOMKill": Bool, Absent;
        "staticPodPath": Text, Empty;
        "staticPodURL": Text, Empty;
        "staticPodURLHeader": TextsMap, Empty;
        "streamingConnectionIdleTimeout": Duration, Never;
        "syncFrequency": Duration, Never;
        "systemCgroups": Text, Empty;
        "systemReserved": TextMap, Empty;
        "systemReservedCgroup": Text, Empty;
        "tlsCertFile": Text, Empty;
        "tlsCipherSuites": Texts, Empty;
        "tlsCurvePreferences": Ints, Empty;
        "tlsMinVersion": Text, Empty;
        "tlsPrivateKeyFile": Text, Empty;
        "topologyManagerPolicy": Text, Empty;
        "topologyManagerPolicyOptions": TextMap, Empty;
        "topologyManagerScope": Text, Empty;
        "tracing": Object(&TRACING), Absent;
        "userNamespaces": Object(&USER_NAMESPACES), Absent;
        "volumePluginDir": Text, Empty;
        "volumeStatsAggPeriod": Duration, Never;
    }
    AUTHENTICATION {
        "anonymous": Object(&ANONYMOUS_AUTHENTICATION), Never;
        "webhook": Object(&WEBHOOK_AUTHENTICATION), Never;
        "x509": Object(&X509_AUTHENTICATION), Never;
    }
    ANONYMOUS_AUTHENTICATION {
        "enabled": Bool, Absent;
    }
    WEBHOOK_AUTHENTICATION {
        "cacheTTL": Duration, Never;
        "enabled": Bool, Absent;
    }
    X509_AUTHENTICATION {
        "clientCAFile": Text, Empty;
    }
    AUTHORIZATION {
        "mode": Text, Empty;
        "webhook": Object(&WEBHOOK_AUTHORIZATION), Never;
    }
    WEBHOOK_AUTHORIZATION {
        "cacheAuthorizedTTL": Duration, Never;
        "cacheUnauthorizedTTL": Duration, Never;
    }
    CRASH_LOOP_BACK_OFF {
        "maxContainerRestartPeriod": Duration, Absent;
    }
    LOGGING {
        "flushFrequency": Flush, Never;
        "format": Text, Empty;
        "options": Object(&FORMAT_OPTIONS), Never;
        "verbosity": Uint32, Never;
        "vmodule": Objects(&VMODULE_ITEM), Empty;
    }
    FORMAT_OPTIONS {
        "json": Object(&ROUTING_OPTIONS), Never;
        "text": Object(&ROUTING_OPTIONS), Never;
    }
    ROUTING_OPTIONS {
        "infoBufferSize": Quantity, Never;
        "splitStream": Bool, Empty;
    }
    VMODULE_ITEM {
        "filePattern": Text, Never;
        "verbosity": Uint32, Never;
    }
    MEMORY_SWAP {
        "swapBehavior": Text, Empty;
    }
    TAINT {
        "effect": Text, Never;
        "key": Text, Never;
        "timeAdded": Time, Absent;
        "value": Text, Empty;
    }
    MEMORY_RESERVATION {
        "limits": QuantityMap, Never;
        "numaNode": Int32, Never;
    }
    POD_PRIORITY_GRACE {
        "priority": Int32, Never;
        "shutdownGracePeriodSeconds": Int64, Never;
    }
    TRACING {
        "endpoint": Text, Absent;
        "samplingRatePerMillion": Int32, Absent;
    }
    USER_NAMESPACES {
        "idsPerPod": Int64, Absent;
    }
}

#[cfg(test)]
mod tests {
    use super::{KUBELET, Record, Type};

    #[test]
    fn fields_are_in_order_and_differ() {
        fn check(record: &Record) {
            assert!(record.rows.is_sorted_by(|a, b| a.name < b.name));
            for row in record.rows {
                if let Type::Object(record) | Type::Objects(record) = row.kind {
                    check(record);
                }
            }
        }
        check(&KUBELET);
        assert_eq!(KUBELET.rows.len(), 127);
    }
}
