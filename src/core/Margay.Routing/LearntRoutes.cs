using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Routing;

/// <summary>What BGP has learnt: the next hops of each prefix, and the ways to them.</summary>
/// <param name="hopsTo">The neighbours through which a next hop is reached, none if there is no way to it; null has every next hop be a neighbour itself.</param>
/// <param name="changed">Hears of each prefix whose way may be another.</param>
internal sealed class LearntRoutes(Func<IpAddr, IReadOnlyList<NextHop>>? hopsTo, Action<Cidr> changed)
{
    private readonly Dictionary<Cidr, Way> _learnt = [];
    private readonly HashSet<Cidr> _urgent = [];
    private readonly Dictionary<ValueArray<IpAddr>, Way> _ways = [];

    /// <summary>Every prefix that a peer knows the way to.</summary>
    public IReadOnlyCollection<Cidr> Prefixes => _learnt.Keys;

    /// <summary>Whether a peer knows the way to a prefix.</summary>
    public bool Knows(Cidr prefix) => _learnt.ContainsKey(prefix);

    /// <summary>The way to a prefix; null while nobody says it, or there is no way to its next hops.</summary>
    public RouteTarget? TargetOf(Cidr prefix) => _learnt.GetValueOrDefault(prefix)?.Target;

    /// <summary>The same, with next hops that are reached otherwise.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <param name="otherwise">How a next hop is reached; null has it be reached as ever.</param>
    public RouteTarget? TargetOf(Cidr prefix, Func<IpAddr, IReadOnlyList<NextHop>?> otherwise) =>
        _learnt.GetValueOrDefault(prefix) is { } way ? RouteTarget.To(way.NextHops.SelectMany(hop => otherwise(hop) ?? HopsTo(hop))) : null;

    /// <summary>Whether the way takes precedence over whatever the node has itself.</summary>
    public bool IsUrgent(Cidr prefix) => _urgent.Contains(prefix);

    /// <summary>Takes the next hops of a prefix; none if no peer knows a way any more.</summary>
    public void Learn(Cidr prefix, IReadOnlyList<IpAddr> nextHops, bool isUrgent)
    {
        if (isUrgent && nextHops.Count > 0 ? _urgent.Add(prefix) : _urgent.Remove(prefix)) changed(prefix);
        var before = _learnt.GetValueOrDefault(prefix);
        var hops = new ValueArray<IpAddr>([.. nextHops.Order()]);
        if (before is null ? hops.IsEmpty : before.NextHops == hops) return;
        if (before is not null && --before.Uses == 0) _ways.Remove(before.NextHops);
        if (hops.IsEmpty)
        {
            _learnt.Remove(prefix);
        }
        else
        {
            if (!_ways.TryGetValue(hops, out var way)) _ways[hops] = way = new Way(hops) { Target = To(hops) };
            way.Uses++;
            _learnt[prefix] = way;
        }

        changed(prefix);
    }

    /// <summary>The ways to next hops may be others: each is asked for again.</summary>
    public void RefreshWays()
    {
        var others = new HashSet<Way>();
        foreach (var way in _ways.Values)
        {
            var target = To(way.NextHops);
            if (target == way.Target) continue;
            way.Target = target;
            others.Add(way);
        }

        if (others.Count == 0) return;
        foreach (var (prefix, way) in _learnt)
        {
            if (others.Contains(way)) changed(prefix);
        }
    }

    private RouteTarget? To(ValueArray<IpAddr> nextHops) =>
        RouteTarget.To(nextHops.SelectMany(HopsTo));

    private IReadOnlyList<NextHop> HopsTo(IpAddr nextHop) => hopsTo is null ? [new NextHop(nextHop)] : hopsTo(nextHop);

    /// <summary>What prefixes with the same next hops share.</summary>
    private sealed class Way(ValueArray<IpAddr> nextHops)
    {
        public ValueArray<IpAddr> NextHops { get; } = nextHops;

        public RouteTarget? Target { get; set; }

        public int Uses { get; set; }
    }
}
