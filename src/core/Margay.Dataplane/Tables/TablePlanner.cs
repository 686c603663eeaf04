namespace Margay.Dataplane.Tables;

/// <summary>Compares the table that should be with the one that is.</summary>
public static class TablePlanner
{
    /// <summary>
    /// What must be written so that the kernel holds <paramref name="desired"/>, given that it holds
    /// <paramref name="observed"/> (null: no such table). Empty when it is right already.
    /// </summary>
    /// <remarks>
    /// A rule is recognised by what it does and says (its steps and comment), in its place in the chain. Where a set or
    /// a base chain is not of the kind it should be, or the table is dormant, all of it is made anew in one
    /// transaction.
    /// </remarks>
    public static TablePlan Compare(DesiredTable desired, ObservedTable? observed)
    {
        if (observed is null) return Everything(desired, new TablePlanBuilder());
        if (!HasSameKinds(desired, observed)) return Rebuild(desired);
        var plan = new TablePlanBuilder();
        CompareSets(plan, desired, observed);
        CompareChains(plan, desired, observed);
        return plan.Build();
    }

    /// <summary>Deletes the table and makes it anew, in one transaction.</summary>
    internal static TablePlan Rebuild(DesiredTable desired)
    {
        var plan = new TablePlanBuilder();
        plan.DeleteTable();
        return Everything(desired, plan);
    }

    private static TablePlan Everything(DesiredTable desired, TablePlanBuilder plan)
    {
        plan.CreateTable();
        foreach (var set in desired.Sets.Values.Where(set => !desired.IsHeldBack(set.Declaration.Name)))
            plan.CreateSet(set);
        foreach (var chain in desired.Chains.Values) plan.CreateChain(chain);
        return plan.Build();
    }

    private static bool HasSameKinds(DesiredTable desired, ObservedTable observed) =>
        observed.IsPlain
        && desired.Sets.All(set =>
            desired.IsHeldBack(set.Key)
            || !observed.Sets.TryGetValue(set.Key, out var there) || there == set.Value.Declaration)
        && desired.Chains.All(chain =>
            !observed.Chains.TryGetValue(chain.Key, out var there) || there == chain.Value.Hook);

    private static void CompareSets(TablePlanBuilder plan, DesiredTable desired, ObservedTable observed)
    {
        foreach (var set in observed.Sets.Keys.Where(set => !desired.Sets.ContainsKey(set))) plan.DeleteSet(set);
        foreach (var (name, set) in desired.Sets.Where(set => !desired.IsHeldBack(set.Key)))
        {
            if (!observed.Sets.TryGetValue(name, out var there)) plan.CreateSet(set);
            else if (observed.Contents.ElementsOf(there) is { } elements) CompareElements(plan, set, elements);
            else plan.RefillSet(set);
        }
    }

    private static void CompareElements(TablePlanBuilder plan, SetContent set, IReadOnlySet<SetElement> observed)
    {
        List<SetElement> removed = [.. observed.Where(element => !set.Elements.Contains(element))];
        var isComplete = observed.Count - removed.Count == set.Elements.Count;
        plan.ChangeElements(
            set.Declaration, removed, isComplete ? [] : set.Elements.Where(element => !observed.Contains(element)));
    }

    private static void CompareChains(TablePlanBuilder plan, DesiredTable desired, ObservedTable observed)
    {
        foreach (var chain in observed.Chains.Keys.Where(chain => !desired.Chains.ContainsKey(chain)))
            plan.DeleteChain(chain);
        foreach (var (name, chain) in desired.Chains)
        {
            if (!observed.Chains.ContainsKey(name)) plan.CreateChain(chain);
            else if (!HasSameRules(chain.Rules, observed.Contents.RulesOf(name))) plan.RefillChain(chain);
        }
    }

    private static bool HasSameRules(IReadOnlyList<NftRule> desired, IReadOnlyList<ObservedRule> observed)
    {
        if (desired.Count != observed.Count) return false;
        for (var i = 0; i < desired.Count; i++)
        {
            if (desired[i].Comment != observed[i].Comment) return false;
            if (!RuleCompiler.Compile(desired[i]).SequenceEqual(observed[i].Expressions)) return false;
        }

        return true;
    }
}
