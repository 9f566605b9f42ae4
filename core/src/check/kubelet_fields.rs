//! The fields of the kubelet's configuration (`kubelet.config.k8s.io/v1beta1`) and their types.

use super::quantity::is_quantity;
use super::shape::Shape::{self, Bool, Either, Form, Map, NotNull, Number, Record, Text};
use super::shape::{self, Field, WHOLE};
use super::time;

/// The fields of `spec.kubeletConfig`.
pub(super) const FIELDS: &[Field] = &[
    Field::new("address", Text),
    Field::new("allowedUnsafeSysctls", TEXTS),
    Field::new("apiVersion", Text),
    Field::new("authentication", AUTHENTICATION),
    Field::new("authorization", AUTHORIZATION),
    Field::new("cgroupDriver", Text),
    Field::new("cgroupRoot", Text),
    Field::new("cgroupsPerQOS", Bool),
    Field::new("clusterDNS", TEXTS),
    Field::new("clusterDomain", Text),
    Field::new("configMapAndSecretChangeDetectionStrategy", Text),
    Field::new("containerLogMaxFiles", INT32),
    Field::new("containerLogMaxSize", Text),
    Field::new("containerLogMaxWorkers", INT32),
    Field::new("containerLogMonitorInterval", DURATION_OR_NULL),
    Field::new("containerRuntimeEndpoint", Text),
    Field::new("contentType", Text),
    Field::new("cpuCFSQuota", Bool),
    Field::new("cpuCFSQuotaPeriod", DURATION_OR_NULL),
    Field::new("cpuManagerPolicy", Text),
    Field::new("cpuManagerPolicyOptions", Map(&Text)),
    Field::new("cpuManagerReconcilePeriod", DURATION),
    Field::new("crashLoopBackOff", CRASH_LOOP_BACK_OFF),
    Field::new("enableContentionProfiling", Bool),
    Field::new("enableControllerAttachDetach", Bool),
    Field::new("enableDebugFlagsHandler", Bool),
    Field::new("enableDebuggingHandlers", Bool),
    Field::new("enableProfilingHandler", Bool),
    Field::new("enableServer", Bool),
    Field::new("enableSystemLogHandler", Bool),
    Field::new("enableSystemLogQuery", Bool),
    Field::new("enforceNodeAllocatable", TEXTS),
    Field::new("eventBurst", INT32),
    Field::new("eventRecordQPS", INT32),
    Field::new("evictionHard", Map(&Text)),
    Field::new("evictionMaxPodGracePeriod", INT32),
    Field::new("evictionMinimumReclaim", Map(&Text)),
    Field::new("evictionPressureTransitionPeriod", DURATION),
    Field::new("evictionSoft", Map(&Text)),
    Field::new("evictionSoftGracePeriod", Map(&Text)),
    Field::new("failCgroupV1", Bool),
    Field::new("failSwapOn", Bool),
    Field::new("featureGates", Map(&Bool)),
    Field::new("fileCheckFrequency", DURATION),
    Field::new("hairpinMode", Text),
    Field::new("healthzBindAddress", Text),
    Field::new("healthzPort", INT32),
    Field::new("httpCheckFrequency", DURATION),
    Field::new("imageGCHighThresholdPercent", INT32),
    Field::new("imageGCLowThresholdPercent", INT32),
    Field::new("imageMaximumGCAge", DURATION),
    Field::new("imageMinimumGCAge", DURATION),
    Field::new("imagePullCredentialsVerificationPolicy", Text),
    Field::new("imageServiceEndpoint", Text),
    Field::new("iptablesDropBit", INT32),
    Field::new("iptablesMasqueradeBit", INT32),
    Field::new("kernelMemcgNotification", Bool),
    Field::new("kind", Text),
    Field::new("kubeAPIBurst", INT32),
    Field::new("kubeAPIQPS", INT32),
    Field::new("kubeReserved", Map(&Text)),
    Field::new("kubeReservedCgroup", Text),
    Field::new("kubeletCgroups", Text),
    Field::new("localStorageCapacityIsolation", Bool),
    Field::new("logging", LOGGING),
    Field::new("makeIPTablesUtilChains", Bool),
    Field::new("maxOpenFiles", WHOLE),
    Field::new("maxParallelImagePulls", INT32),
    Field::new("maxPods", INT32),
    Field::new("memoryManagerPolicy", Text),
    Field::new("memoryReservationPolicy", Text),
    Field::new("memorySwap", MEMORY_SWAP),
    Field::new("memoryThrottlingFactor", Number),
    Field::new("mergeDefaultEvictionSettings", Bool),
    Field::new("nodeLeaseDurationSeconds", INT32),
    Field::new("nodeStatusMaxImages", INT32),
    Field::new("nodeStatusReportFrequency", DURATION),
    Field::new("nodeStatusUpdateFrequency", DURATION),
    Field::new("oomScoreAdj", INT32),
    Field::new("podCIDR", Text),
    Field::new("podLogsDir", Text),
    Field::new("podPidsLimit", WHOLE),
    Field::new("podsPerCore", INT32),
    Field::new("port", INT32),
    Field::new("preloadedImagesVerificationAllowlist", TEXTS),
    Field::new("protectKernelDefaults", Bool),
    Field::new("providerID", Text),
    Field::new("qosReserved", Map(&Text)),
    Field::new("readOnlyPort", INT32),
    Field::new("registerNode", Bool),
    Field::new("registerWithTaints", Shape::list(&TAINT)),
    Field::new("registryBurst", INT32),
    Field::new("registryPullQPS", INT32),
    Field::new("reservedMemory", Shape::list(&MEMORY_RESERVATION)),
    Field::new("reservedSystemCPUs", Text),
    Field::new("resolvConf", Text),
    Field::new("rotateCertificates", Bool),
    Field::new("runOnce", Bool),
    Field::new("runtimeRequestTimeout", DURATION),
    Field::new("seccompDefault", Bool),
    Field::new("serializeImagePulls", Bool),
    Field::new("serverTLSBootstrap", Bool),
    Field::new("showHiddenMetricsForVersion", Text),
    Field::new("shutdownGracePeriod", DURATION),
    Field::new("shutdownGracePeriodByPodPriority", Shape::list(&POD_PRIORITY_GRACE)),
    Field::new("shutdownGracePeriodCriticalPods", DURATION),
    Field::new("singleProcessOOMKill", Bool),
    Field::new("staticPodPath", Text),
    Field::new("staticPodURL", Text),
    Field::new("staticPodURLHeader", Map(&TEXTS)),
    Field::new("streamingConnectionIdleTimeout", DURATION),
    Field::new("syncFrequency", DURATION),
    Field::new("systemCgroups", Text),
    Field::new("systemReserved", Map(&Text)),
    Field::new("systemReservedCgroup", Text),
    Field::new("tlsCertFile", Text),
    Field::new("tlsCipherSuites", TEXTS),
    Field::new("tlsCurvePreferences", Shape::list(&INT32)),
    Field::new("tlsMinVersion", Text),
    Field::new("tlsPrivateKeyFile", Text),
    Field::new("topologyManagerPolicy", Text),
    Field::new("topologyManagerPolicyOptions", Map(&Text)),
    Field::new("topologyManagerScope", Text),
    Field::new("tracing", TRACING),
    Field::new("userNamespaces", USER_NAMESPACES),
    Field::new("volumePluginDir", Text),
    Field::new("volumeStatsAggPeriod", DURATION),
];

