using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>projectcalico.org/v3 KubeControllersConfiguration, entire.</summary>
internal static class KubeControllersSchema
{
    private const int MaxTemplateNameLength = 252;
    private const int MaxPort = 65535;

    private static readonly ObjectSchema Template = Object(
        "A host endpoint that is made for each node it selects.",
        Required(Text("generateName", "Word that tells the template's host endpoints from others.", maxLength: MaxTemplateNameLength)),
        Texts(
            "interfaceCIDRs",
            "Ranges: the node's addresses in them become the expected addresses. This or interfacePattern must be there.",
            Formats.Cidr),
        Text("interfacePattern", "Regular expression: each interface whose name matches gets a host endpoint.", Formats.Regex),
        TextMap("labels", "Labels of the host endpoints, beside those of the node."),
        TextMap("annotations", "Annotations of the host endpoints."),
        Text("nodeSelector", "Nodes that get the host endpoint; empty means all.", Formats.Selector));

    private static readonly ObjectSchema HostEndpoint = Object(
        "Host endpoints that are made for nodes.",
        OnOff("autoCreate", "Whether host endpoints are made for nodes; Disabled unless set."),
        OnOff("createDefaultHostEndpoint", "Whether each node gets one for all of its interfaces; Enabled unless set."),
        List("templates", "Host endpoints for single interfaces.", Template));

    private static readonly ObjectSchema Node = Object(
        "The controller that looks after nodes.",
        ReconcilerPeriod,
        OnOff("syncLabels", "Whether the labels of nodes are copied; kept for old manifests, here there is one place for them."),
        Duration("leakGracePeriod", "How long an address without a pod is kept before it is taken back; 15m unless set, 0 means for ever."),
        Member("hostEndpoint", "Host endpoints that are made for nodes.", HostEndpoint));

    private static readonly ObjectSchema Controllers = Object(
        "The settings of each controller. A controller that is absent has its defaults.",
        Member("node", "The controller that looks after nodes.", Node),
        Member("policy", "Kept for old manifests: it copied policies.", Periodic("The controller of policies.")),
        Member("workloadEndpoint", "Kept for old manifests: it copied pods.", Periodic("The controller of pods.")),
        Member("serviceAccount", "Kept for old manifests: it copied accounts.", Periodic("The controller of accounts.")),
        Member("namespace", "Kept for old manifests: it copied namespaces.", Periodic("The controller of namespaces.")),
        Member("loadBalancer", "The controller that gives addresses to services.", Object(
            "The controller that gives addresses to services.",
            Choice(
                "assignIPs",
                "Which services of type LoadBalancer get an address; AllServices unless set.",
                ["AllServices", "RequestedServicesOnly"]))),
        Member("migration", "Conversions of data of older versions.", Object(
            "Conversions of data of older versions.",
            OnOff("policyNameMigrator", "Whether policies get the names of this version; Enabled unless set."))));

    public static ObjectSchema Spec { get; } = Object(
        "Settings of the controllers. One that is absent has its default.",
        Choice(
            "logSeverityScreen",
            "Least severe messages that are logged; Info unless set.",
            ["None", "Debug", "Info", "Warning", "Error", "Fatal", "Panic"]),
        OnOff("healthChecks", "Whether health is served; Enabled unless set."),
        Duration("etcdV3CompactionPeriod", "Kept for old manifests: how often etcd is compacted."),
        Whole("prometheusMetricsPort", "Port on which metrics are served; 9094 unless set, 0 means none.", 0, MaxPort),
        Whole("debugProfilePort", "Port on which profiles are served; absent or 0 means none.", 0, MaxPort),
        Member("controllers", "The settings of each controller.", Controllers));

    public static ObjectSchema Status { get; } = Object(
        "What the controllers run with.",
        Member("runningConfig", "The settings in force.", Spec),
        TextMap("environmentVars", "Environment variables that override settings."));

    private static Property ReconcilerPeriod => Duration("reconcilerPeriod", "How often everything is compared; 5m unless set.");

    private static ObjectSchema Periodic(string description) => Object(description, ReconcilerPeriod);

    private static Property OnOff(string name, string description) => Choice(name, description, ["Enabled", "Disabled"]);
}
