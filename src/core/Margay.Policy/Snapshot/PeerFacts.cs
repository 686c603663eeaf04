using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>A prefix without some parts of it.</summary>
internal readonly record struct NetworkBlock(Cidr Cidr, IReadOnlyList<Cidr> Except);

/// <summary>One of the peers of a Kubernetes rule.</summary>
internal abstract record Peer
{
    private Peer()
    {
    }

    /// <summary>What a selection takes.</summary>
    public sealed record Chosen(Selection Selection) : Peer;

    /// <summary>The addresses of a block without its exceptions, whoever holds them.</summary>
    public sealed record Block(NetworkBlock Networks) : Peer;

    /// <summary>The addresses that names stand for.</summary>
    public sealed record Named(IReadOnlyList<DomainPattern> Domains) : Peer;
}

/// <summary>The peers of a rule: a packet's peer must be one of them.</summary>
/// <param name="IsAnybody">Whether there is no condition at all.</param>
/// <param name="Chosen">Selections, without repetition, in an order of their own.</param>
/// <param name="Networks">The union of all blocks, disjoint and sorted.</param>
/// <param name="Domains">All patterns of names, sorted.</param>
internal sealed record PeerFacts(
    bool IsAnybody, IReadOnlyList<Selection> Chosen, IReadOnlyList<Cidr> Networks, IReadOnlyList<DomainPattern> Domains)
{
    /// <summary>No condition.</summary>
    public static PeerFacts Anybody { get; } = new(true, [], [], []);

    /// <summary>One of these; a null is one that cannot be read, and stands for nobody.</summary>
    public static PeerFacts Of(IReadOnlyList<Peer?> peers) => new(
        false,
        [.. peers.OfType<Peer.Chosen>().Select(peer => peer.Selection)
            .DistinctBy(selection => selection.Canonical)
            .OrderBy(selection => selection.Canonical, StringComparer.Ordinal)],
        DisjointNetworks.Of([.. peers.OfType<Peer.Block>().Select(peer => peer.Networks)]),
        [.. peers.OfType<Peer.Named>().SelectMany(peer => peer.Domains).Distinct().Order()]);

    /// <summary>Each peer as the conditions on its end of the packet.</summary>
    public IEnumerable<EndFacts> Ends()
    {
        if (IsAnybody) yield return EndFacts.Any;
        foreach (var selection in Chosen) yield return new EndFacts { Chosen = selection };
        if (Networks.Count > 0) yield return new EndFacts { Networks = Networks };
        if (Domains.Count > 0) yield return new EndFacts { Domains = Domains };
    }
}
