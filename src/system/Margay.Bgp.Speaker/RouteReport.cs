using Margay.Bgp.Rib;
using Margay.Primitives;

namespace Margay.Bgp.Speaker;

/// <summary>One path to a prefix and its fate.</summary>
/// <param name="Peer">The name of the peer it came from, or null for this speaker's own.</param>
/// <param name="Path">The path.</param>
/// <param name="Step">Where it lost, or that it did not.</param>
public sealed record PathReport(string? Peer, BgpPath Path, DecisionStep Step);

/// <summary>What a peer is told of the best path, and why not.</summary>
/// <param name="Peer">The peer's name.</param>
/// <param name="Withheld">Why it is not told.</param>
/// <param name="By">The rule of export policy that decided, or null.</param>
public sealed record TellingReport(string Peer, Withheld Withheld, string? By);

/// <summary>A prefix, all paths to it, and who is told of it.</summary>
/// <param name="Prefix">The prefix.</param>
/// <param name="Paths">All paths, the chosen ones first.</param>
/// <param name="Told">Peers with a session; null where it was not asked for.</param>
public sealed record RouteReport(Cidr Prefix, IReadOnlyList<PathReport> Paths, IReadOnlyList<TellingReport>? Told)
{
    internal static RouteReport Of(Destination destination, IReadOnlyCollection<PeerSession> peers, bool withPeers)
    {
        var names = peers.ToDictionary(peer => peer.Rib.Number, peer => peer.Config.Name);
        var steps = destination.Decide();
        var paths = new List<PathReport>(steps.Length);
        for (var i = 0; i < steps.Length; i++)
        {
            var path = destination.Paths[i];
            paths.Add(new PathReport(names.GetValueOrDefault(path.Owner.Number), path, steps[i]));
        }

        if (!withPeers) return new RouteReport(destination.Prefix, paths, null);
        return new RouteReport(destination.Prefix, paths, destination.Best is { } best ? [.. Tellings(destination.Prefix, best, peers)] : []);
    }

    private static IEnumerable<TellingReport> Tellings(Cidr prefix, BgpPath best, IReadOnlyCollection<PeerSession> peers)
    {
        foreach (var peer in peers.Where(one => one.Rib.Session is not null).OrderBy(one => one.Config.Name, StringComparer.Ordinal))
        {
            var withheld = RibTables.Check(peer.Rib, prefix, best, out _, out var by);
            yield return new TellingReport(peer.Config.Name, withheld, by);
        }
    }
}
