using Margay.Model.Settings;

namespace Margay.Dataplane.Tables;

/// <summary>How the policy table is laid out on a node.</summary>
public sealed record TableOptions
{
    /// <summary>The name of the one table (family inet) that is ours, with everything in it.</summary>
    public const string TableName = "margay";

    /// <summary>
    /// What the names of workload interfaces begin with. Interfaces with this prefix that no endpoint names let nothing
    /// through; all other interfaces are not ours to police.
    /// </summary>
    public string InterfacePrefix { get; init; } = "cali";

    /// <summary>From a workload to its own host, after egress policy (Calico's defaultEndpointToHostAction).</summary>
    public EndpointToHostAction EndpointToHostAction { get; init; } = EndpointToHostAction.Drop;

    /// <summary>Whether packets of workloads that connection tracking calls invalid are dropped.</summary>
    public bool DropInvalid { get; init; } = true;
}
