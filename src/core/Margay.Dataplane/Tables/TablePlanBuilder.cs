using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>Gathers differences in any order and puts them in the order of a plan; names and elements sorted.</summary>
internal sealed class TablePlanBuilder
{
    private readonly List<TableOp> _table = [];
    private readonly List<string> _flushedChains = [];
    private readonly List<string> _deletedChains = [];
    private readonly List<string> _deletedSets = [];
    private readonly List<string> _flushedSets = [];
    private readonly List<NftSet> _createdSets = [];
    private readonly List<NftChain> _createdChains = [];
    private readonly List<NftChain> _filledChains = [];
    private readonly List<(NftSet Set, List<SetElement> Elements)> _removed = [];
    private readonly List<(NftSet Set, List<SetElement> Elements)> _added = [];

    internal void DeleteTable() => _table.Add(new TableOp.DeleteTable());

    internal void CreateTable() => _table.Add(new TableOp.CreateTable());

    internal void CreateChain(NftChain chain)
    {
        _createdChains.Add(chain);
        _filledChains.Add(chain);
    }

    internal void DeleteChain(string chain)
    {
        _flushedChains.Add(chain);
        _deletedChains.Add(chain);
    }

    /// <summary>
    /// A chain's rules are replaced as a whole: the kernel rebuilds the chain for one rule as for all.
    /// </summary>
    internal void RefillChain(NftChain chain)
    {
        _flushedChains.Add(chain.Name);
        _filledChains.Add(chain);
    }

    internal void CreateSet(SetContent set)
    {
        _createdSets.Add(set.Declaration);
        ChangeElements(set.Declaration, [], set.Elements);
    }

    internal void DeleteSet(string set) => _deletedSets.Add(set);

    internal void RefillSet(SetContent set)
    {
        _flushedSets.Add(set.Declaration.Name);
        ChangeElements(set.Declaration, [], set.Elements);
    }

    internal void ChangeElements(NftSet set, IEnumerable<SetElement> removed, IEnumerable<SetElement> added)
    {
        Gather(_removed, set, removed);
        Gather(_added, set, added);
    }

    internal TablePlan Build()
    {
        var ops = new List<TableOp>(_table);
        ops.AddRange(Sorted(_flushedChains).Select(chain => new TableOp.FlushChain(chain)));
        ops.AddRange(Sorted(_flushedSets).Select(set => new TableOp.FlushSet(set)));
        ops.AddRange(BySet(_removed).Select(change => new TableOp.RemoveElements(change.Set, change.Elements)));
        ops.AddRange(Sorted(_deletedSets).Select(set => new TableOp.DeleteSet(set)));
        ops.AddRange(Sorted(_deletedChains).Select(chain => new TableOp.DeleteChain(chain)));
        ops.AddRange(ByName(_createdSets).Select(set => new TableOp.CreateSet(set)));
        ops.AddRange(ByName(_createdChains).Select(chain => new TableOp.CreateChain(chain.Name, chain.Hook)));
        ops.AddRange(BySet(_added).Select(change => new TableOp.AddElements(change.Set, change.Elements)));
        foreach (var chain in ByName(_filledChains))
            ops.AddRange(chain.Rules.Select((rule, index) => new TableOp.AddRule(chain.Name, index, rule)));
        return new TablePlan(ops);
    }

    private static void Gather(
        List<(NftSet Set, List<SetElement> Elements)> changes, NftSet set, IEnumerable<SetElement> elements)
    {
        var sorted = elements.ToList();
        if (sorted.Count == 0) return;
        sorted.Sort();
        changes.Add((set, sorted));
    }

    private static IEnumerable<string> Sorted(List<string> names) => names.Order(StringComparer.Ordinal);

    private static IEnumerable<NftSet> ByName(List<NftSet> sets) =>
        sets.OrderBy(set => set.Name, StringComparer.Ordinal);

    private static IEnumerable<NftChain> ByName(List<NftChain> chains) =>
        chains.OrderBy(chain => chain.Name, StringComparer.Ordinal);

    private static IEnumerable<(NftSet Set, List<SetElement> Elements)> BySet(
        List<(NftSet Set, List<SetElement> Elements)> changes) =>
        changes.OrderBy(change => change.Set.Name, StringComparer.Ordinal);
}