const AUTHENTICATION: Shape = Record(&[
    Field::new("anonymous", ANONYMOUS_AUTHENTICATION),
    Field::new("webhook", WEBHOOK_AUTHENTICATION),
    Field::new("x509", X509_AUTHENTICATION),
]);

const ANONYMOUS_AUTHENTICATION: Shape = Record(&[Field::new("enabled", Bool)]);

const WEBHOOK_AUTHENTICATION: Shape = Record(&[Field::new("cacheTTL", DURATION), Field::new("enabled", Bool)]);

const X509_AUTHENTICATION: Shape = Record(&[Field::new("clientCAFile", Text)]);

const AUTHORIZATION: Shape = Record(&[Field::new("mode", Text), Field::new("webhook", WEBHOOK_AUTHORIZATION)]);

const WEBHOOK_AUTHORIZATION: Shape =
    Record(&[Field::new("cacheAuthorizedTTL", DURATION), Field::new("cacheUnauthorizedTTL", DURATION)]);

const CRASH_LOOP_BACK_OFF: Shape = Record(&[Field::new("maxContainerRestartPeriod", DURATION_OR_NULL)]);

const LOGGING: Shape = Record(&[
    Field::new("flushFrequency", DURATION_OR_NUMBER),
    Field::new("format", Text),
    Field::new("options", FORMAT_OPTIONS),
    Field::new("verbosity", UINT32),
    Field::new("vmodule", Shape::list(&VMODULE_ITEM)),
]);

const FORMAT_OPTIONS: Shape = Record(&[Field::new("json", ROUTING_OPTIONS), Field::new("text", ROUTING_OPTIONS)]);

const ROUTING_OPTIONS: Shape = Record(&[Field::new("infoBufferSize", QUANTITY), Field::new("splitStream", Bool)]);

const VMODULE_ITEM: Shape = Record(&[Field::new("filePattern", Text), Field::new("verbosity", UINT32)]);

const MEMORY_SWAP: Shape = Record(&[Field::new("swapBehavior", Text)]);

const TAINT: Shape = Record(&[
    Field::new("effect", Text),
    Field::new("key", Text),
    Field::new("timeAdded", TIME),
    Field::new("value", Text),
]);

const MEMORY_RESERVATION: Shape = Record(&[Field::new("limits", Map(&QUANTITY)), Field::new("numaNode", INT32)]);

const POD_PRIORITY_GRACE: Shape =
    Record(&[Field::new("priority", INT32), Field::new("shutdownGracePeriodSeconds", WHOLE)]);

const TRACING: Shape = Record(&[Field::new("endpoint", Text), Field::new("samplingRatePerMillion", INT32)]);

const USER_NAMESPACES: Shape = Record(&[Field::new("idsPerPod", WHOLE)]);

const INT32: Shape = Shape::Whole(i32::MIN as i64, i32::MAX as i64);
const UINT32: Shape = Shape::Whole(0, u32::MAX as i64);
const TEXTS: Shape = Shape::list(&Text);
const DURATION: Shape = NotNull(&DURATION_OR_NULL);
const DURATION_OR_NULL: Shape =
    Form(&[shape::Form { holds: time::is_duration, is: "a duration such as 10s or 1m30s" }]);
const DURATION_OR_NUMBER: Shape = Either(&WHOLE, &DURATION_OR_NULL);
const QUANTITY: Shape =
    Either(&Number, &Form(&[shape::Form { holds: is_quantity, is: "a quantity such as 500m or 1Gi" }]));
const TIME: Shape = Form(&[shape::Form { holds: time::is_time, is: "a time such as 2006-01-02T15:04:05Z" }]);

#[cfg(test)]
mod tests {
    use super::FIELDS;

    #[test]
    fn fields_are_in_order_and_differ() {
        assert_eq!(FIELDS.len(), 127);
        assert!(FIELDS.is_sorted_by(|a, b| a.name < b.name));
    }
}
