using Margay.Client;
using Margay.Host.Agent.Bgp;
using Margay.Model.Resources;

namespace Margay.Host.Agent;

/// <summary>What the agent's loop reacts to; nothing else changes its state.</summary>
internal abstract record AgentInput
{
    private AgentInput()
    {
    }

    /// <summary>The API told something.</summary>
    public sealed record Watched(Change Change) : AgentInput;

    /// <summary>A secret that the node's sessions need is told, or could not be read.</summary>
    public sealed record SecretTold(string Name, SecretState State) : AgentInput;

    /// <summary>A CNI ADD needs its pod: answered as soon as the pod is known here.</summary>
    public sealed record PodWanted(ResourceKey Pod, TaskCompletionSource<PodView> Answer) : AgentInput;

    /// <summary>A pod's link stands, still down: answered when its policy is live, its link up and its routes in.</summary>
    public sealed record EndpointAdded(EndpointRecord Record, TaskCompletionSource Live) : AgentInput;

    /// <summary>The virtual machine of a pod that awaits it has shown itself.</summary>
    public sealed record MachineArrived(string HostInterface) : AgentInput;

    /// <summary>A pod goes: answered when nothing in tables and routes names it any more.</summary>
    public sealed record EndpointRemoved(string HostInterface, TaskCompletionSource Closed) : AgentInput;

    /// <summary>Somebody changed kernel state of this area, or it is time to look.</summary>
    public sealed record ResyncDue(KernelArea Area, bool Foreign) : AgentInput;

    /// <summary>What failed before is due again.</summary>
    public sealed record RetryDue : AgentInput;
}

/// <summary>Kernel state that is compared as a whole.</summary>
[Flags]
internal enum KernelArea
{
    None = 0,
    Tables = 1,
    Routes = 2,
    Links = 4,
    NextHops = 8,
}

/// <summary>A local pod as a CNI ADD sees it.</summary>
/// <param name="Pod">The pod.</param>
/// <param name="NamespaceLabels">The labels of its namespace.</param>
/// <param name="NodeLabels">The labels of this node.</param>
/// <param name="Mtu">The MTU for its interface; null is to be detected.</param>
/// <param name="TunnelOverhead">Bytes that tunnels of the cluster's pools take from a detected MTU.</param>
internal sealed record PodView(
    Pod Pod,
    IReadOnlyDictionary<string, string> NamespaceLabels,
    IReadOnlyDictionary<string, string> NodeLabels,
    int? Mtu,
    int TunnelOverhead);
