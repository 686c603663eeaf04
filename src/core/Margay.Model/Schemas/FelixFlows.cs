using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The settings of FelixConfiguration for flow logs, Istio, OpenStack and Windows.</summary>
internal static class FelixFlows
{
    public static IReadOnlyList<Property> Settings { get; } =
    [
        Duration("flowLogsFlushInterval", "How often flow records are handed on. Default: 300s."),
        Text("flowLogsGoldmaneServer", "Host and port of the collector of flow records; absent or empty means none."),
        Choice(
            "flowLogsLocalReporter",
            "Whether flow records go to a socket of the node too. Default: Disabled.",
            ["Enabled", "Disabled"]),
        Choice(
            "flowLogsPolicyEvaluationMode",
            "Whether open flows are judged anew when policies change. Default: Continuous.",
            ["None", "Continuous"]),
        Flag("flowLogsCollectorDebugTrace", "Whether the collection of flow records logs every step. Default: false."),
        Choice(
            "istioAmbientMode",
            "Whether the agent works together with an Istio ambient mesh. Default: Disabled.",
            ["Disabled", "Enabled"]),
        IntOrString(
            "istioDSCPMark",
            "Code point by which the first packets of mesh connections are known: 0 to 63, or a name. Default: 23.",
            Formats.Dscp),
        Text("metadataAddr", "Address or name of the OpenStack metadata server. Default: 127.0.0.1."),
        Whole("metadataPort", "Port of the OpenStack metadata server. Default: 8775.", 0, 65535),
        Text(
            "openstackRegion",
            "OpenStack region of the node: a DNS label of at most 47 characters.",
            Formats.DnsLabel),
        Choice(
            "windowsManageFirewallRules",
            "Whether the Windows firewall is opened for the agent's ports. Default: Disabled.",
            ["Enabled", "Disabled"]),
    ];
}
