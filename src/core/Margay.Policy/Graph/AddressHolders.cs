using System.Runtime.InteropServices;
using Margay.Primitives;

namespace Margay.Policy.Graph;

/// <summary>Who stands behind each prefix. Nearly all have one holder, and cost one entry.</summary>
internal sealed class AddressHolders
{
    private readonly Dictionary<Cidr, BearerNode> _first = [];
    private readonly Dictionary<Cidr, List<BearerNode>> _others = [];

    public bool IsEmpty => _first.Count == 0;

    public void Add(Cidr network, BearerNode holder)
    {
        ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(_first, network, out var isHeld);
        if (!isHeld)
        {
            first = holder;
            return;
        }

        if (!_others.TryGetValue(network, out var others)) _others[network] = others = [];
        others.Add(holder);
    }

    public void Remove(Cidr network, BearerNode holder)
    {
        if (!_others.TryGetValue(network, out var others))
        {
            _first.Remove(network);
            return;
        }

        if (_first[network] == holder)
        {
            _first[network] = others[^1];
            others.RemoveAt(others.Count - 1);
        }
        else
        {
            others.Remove(holder);
        }

        if (others.Count == 0) _others.Remove(network);
    }

    /// <summary>Whether anybody stands behind the prefix beside one holder of it.</summary>
    public bool IsShared(Cidr network) => _others.Count > 0 && _others.ContainsKey(network);

    /// <summary>Everybody behind a prefix.</summary>
    public IEnumerable<BearerNode> Of(Cidr network)
    {
        if (!_first.TryGetValue(network, out var first)) yield break;
        yield return first;
        if (!_others.TryGetValue(network, out var others)) yield break;
        foreach (var other in others) yield return other;
    }
}
