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
        Flag("useInternalDataplaneDriver", "False lets a program of its own drive the dataplane. Default: true."),
        Text(
            "dataplaneDriver",
            "Program that drives the dataplane when useInternalDataplaneDriver is false. Default: "
            + "calico-iptables-plugin."),
        Duration(
            "dataplaneWatchdogTimeout",
            "Deprecated, use healthTimeoutOverrides: how long the main loop may stay silent. Default: 90s."),
        Text(
            "featureDetectOverride",
            "Features of the kernel that count as there or not, whatever is found: Name=true,Other=false.",
            Formats.Assignments),
        Text("featureGates", "Previews that are switched on or off: Name=value,Other=value.", Formats.Assignments),
        Whole(
            "goGCThreshold",
            "Garbage collection target of a Go agent in percent; kept for old manifests and ignored.",
            -1),
        Whole("goMemoryLimitMB", "Memory limit of a Go agent in MB; kept for old manifests and ignored.", -1),
        Whole("goMaxProcs", "Threads of a Go agent; kept for old manifests and ignored.", -1),
        Flag("healthEnabled", "Whether the agent answers /liveness and /readiness. Default: false."),
        Text("healthHost", "Address on which health is told. Default: localhost."),
        Whole("healthPort", "Port on which health is told. Default: 9099.", 0, 65535),
        List(
            "healthTimeoutOverrides",
            "How long parts of the agent may stay silent, where the usual time does not fit. Takes effect at once.",
            FelixTypes.HealthTimeoutOverride),
        Text("logFilePath", "File that logs are written to; none means no file. Default: /var/log/calico/felix.log."),
        LooseChoice(
            "logSeverityFile",
            "Least severity that is logged to the file. Default: Info.",
            "Trace", "Debug", "Info", "Warning", "Error", "Fatal"),
        LooseChoice(
            "logSeverityScreen",
            "Least severity that is logged to standard output. Default: Info.",
            "Trace", "Debug", "Info", "Warning", "Error", "Fatal"),
        LooseChoice(
            "logSeveritySys",
            "Least severity that is logged to syslog. Default: Info.",
            "Trace", "Debug", "Info", "Warning", "Error", "Fatal"),
        Text("logDebugFilenameRegex", "Source files whose debug messages are logged; absent means all.", Formats.Regex),
        Text(
            "logPrefix",
            "What Log rules write before each packet; %t is the tier, %k the kind, %n the name, %p namespace and "
            + "name. Default: calico-packet."),
        Text(
            "logActionRateLimit",
            "Most packets that Log rules report, as in 10/second; the unit is second, minute, hour or day. Absent "
            + "means no limit.",
            Formats.Rate),
        Whole(
            "logActionRateLimitBurst",
            "How many packets Log rules may report at once before logActionRateLimit counts. Default: 5.",
            0, 9999),
        Flag("prometheusMetricsEnabled", "Whether metrics are served for Prometheus. Default: false."),
        Text("prometheusMetricsHost", "Address on which metrics are served; absent means every address.", Formats.Host),
        Whole("prometheusMetricsPort", "Port on which metrics are served. Default: 9091.", 0, 65535),
        Flag("prometheusGoMetricsEnabled", "Whether metrics of the runtime are among them. Default: true."),
        Flag("prometheusProcessMetricsEnabled", "Whether metrics of the process are among them. Default: true."),
        Flag("prometheusWireGuardMetricsEnabled", "Whether metrics of WireGuard are among them. Default: true."),
        Text("prometheusMetricsCAFile", "File with the authorities whose client certificates are trusted."),
        Text(
            "prometheusMetricsCertFile",
            "File with the certificate of the metrics server; with prometheusMetricsKeyFile it switches TLS on."),
        Text("prometheusMetricsKeyFile", "File with the key of the metrics server."),
        Choice(
            "prometheusMetricsClientAuth",
            "What is asked of the certificates of those who fetch metrics. Default: NoClientCert.",
            ["RequireAndVerifyClientCert", "RequireAnyClientCert", "VerifyClientCertIfGiven", "NoClientCert"]),
        Flag(
            "usageReportingEnabled",
            "Whether version and size of the cluster are reported without names. Default: true."),
        Duration("usageReportingInitialDelay", "How long the first such report waits. Default: 300s."),
        Duration("usageReportingInterval", "How often such a report is sent. Default: 86400s."),
        Duration(
            "reportingInterval",
            "How often the agent reports its status to the datastore; 0s means never. Default: 30s."),
        Duration("reportingTTL", "How long a reported status counts. Default: 90s."),
        Flag(
            "endpointReportingEnabled",
            "Whether the state of each endpoint is reported to the datastore, for OpenStack. Default: false."),
        Duration(
            "endpointReportingDelay",
            "How long reports of endpoints are gathered before they are sent. Default: 1s."),
        Text(
            "endpointStatusPathPrefix",
            "Directory in whose endpoint-status folder each workload gets a status file; empty for none. Default: "
            + "/var/run/calico."),
        Text(
            "policySyncPathPrefix",
            "Directory of the sockets through which policy reaches proxies in pods; absent means none."),
        Text("debugHost", "Address on which profiles are served. Default: localhost."),
        Whole("debugPort", "Port on which profiles are served; absent means that they are not.", 0, 65535),
        Text(
            "debugMemoryProfilePath",
            "File that a profile of the memory is written to when the agent is asked for one."),
        Flag(
            "debugDisableLogDropping",
            "Whether the agent waits, instead of dropping messages, when logs cannot be written fast enough. Default: "
            + "false."),
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
