using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>A set that several parts may have in common; its name says its content.</summary>
internal sealed record SharedSet(NftSet Set, IReadOnlyList<SetElement> Content);

/// <summary>What one thing of the intent contributes to the table.</summary>
/// <param name="Chains">Chains that no other part has.</param>
/// <param name="Elements">Elements that no other part has, each with its set.</param>
/// <param name="Sets">Sets that are there as long as a part has them.</param>
internal sealed record TablePart(
    IReadOnlyList<NftChain> Chains,
    IReadOnlyList<(string Set, SetElement Element)> Elements,
    IReadOnlyList<SharedSet> Sets)
{
    internal static TablePart Empty { get; } = new([], [], []);
}

/// <summary>A table as the sum of its parts: each is replaced as a whole, and only what differs changes.</summary>
/// <param name="table">The table.</param>
internal sealed class TableParts(DesiredTable table)
{
    private readonly Dictionary<object, TablePart> _parts = [];
    private readonly Dictionary<string, int> _uses = [];

    /// <summary>Puts a part in the place of the one that the key had; an empty one takes it away.</summary>
    /// <remarks>What a part names is there before it: sets before elements and rules, and gone after them.</remarks>
    internal void Replace(object key, TablePart part)
    {
        var before = _parts.GetValueOrDefault(key, TablePart.Empty);
        if (part == TablePart.Empty) _parts.Remove(key);
        else _parts[key] = part;
        foreach (var set in part.Sets) Use(set);
        foreach (var chain in part.Chains) table.PutChain(chain);
        foreach (var (set, element) in before.Elements.Except(part.Elements)) table.RemoveElement(set, element);
        foreach (var (set, element) in part.Elements) table.AddElement(set, element);
        foreach (var chain in before.Chains.ExceptBy(part.Chains.Select(chain => chain.Name), chain => chain.Name))
            table.RemoveChain(chain.Name);
        foreach (var set in before.Sets) Release(set);
    }

    private void Use(SharedSet set)
    {
        var uses = _uses.GetValueOrDefault(set.Set.Name);
        _uses[set.Set.Name] = uses + 1;
        if (uses > 0) return;
        table.PutSet(set.Set);
        foreach (var element in set.Content) table.AddElement(set.Set.Name, element);
    }

    private void Release(SharedSet set)
    {
        if (--_uses[set.Set.Name] > 0) return;
        _uses.Remove(set.Set.Name);
        table.RemoveSet(set.Set.Name);
    }
}
