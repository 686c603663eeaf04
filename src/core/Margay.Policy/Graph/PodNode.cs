using Margay.Model.Intent;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>A namespace that is known, or that some pod is in.</summary>
internal sealed class NamespaceNode(string name)
{
    public string Name { get; } = name;

    /// <summary>Its labels; null while it is not known.</summary>
    public LabelSet? Labels { get; set; }

    public CompactSet<PodNode> Pods { get; } = new();
}

/// <summary>A known pod.</summary>
internal sealed class PodNode(string name, NamespaceNode podNamespace, PodFacts facts)
{
    public string Name { get; } = name;

    public NamespaceNode Namespace { get; } = podNamespace;

    public PodFacts Facts { get; set; } = facts;

    /// <summary>The addresses at which the pod stands in the sets now; none while it is in no set.</summary>
    public IReadOnlyList<IpAddr> Addresses { get; set; } = [];

    /// <summary>Whether a selection takes the pod.</summary>
    public bool IsIn(PodSelection selection) => selection.Matches(Namespace.Name, Namespace.Labels, Facts.Labels);
}

/// <summary>A pod interface of this node.</summary>
internal sealed class EndpointNode(LocalEndpoint local)
{
    public LocalEndpoint Local { get; } = local;

    public PodKey PodKey { get; } = new(local.Namespace, local.Pod);

    /// <summary>The policies that select its pod, sorted by id; as of the last flush.</summary>
    public List<PolicyNode> Policies { get; set; } = [];
}

/// <summary>A known policy.</summary>
internal sealed class PolicyNode(PolicyId id, PolicyFacts facts)
{
    public PolicyId Id { get; } = id;

    public PolicyFacts Facts { get; } = facts;

    /// <summary>The local endpoints that it selects; as of the last flush. The node needs the policy while there are any.</summary>
    public HashSet<EndpointNode> Endpoints { get; } = [];
}
