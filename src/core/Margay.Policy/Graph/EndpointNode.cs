using Margay.Model.Intent;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>A pod interface of this node.</summary>
internal sealed class EndpointNode(LocalEndpoint local)
{
    public LocalEndpoint Local { get; } = local;

    public PodKey PodKey { get; } = new(local.Namespace, local.Pod);

    /// <summary>The policies that select its pod, sorted by id; as of the last flush.</summary>
    public List<PolicyNode> Policies { get; set; } = [];
}
