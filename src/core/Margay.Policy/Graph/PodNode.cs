using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Policy.Graph;

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
