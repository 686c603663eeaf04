using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>
/// Changes of what the node knows, applied in order. An upsert gives the whole new state; it may repeat what is known,
/// and a removal may name what is not there.
/// </summary>
/// <param name="Changes">The changes.</param>
/// <param name="InSync">
/// Whether the view is complete with this delta. Nothing is emitted before it first is; what later deltas say does not
/// matter.
/// </param>
public sealed record SnapshotDelta(IReadOnlyList<SnapshotChange> Changes, bool InSync);

/// <summary>One change of what the node knows.</summary>
public abstract record SnapshotChange
{
    private SnapshotChange()
    {
    }

    /// <summary>A namespace and its labels.</summary>
    public sealed record NamespaceUpsert(string Name, LabelSet Labels) : SnapshotChange;

    /// <summary>A namespace is gone. Its pods and policies go by removals of their own.</summary>
    public sealed record NamespaceRemove(string Name) : SnapshotChange;

    /// <summary>A pod anywhere in the cluster.</summary>
    public sealed record PodUpsert(PodKey Key, PodFacts Facts) : SnapshotChange;

    /// <summary>A pod is gone.</summary>
    public sealed record PodRemove(PodKey Key) : SnapshotChange;

    /// <summary>A policy of any kind.</summary>
    public sealed record PolicyUpsert(PolicyId Id, PolicyFacts Facts) : SnapshotChange;

    /// <summary>A policy is gone.</summary>
    public sealed record PolicyRemove(PolicyId Id) : SnapshotChange;

    /// <summary>A pod interface of this node.</summary>
    public sealed record LocalEndpointUpsert(LocalEndpoint Endpoint) : SnapshotChange;

    /// <summary>A pod interface of this node is gone.</summary>
    public sealed record LocalEndpointRemove(string Interface) : SnapshotChange;

    /// <summary>The change that a created or updated resource means; null for kinds on which policy does not depend.</summary>
    public static SnapshotChange? Upserted(Resource resource) => resource switch
    {
        Namespace found => new NamespaceUpsert(found.Metadata.Name, PodFacts.LabelsOf(found)),
        Pod pod => new PodUpsert(PodKey.Of(pod), PodFacts.Of(pod)),
        NetworkPolicy policy => NetworkPolicyFacts.Of(policy) is { } facts
            ? new PolicyUpsert(NetworkPolicyFacts.IdOf(policy), facts)
            : new PolicyRemove(NetworkPolicyFacts.IdOf(policy)),
        _ => null,
    };

    /// <summary>The change that a deleted resource means; null for kinds on which policy does not depend.</summary>
    public static SnapshotChange? Removed(Resource resource) => resource switch
    {
        Namespace found => new NamespaceRemove(found.Metadata.Name),
        Pod pod => new PodRemove(PodKey.Of(pod)),
        NetworkPolicy policy => new PolicyRemove(NetworkPolicyFacts.IdOf(policy)),
        _ => null,
    };
}
