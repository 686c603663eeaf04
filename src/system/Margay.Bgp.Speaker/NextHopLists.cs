using Margay.Bgp.Rib;
using Margay.Primitives;

namespace Margay.Bgp.Speaker;

/// <summary>The next hops of what is chosen. Prefixes that change one after the other mostly have the same, and share the list.</summary>
internal sealed class NextHopLists
{
    // Of the chosen paths that were asked about last, one after the other; and without repetition.
    private readonly List<IpAddr> _of = [];
    private IReadOnlyList<IpAddr> _last = [];

    /// <summary>The next hops of all chosen paths, without repetition; empty for this speaker's own route, or for none.</summary>
    public IReadOnlyList<IpAddr> Of(Destination destination)
    {
        var chosen = destination.Chosen;
        if (chosen.Length == 0 || chosen[0].Owner.Source == PathSource.Local) return [];
        if (AreLast(chosen)) return _last;
        _of.Clear();
        foreach (var path in chosen) _of.Add(path.Attributes.NextHop);
        return _last = [.. _of.Distinct()];
    }

    private bool AreLast(ReadOnlySpan<BgpPath> chosen)
    {
        if (chosen.Length != _of.Count) return false;
        for (var i = 0; i < chosen.Length; i++)
        {
            if (chosen[i].Attributes.NextHop != _of[i]) return false;
        }

        return true;
    }
}
