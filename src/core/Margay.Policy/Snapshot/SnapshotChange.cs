using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Snapshot;

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

    /// <summary>A service account and its labels.</summary>
    public sealed record AccountUpsert(string Namespace, string Name, LabelSet Labels) : SnapshotChange;

    /// <summary>A service account is gone.</summary>
    public sealed record AccountRemove(string Namespace, string Name) : SnapshotChange;

    /// <summary>A pod, network set or node anywhere in the cluster.</summary>
    public sealed record BearerUpsert(BearerKey Key, BearerFacts Facts) : SnapshotChange;

    /// <summary>A pod, network set or node is gone.</summary>
    public sealed record BearerRemove(BearerKey Key) : SnapshotChange;

    /// <summary>A host endpoint of any node.</summary>
    public sealed record HostEndpointUpsert(string Name, HostEndpointFacts Facts) : SnapshotChange;

    /// <summary>A host endpoint is gone.</summary>
    public sealed record HostEndpointRemove(string Name) : SnapshotChange;

    /// <summary>A slice of a service's endpoints.</summary>
    public sealed record SliceUpsert(SliceKey Key, SliceFacts Facts) : SnapshotChange;

    /// <summary>A slice is gone.</summary>
    public sealed record SliceRemove(SliceKey Key) : SnapshotChange;

    /// <summary>A name stands for these addresses, distinct and at least one.</summary>
    public sealed record NameUpsert(DomainName Name, IReadOnlyList<IpAddr> Addresses) : SnapshotChange;

    /// <summary>A name stands for no address.</summary>
    public sealed record NameRemove(DomainName Name) : SnapshotChange;

    /// <summary>A tier.</summary>
    public sealed record TierUpsert(string Name, TierFacts Facts) : SnapshotChange;

    /// <summary>A tier is gone.</summary>
    public sealed record TierRemove(string Name) : SnapshotChange;

    /// <summary>A policy of any kind that is enforced.</summary>
    public sealed record PolicyUpsert(PolicyId Id, PolicyFacts Facts) : SnapshotChange;

    /// <summary>A policy is gone.</summary>
    public sealed record PolicyRemove(PolicyId Id) : SnapshotChange;

    /// <summary>A profile: its rules (null if they cannot be read), and the labels that its endpoints inherit.</summary>
    public sealed record ProfileUpsert(string Name, PolicyFacts? Rules, LabelSet Labels) : SnapshotChange;

    /// <summary>A profile is gone.</summary>
    public sealed record ProfileRemove(string Name) : SnapshotChange;

    /// <summary>A pod interface of this node.</summary>
    public sealed record LocalEndpointUpsert(LocalEndpoint Endpoint) : SnapshotChange;

    /// <summary>A pod interface of this node is gone.</summary>
    public sealed record LocalEndpointRemove(string Interface) : SnapshotChange;

    /// <summary>An interface of this node that is no workload's.</summary>
    public sealed record HostInterfaceUpsert(HostInterface Interface) : SnapshotChange;

    /// <summary>An interface of this node is gone.</summary>
    public sealed record HostInterfaceRemove(string Name) : SnapshotChange;
}
