using Margay.Model.Intent;

namespace Margay.Routing;

/// <summary>What a review found.</summary>
/// <param name="Interface">The pod's interface.</param>
/// <param name="Presence">How things stand with it now.</param>
public readonly record struct PresenceChange(string Interface, Presence Presence);

/// <summary>
/// Follows the virtual machines of a node's pods from node to node, and has a <see cref="RouteGraph"/> know which of the pods have their
/// addresses. Moments are on any clock that only goes forward. Synchronous; not thread-safe.
/// </summary>
/// <remarks>
/// What blocks say comes late. Of a pod that was made in this life of the agent it counts only once it has agreed with what the pod was
/// told when it got its addresses.
/// </remarks>
/// <param name="graph">The routes.</param>
/// <param name="thisNode">The node's name.</param>
public sealed class WorkloadMoves(RouteGraph graph, string thisNode)
{
    private readonly SortedDictionary<string, Mover> _movers = new(StringComparer.Ordinal);
    private readonly List<PresenceChange> _changes = [];

    /// <summary>When there is something to review next, if nothing comes before; null if there is nothing.</summary>
    public TimeSpan? NextAt => _movers.Values.Min(mover => mover.SettlesAt);

    /// <summary>The pods whose virtual machine is awaited.</summary>
    public IEnumerable<LocalEndpoint> Awaited =>
        _movers.Values.Where(mover => mover.Presence == Presence.Awaited).Select(mover => mover.Endpoint);

    /// <summary>A virtual machine's pod came to the node. Must come after the graph knows it.</summary>
    /// <param name="endpoint">Its interface.</param>
    /// <param name="presence">How things stood with it when that was last kept.</param>
    /// <param name="isFound">Whether the pod is from an earlier life of the agent.</param>
    public void Add(LocalEndpoint endpoint, Presence presence, bool isFound)
    {
        _movers[endpoint.Interface] = new Mover(endpoint) { Presence = presence, IsConfirmed = isFound };
        graph.SetAway(endpoint.Interface, presence is Presence.Awaited or Presence.Left);
    }

    /// <summary>A pod went; one that is none of a virtual machine is no matter.</summary>
    public void Remove(string @interface) => _movers.Remove(@interface);

    /// <summary>The virtual machine of a pod that awaits it has shown itself; no matter of a pod that awaits none.</summary>
    /// <param name="interface">The pod's interface.</param>
    /// <param name="now">The moment.</param>
    /// <param name="convergence">For how long the network is told of it.</param>
    public void Arrive(string @interface, TimeSpan now, TimeSpan convergence)
    {
        if (!_movers.TryGetValue(@interface, out var arrived) || arrived.Presence != Presence.Awaited) return;
        foreach (var other in _movers.Values.Where(other => other != arrived && other.SharesAddress(arrived) && other.IsPresent)) Leave(other);
        arrived.Presence = Presence.JustArrived;
        arrived.IsConfirmed = false;
        arrived.SettlesAt = now + convergence;
        graph.SetAway(@interface, false);
        graph.SetMoved(@interface, true);
        _changes.Add(new PresenceChange(@interface, Presence.JustArrived));
    }

    /// <summary>What has changed since the last review, by what blocks say and by time.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="convergence">For how long the network is told of a virtual machine that has come.</param>
    /// <param name="isAlone">Whether no other pod of the same virtual machine runs anywhere.</param>
    public IReadOnlyList<PresenceChange> Review(TimeSpan now, TimeSpan convergence, Func<LocalEndpoint, bool> isAlone)
    {
        foreach (var mover in _movers.Values)
        {
            if (mover.SettlesAt <= now) Settle(mover);
            var holders = mover.Endpoint.Addresses.Select(graph.HolderOf).OfType<string>().ToList();
            if (mover.Presence == Presence.Awaited)
            {
                var isNamed = holders.Count > 0 && holders.TrueForAll(holder => holder == thisNode);
                if ((isNamed && mover.IsConfirmed) || isAlone(mover.Endpoint)) Arrive(mover.Endpoint.Interface, now, convergence);
                else mover.IsConfirmed |= holders.Count > 0 && !isNamed;
            }
            else if (mover.IsPresent)
            {
                var isElsewhere = holders.Exists(holder => holder != thisNode);
                if (isElsewhere && mover.IsConfirmed) Leave(mover);
                else mover.IsConfirmed |= holders.Count > 0 && !isElsewhere;
            }
        }

        var changes = _changes.ToList();
        _changes.Clear();
        return changes;
    }

    private void Settle(Mover mover)
    {
        mover.Presence = Presence.Here;
        mover.SettlesAt = null;
        graph.SetMoved(mover.Endpoint.Interface, false);
        _changes.Add(new PresenceChange(mover.Endpoint.Interface, Presence.Here));
    }

    private void Leave(Mover mover)
    {
        mover.Presence = Presence.Left;
        mover.SettlesAt = null;
        graph.SetMoved(mover.Endpoint.Interface, false);
        graph.SetAway(mover.Endpoint.Interface, true);
        _changes.Add(new PresenceChange(mover.Endpoint.Interface, Presence.Left));
    }

    private sealed class Mover(LocalEndpoint endpoint)
    {
        public LocalEndpoint Endpoint { get; } = endpoint;

        public Presence Presence { get; set; }

        /// <summary>What blocks say counts.</summary>
        public bool IsConfirmed { get; set; }

        public TimeSpan? SettlesAt { get; set; }

        public bool IsPresent => Presence is Presence.Here or Presence.JustArrived;

        public bool SharesAddress(Mover other) => Endpoint.Addresses.Intersect(other.Endpoint.Addresses).Any();
    }
}
