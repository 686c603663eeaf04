using Margay.Model.Intent;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>A known policy.</summary>
internal sealed class PolicyNode(PolicyId id, PolicyFacts facts)
{
    public PolicyId Id { get; } = id;

    public PolicyFacts Facts { get; } = facts;

    /// <summary>The local endpoints that it selects, as of the last flush. While there are any, the node needs it.</summary>
    public HashSet<EndpointNode> Endpoints { get; } = [];
}
