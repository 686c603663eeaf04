using Margay.Primitives;

namespace Margay.Model.Intent;

/// <summary>
/// What a node's tables must know of the network around its pods: where the pods' addresses end, and who the nodes are. A value; all
/// lists are sorted, and no prefix of one is inside another of the same.
/// </summary>
public sealed record NetworkIntent
{
    /// <summary>There are no pools and no nodes.</summary>
    public static NetworkIntent None { get; } = new();

    /// <summary>The ranges of all pools, disabled ones too: what goes there keeps its source.</summary>
    public IReadOnlyList<Cidr> Pools { get; init; } = [];

    /// <summary>Those of pools out of which packets to elsewhere get another source.</summary>
    public IReadOnlyList<Cidr> NatPools { get; init; } = [];

    /// <summary>The nodes' own addresses.</summary>
    public IReadOnlyList<IpAddr> Nodes { get; init; } = [];

    /// <summary>Sources outside the cluster that may send packets of the overlays as nodes do.</summary>
    public IReadOnlyList<Cidr> ExternalNodes { get; init; } = [];

    /// <summary>The ranges of service addresses that the cluster announces.</summary>
    public IReadOnlyList<Cidr> Services { get; init; } = [];

    /// <summary>Whether a pool of IPv4 uses VXLAN.</summary>
    public bool VxlanV4 { get; init; }

    /// <summary>Whether a pool of IPv6 uses VXLAN.</summary>
    public bool VxlanV6 { get; init; }

    /// <summary>Whether a pool uses IP in IP (IPv4 alone).</summary>
    public bool Ipip { get; init; }

    /// <summary>Whether any packet may get another source.</summary>
    public bool Translates => NatPools.Count > 0 || VxlanV4 || VxlanV6;

    /// <summary>Whether a pool of the family uses VXLAN.</summary>
    public bool UsesVxlan(IpFamily family) => family == IpFamily.V4 ? VxlanV4 : VxlanV6;

    /// <inheritdoc/>
    public bool Equals(NetworkIntent? other) =>
        other is not null && VxlanV4 == other.VxlanV4 && VxlanV6 == other.VxlanV6 && Ipip == other.Ipip
        && Pools.SequenceEqual(other.Pools) && NatPools.SequenceEqual(other.NatPools)
        && Nodes.SequenceEqual(other.Nodes) && ExternalNodes.SequenceEqual(other.ExternalNodes) && Services.SequenceEqual(other.Services);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Pools.Count, NatPools.Count, Nodes.Count, Services.Count, VxlanV4, VxlanV6, Ipip);
}
