using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The settings of FelixConfiguration for how the agent runs, reports its health, logs and counts.</summary>
internal static class FelixProcess
{
    public static IReadOnlyList<Property> Settings { get; } =
    [
        Text(
            "nodeSelector",
            "Nodes that these settings are for. Only for objects not named default or node.NAME.",
            Formats.Selector),
        Flag(
            "useInternalDataplaneDriver",
            "False runs an external driver binary instead of the built-in dataplane. Default: true."),
        Text("dataplaneDriver", "Path/name of the external driver. Default: calico-iptables-plugin."),
        Duration(
            "dataplaneWatchdogTimeout",
            "Deprecated, use healthTimeoutOverrides: how long the main loop may stay silent. Default: 90s."),
        Text(
            "featureDetectOverride",
            "Feature=true/false,… forces kernel/iptables capability probes.",
            Formats.Assignments),
        Text("featureGates", "Name=value,… technology-preview switches.", Formats.Assignments),
        Whole(
            "goGCThreshold",
            "Garbage collection target of a Go agent in percent; kept for old manifests and ignored.",
            -1),
        Whole("goMemoryLimitMB", "Memory limit of a Go agent in MB; kept for old manifests and ignored.", -1),
        Whole("goMaxProcs", "Threads of a Go agent; kept for old manifests and ignored.", -1),
        Flag("healthEnabled", "Serve /liveness and /readiness. Default: false."),
        Text("healthHost", "Bind address of the health server. Default: localhost."),
        Whole("healthPort", "Port of the health server. Default: 9099.", 0, 65535),
        List(
            "healthTimeoutOverrides",
            "List of {name, timeout} per health reporter; applied without restart.",
            FelixTypes.HealthTimeoutOverride),
        Text("logFilePath", "Log file; none disables. Default: /var/log/calico/felix.log."),
        LooseChoice(
            "logSeverityFile",
            "Threshold for file log. Default: Info.",
            "Trace", "Debug", "Info", "Warning", "Error", "Fatal"),
        LooseChoice(
            "logSeverityScreen",
            "Threshold for stdout log. Default: Info.",
            "Trace", "Debug", "Info", "Warning", "Error", "Fatal"),
        LooseChoice(
            "logSeveritySys",
            "Threshold for syslog. Default: Info.",
            "Trace", "Debug", "Info", "Warning", "Error", "Fatal"),
        Text("logDebugFilenameRegex", "Only emit debug lines whose source file matches.", Formats.Regex),
        Text(
            "logPrefix",
            "Prefix for Log rule output; %t tier, %k kind, %n name, %p namespace/name. Default: calico-packet."),
        Text(
            "logActionRateLimit",
            "Most packets that Log rules report, as in 10/second; the unit is second, minute, hour or day. Absent "
            + "means no limit.",
            Formats.Rate),
        Whole(
            "logActionRateLimitBurst",
            "How many packets Log rules may report at once before logActionRateLimit counts. Default: 5.",
            0, 9999),
        Flag("prometheusMetricsEnabled", "Serve metrics. Default: false."),
        Text("prometheusMetricsHost", "Address on which metrics are served; absent means every address.", Formats.Host),
        Whole("prometheusMetricsPort", "Port on which metrics are served. Default: 9091.", 0, 65535),
        Flag("prometheusGoMetricsEnabled", "Include runtime metrics. Default: true."),
        Flag("prometheusProcessMetricsEnabled", "Include process metrics. Default: true."),
        Flag("prometheusWireGuardMetricsEnabled", "Include WireGuard metrics. Default: true."),
        Text("prometheusMetricsCAFile", "CA for client auth."),
        Text("prometheusMetricsCertFile", "Server certificate; cert+key turn TLS on."),
        Text("prometheusMetricsKeyFile", "Server key."),
        Choice(
            "prometheusMetricsClientAuth",
            "TLS client authentication policy. Default: NoClientCert.",
            ["RequireAndVerifyClientCert", "RequireAnyClientCert", "VerifyClientCertIfGiven", "NoClientCert"]),
        Flag("usageReportingEnabled", "Anonymous version ping. Default: true."),
        Duration("usageReportingInitialDelay", "Delay before first ping. Default: 300s."),
        Duration("usageReportingInterval", "Ping period. Default: 86400s."),
        Duration("reportingInterval", "Felix status report period (etcd/OpenStack); 0 off. Default: 30s."),
        Duration("reportingTTL", "TTL of the status key. Default: 90s."),
        Flag("endpointReportingEnabled", "Report per-endpoint up/down to the datastore (OpenStack). Default: false."),
        Duration("endpointReportingDelay", "Batching delay for endpoint reports. Default: 1s."),
        Text(
            "endpointStatusPathPrefix",
            "Directory in whose endpoint-status folder each workload gets a status file; empty for none. Default: "
            + "/var/run/calico."),
        Text("policySyncPathPrefix", "Directory of the policy-sync sockets for app policy; empty disables."),
        Text("debugHost", "Bind address of the pprof server. Default: localhost."),
        Whole("debugPort", "Enables pprof server.", 0, 65535),
        Text("debugMemoryProfilePath", "Heap profile written on SIGUSR1."),
        Flag("debugDisableLogDropping", "Block instead of dropping logs. Default: false."),
        Duration(
            "debugSimulateCalcGraphHangAfter",
            "For tests: the calculation stops after this time. Default: 0s, never."),
        Duration(
            "debugSimulateDataplaneHangAfter",
            "For tests: the dataplane stops after this time. Default: 0s, never."),
        Duration(
            "debugSimulateDataplaneApplyDelay",
            "For tests: each write to the dataplane takes this much longer. Default: 0s."),
    ];
}
