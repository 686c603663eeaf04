using Margay.Primitives;

namespace Margay.Ipam;

/// <summary>Who wants addresses, and which.</summary>
public sealed record AssignRequest
{
    /// <summary>The node on which they are used.</summary>
    public required string Node { get; init; }

    /// <summary>Under what they are released. A handle that holds an address of a family already keeps it.</summary>
    public required HandleId Handle { get; init; }

    /// <summary>One address of each of these.</summary>
    public required IReadOnlyList<IpFamily> Families { get; init; }

    /// <summary>The node's labels, which pools select by.</summary>
    public LabelSet NodeLabels { get; init; } = LabelSet.Empty;

    /// <summary>The labels of the pod's namespace, which pools select by.</summary>
    public LabelSet NamespaceLabels { get; init; } = LabelSet.Empty;

    /// <summary>The pod's namespace, for people.</summary>
    public string? Namespace { get; init; }

    /// <summary>The pod, for people.</summary>
    public string? Pod { get; init; }

    /// <summary>How the pod shares the addresses with other pods of its handle.</summary>
    public Tenancy Tenancy { get; init; }

    /// <summary>Further attributes to keep with the address.</summary>
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    /// <summary>Names or ranges of pools: for a family that has some here, only these are used, whatever they select.</summary>
    public IReadOnlyList<string> Pools { get; init; } = [];

    /// <summary>Addresses that must be assigned: at most one of a family, and only families that are asked for.</summary>
    public IReadOnlyList<IpAddr> Addresses { get; init; } = [];

    /// <summary>The record that is kept with each address.</summary>
    internal Holder HolderAt(DateTimeOffset now) => new(Handle, AttributesAt(now));

    /// <summary>What is kept of the pod.</summary>
    internal IReadOnlyDictionary<string, string> AttributesAt(DateTimeOffset now)
    {
        var attributes = new Dictionary<string, string>(Attributes ?? new Dictionary<string, string>())
        {
            ["node"] = Node,
            ["timestamp"] = now.ToUniversalTime().ToString("O"),
        };
        if (Pod is not null) attributes["pod"] = Pod;
        if (Namespace is not null) attributes["namespace"] = Namespace;
        return attributes;
    }
}

/// <summary>Cluster-wide choices about address management.</summary>
/// <param name="StrictAffinity">Whether nodes take addresses from their own blocks only.</param>
/// <param name="MaxBlocksPerNode">How many blocks of one family a node may own.</param>
public sealed record IpamSettings(bool StrictAffinity, int MaxBlocksPerNode)
{
    /// <summary>Calico's: borrowing is allowed, 20 blocks.</summary>
    public static IpamSettings Default { get; } = new(false, 20);
}
