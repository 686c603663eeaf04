using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>
/// Prefixes that may lie in each other, and the fewest that cover the same addresses: those that lie in no other. A kernel
/// set takes only these, since its elements must not overlap.
/// </summary>
internal sealed class PrefixCover
{
    private readonly SortedSet<Cidr> _prefixes = [];

    /// <summary>Adds a prefix, and says how the cover changes.</summary>
    public void Add(Cidr prefix, Action<Cidr> covers, Action<Cidr> uncovers)
    {
        if (!_prefixes.Add(prefix) || LiesInAnother(prefix)) return;
        foreach (var inner in OutermostWithin(prefix)) uncovers(inner);
        covers(prefix);
    }

    /// <summary>Takes a prefix out, and says how the cover changes.</summary>
    public void Remove(Cidr prefix, Action<Cidr> covers, Action<Cidr> uncovers)
    {
        if (!_prefixes.Remove(prefix) || LiesInAnother(prefix)) return;
        uncovers(prefix);
        foreach (var inner in OutermostWithin(prefix)) covers(inner);
    }

    /// <summary>The cover, sorted.</summary>
    public List<Cidr> Outermost()
    {
        var cover = new List<Cidr>();
        foreach (var prefix in _prefixes)
        {
            if (cover.Count == 0 || !cover[^1].Contains(prefix)) cover.Add(prefix);
        }

        return cover;
    }

    private bool LiesInAnother(Cidr prefix)
    {
        for (var length = prefix.Length - 1; length >= 0; length--)
        {
            if (_prefixes.Contains(Cidr.Create(prefix.Network, length))) return true;
        }

        return false;
    }

    /// <remarks>A prefix sorts before everything in it, and all that is in it sorts before what follows its last address.</remarks>
    private List<Cidr> OutermostWithin(Cidr outer)
    {
        var found = new List<Cidr>();
        foreach (var prefix in _prefixes.GetViewBetween(outer, outer.Last.ToHostCidr()))
        {
            if (prefix == outer) continue;
            if (found.Count == 0 || !found[^1].Contains(prefix)) found.Add(prefix);
        }

        return found;
    }
}
