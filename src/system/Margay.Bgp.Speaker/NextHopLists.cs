using Margay.Bgp.Rib;
using Margay.Primitives;

namespace Margay.Bgp.Speaker;

/// <summary>The next hops of what is chosen. Prefixes that change one after the other mostly have the same, and share the list.</summary>
internal sealed class NextHopLists
{
    private readonly List<BgpPath> _of = [];
    private IReadOnlyList<IpAddr> _last = [];

    /// <summary>The next hops of all chosen paths, without repetition; empty for this speaker's own route, or for none.</summary>
    public IReadOnlyList<IpAddr> Of(Destination destination)
    {
        var chosen = destination.Chosen;
        if (chosen.Length == 0 || chosen[0].Owner.Source == PathSource.Local) return [];
        if (AreAsBefore(chosen)) return _last;
        _of.Clear();
        _of.AddRange(chosen);
        return _last = [.. _of.Select(path => path.Attributes.NextHop).Distinct()];
    }

    /// <summary>Whether the paths have the next hops of those that were asked about last; mostly they are the same ones.</summary>
    private bool AreAsBefore(ReadOnlySpan<BgpPath> chosen)
    {
        if (chosen.Length != _of.Count) return false;
        for (var i = 0; i < chosen.Length; i++)
        {
            if (!ReferenceEquals(chosen[i], _of[i]) && chosen[i].Attributes.NextHop != _of[i].Attributes.NextHop) return false;
        }

        return true;
    }
}
