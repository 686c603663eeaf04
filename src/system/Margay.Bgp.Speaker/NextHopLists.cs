using Margay.Bgp.Rib;
using Margay.Primitives;

namespace Margay.Bgp.Speaker;

/// <summary>The next hops of what is chosen. Prefixes that change one after the other mostly have the same, and share the list.</summary>
internal sealed class NextHopLists
{
    private readonly List<IpAddr> _found = [];
    private IpAddr[] _last = [];

    /// <summary>The next hops of all chosen paths, without repetition; empty for this speaker's own route, or for none.</summary>
    public IReadOnlyList<IpAddr> Of(Destination destination)
    {
        var chosen = destination.Chosen;
        if (chosen.Length == 0 || chosen[0].Owner.Source == PathSource.Local) return [];
        _found.Clear();
        foreach (var path in chosen)
        {
            if (chosen.Length == 1 || !_found.Contains(path.Attributes.NextHop)) _found.Add(path.Attributes.NextHop);
        }

        return _found.SequenceEqual(_last) ? _last : _last = [.. _found];
    }
}
