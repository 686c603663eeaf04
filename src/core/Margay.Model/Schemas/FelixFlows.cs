using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The settings of FelixConfiguration for flow logs, Istio, OpenStack and Windows.</summary>
internal static class FelixFlows
{
    public static IReadOnlyList<Property> Settings { get; } =
    [
        Duration("flowLogsFlushInterval", "Export period (Goldmane deployments set 15s). Default: 300s."),
        Text("flowLogsGoldmaneServer", "Host:port of the collector; empty = off."),
        Choice(
            "flowLogsLocalReporter",
            "Also emit to node-local unix socket. Default: Disabled.",
            ["Enabled", "Disabled"]),
        Choice(
            "flowLogsPolicyEvaluationMode",
            "Continuous re-evaluates live flows when policy changes. Default: Continuous.",
            ["None", "Continuous"]),
        Flag("flowLogsCollectorDebugTrace", "Verbose collector logs. Default: false."),
        Choice("istioAmbientMode", "Ambient mesh integration. Default: Disabled.", ["Disabled", "Enabled"]),
        IntOrString("istioDSCPMark", "DSCP 0–63 or name on mesh SYNs. Default: 23.", Formats.Dscp),
        Text("metadataAddr", "OpenStack metadata server. Default: 127.0.0.1."),
        Whole("metadataPort", "OpenStack metadata port. Default: 8775.", 0, 65535),
        Text("openstackRegion", "Region name (DNS label ≤47).", Formats.DnsLabel),
        Choice(
            "windowsManageFirewallRules",
            "Open Windows firewall for Felix. Default: Disabled.",
            ["Enabled", "Disabled"]),
    ];
}
