using System.Runtime.InteropServices;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Dataplane.Routes;

/// <summary>Our routes as the kernel is known to hold them, by destination. Not thread-safe.</summary>
public sealed class ObservedRoutes
{
    private readonly Dictionary<Cidr, KernelRoute> _first = [];
    private readonly Dictionary<Cidr, List<KernelRoute>> _others = [];   // several under one destination: somebody else's hand

    /// <summary>Every route.</summary>
    public IEnumerable<KernelRoute> All => _first.Values.Concat(_others.Values.SelectMany(static routes => routes));

    /// <summary>The routes to one destination.</summary>
    public IEnumerable<KernelRoute> To(Cidr destination)
    {
        if (!_first.TryGetValue(destination, out var first)) return [];
        return _others.TryGetValue(destination, out var others) ? others.Prepend(first) : [first];
    }

    /// <summary>A route is there now.</summary>
    public void Add(in KernelRoute route)
    {
        ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_first, route.Destination, out var isKnown);
        if (!isKnown)
        {
            first = route;
        }
        else if (first != route)
        {
            if (!_others.TryGetValue(route.Destination, out var others)) _others[route.Destination] = others = [];
            if (!others.Contains(route)) others.Add(route);
        }
    }

    /// <summary>A route is gone.</summary>
    public void Remove(in KernelRoute route)
    {
        if (!_first.TryGetValue(route.Destination, out var first)) return;
        if (_others.TryGetValue(route.Destination, out var others))
        {
            if (first == route) _first[route.Destination] = others[^1];
            else if (!others.Contains(route)) return;
            others.Remove(first == route ? others[^1] : route);
            if (others.Count == 0) _others.Remove(route.Destination);
        }
        else if (first == route)
        {
            _first.Remove(route.Destination);
        }
    }

    /// <summary>All routes to a destination are gone.</summary>
    public void RemoveAll(Cidr destination)
    {
        _first.Remove(destination);
        _others.Remove(destination);
    }
}
