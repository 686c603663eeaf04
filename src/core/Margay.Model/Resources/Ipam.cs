using System.Text.Json.Serialization;

namespace Margay.Model.Resources;

/// <summary>projectcalico.org/v3 IPPool.</summary>
public sealed record IpPool : Resource
{
    /// <summary>The range and how it is used.</summary>
    public IpPoolSpec? Spec { get; init; }
}

/// <summary>projectcalico.org/v3 IPPoolSpec. A null member means the default that its text names.</summary>
public sealed record IpPoolSpec
{
    /// <summary>The range.</summary>
    public string Cidr { get => field ?? ""; init; }

    /// <summary>Prefix length of the blocks: 26 for IPv4, 122 for IPv6.</summary>
    public int? BlockSize { get; init; }

    /// <summary><c>Never</c> (default), <c>Always</c> or <c>CrossSubnet</c>.</summary>
    public string? IpipMode { get; init; }

    /// <summary><c>Never</c> (default), <c>Always</c> or <c>CrossSubnet</c>.</summary>
    public string? VxlanMode { get; init; }

    /// <summary>Whether traffic that leaves the pools is source-NATed; false.</summary>
    public bool? NatOutgoing { get; init; }

    /// <summary>Whether new addresses are refused; false.</summary>
    public bool? Disabled { get; init; }

    /// <summary>Whether BGP keeps quiet about the pool; false.</summary>
    [JsonPropertyName("disableBGPExport")]
    public bool? DisableBgpExport { get; init; }

    /// <summary>Nodes that use the pool by themselves; <c>all()</c>.</summary>
    public string? NodeSelector { get; init; }

    /// <summary>Namespaces that use the pool by themselves; empty is any.</summary>
    public string? NamespaceSelector { get; init; }

    /// <summary><c>Workload</c> and <c>Tunnel</c> by default, or <c>LoadBalancer</c> alone.</summary>
    public IReadOnlyList<string>? AllowedUses { get; init; }

    /// <summary><c>Automatic</c> (default) or <c>Manual</c>: only when asked for by name.</summary>
    public string? AssignmentMode { get; init; }
}

/// <summary>projectcalico.org/v3 IPAMBlock: one aligned slice of a pool and who holds each of its addresses.</summary>
public sealed record IpamBlock : Resource
{
    /// <summary>The block's content.</summary>
    public IpamBlockSpec? Spec { get; init; }
}

/// <summary>projectcalico.org/v3 IPAMBlockSpec.</summary>
public sealed record IpamBlockSpec
{
    /// <summary>The block's range.</summary>
    public string Cidr { get => field ?? ""; init; }

    /// <summary><c>host:NODE</c> or <c>virtual:NAME</c>; null when nobody owns the block.</summary>
    public string? Affinity { get; init; }

    /// <summary>When the owner claimed it.</summary>
    public DateTimeOffset? AffinityClaimTime { get; init; }

    /// <summary>For each ordinal of the block, the index of its attribute record, or null when free.</summary>
    public IReadOnlyList<int?>? Allocations { get; init; }

    /// <summary>Free ordinals, in the order in which they will be handed out.</summary>
    public IReadOnlyList<int>? Unallocated { get; init; }

    /// <summary>Attribute records, shared by the ordinals that point at them.</summary>
    public IReadOnlyList<AllocationAttribute>? Attributes { get; init; }

    /// <summary>Grows by one with each write.</summary>
    public ulong? SequenceNumber { get; init; }

    /// <summary>By ordinal as text: the sequence number when it was allocated, so that a stale release is refused.</summary>
    public IReadOnlyDictionary<string, ulong>? SequenceNumberForAllocation { get; init; }

    /// <summary>A tombstone: the block counts as not there.</summary>
    public bool? Deleted { get; init; }

    /// <summary>Kept for Calico's manifests; ignored.</summary>
    public bool? StrictAffinity { get; init; }
}

/// <summary>Who holds an address.</summary>
public sealed record AllocationAttribute
{
    /// <summary>The handle under which it is released.</summary>
    [JsonPropertyName("handle_id")]
    public string? HandleId { get; init; }

    /// <summary><c>pod</c>, <c>namespace</c>, <c>node</c>, <c>timestamp</c>, <c>type</c> …</summary>
    [JsonPropertyName("secondary")]
    public IReadOnlyDictionary<string, string>? Secondary { get; init; }

    /// <summary>The same of a pod that waits to take the address over.</summary>
    [JsonPropertyName("alternate")]
    public IReadOnlyDictionary<string, string>? Alternate { get; init; }
}

/// <summary>projectcalico.org/v3 BlockAffinity: a node's claim to a block.</summary>
public sealed record BlockAffinity : Resource
{
    /// <summary>The claim.</summary>
    public BlockAffinitySpec? Spec { get; init; }
}

/// <summary>projectcalico.org/v3 BlockAffinitySpec.</summary>
public sealed record BlockAffinitySpec
{
    /// <summary><c>pending</c>, <c>confirmed</c> or <c>pendingDeletion</c>: only a confirmed one is ownership.</summary>
    public string? State { get; init; }

    /// <summary>The node.</summary>
    public string Node { get => field ?? ""; init; }

    /// <summary><c>host</c> (also when null) or <c>virtual</c>.</summary>
    public string? Type { get; init; }

    /// <summary>The block.</summary>
    public string Cidr { get => field ?? ""; init; }

    /// <summary>A tombstone.</summary>
    public bool? Deleted { get; init; }
}

/// <summary>projectcalico.org/v3 IPAMHandle: how many addresses of each block one holder has.</summary>
public sealed record IpamHandle : Resource
{
    /// <summary>The counts.</summary>
    public IpamHandleSpec? Spec { get; init; }
}

/// <summary>projectcalico.org/v3 IPAMHandleSpec.</summary>
public sealed record IpamHandleSpec
{
    /// <summary>The handle, as in <c>NETWORK.CONTAINERID</c>.</summary>
    [JsonPropertyName("handleID")]
    public string HandleId { get => field ?? ""; init; }

    /// <summary>By block CIDR, how many addresses the handle has there.</summary>
    public IReadOnlyDictionary<string, int>? Block { get; init; }

    /// <summary>A tombstone.</summary>
    public bool? Deleted { get; init; }
}
