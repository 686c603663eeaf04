using Margay.Model.Intent;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>An endpoint of this node, to which policy applies.</summary>
internal abstract class PolicedNode
{
    /// <summary>The policies that apply to it, as of the last flush; null for none.</summary>
    public PolicyChain? Chain { get; set; }
}

/// <summary>A pod interface of this node.</summary>
internal sealed class EndpointNode(LocalEndpoint local) : PolicedNode
{
    public LocalEndpoint Local { get; } = local;

    public BearerKey PodKey { get; } = BearerKey.Pod(local.Namespace, local.Pod);
}

/// <summary>A host endpoint of this node.</summary>
internal sealed class HostEndpointNode(string name, HostEndpointFacts facts, BearerNode bearer) : PolicedNode
{
    public string Name { get; } = name;

    public HostEndpointFacts Facts { get; } = facts;

    /// <summary>As a bearer, with the labels that its profiles give it.</summary>
    public BearerNode Bearer { get; } = bearer;
}
