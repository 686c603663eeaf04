using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Tables;

/// <summary>A set with its elements.</summary>
/// <param name="declaration">What the set is.</param>
public sealed class SetContent(NftSet declaration)
{
    internal HashSet<SetElement> Members { get; } = [];

    /// <summary>What the set is.</summary>
    public NftSet Declaration { get; } = declaration;

    /// <summary>Its elements.</summary>
    public IReadOnlySet<SetElement> Elements => Members;
}

/// <summary>
/// A table as it should be, and what changed in it since the last <see cref="Commit"/>: the plan of an update costs
/// what changed, not what is there. Not thread-safe.
/// </summary>
/// <param name="name">The table's name; its family is inet.</param>
public sealed class DesiredTable(string name)
{
    private readonly Dictionary<string, NftChain> _chains = [];
    private readonly Dictionary<string, SetContent> _sets = [];

    // What was there at the last commit, for everything touched since; null is absent.
    private readonly Dictionary<string, NftChain?> _chainsBefore = [];
    private readonly Dictionary<string, NftSet?> _setsBefore = [];
    private readonly Dictionary<string, ElementChanges> _elementChanges = [];

    private readonly Quarantine _quarantine = new();

    /// <summary>The table's name.</summary>
    public string Name { get; } = name;

    /// <summary>The chains by name.</summary>
    public IReadOnlyDictionary<string, NftChain> Chains => _chains;

    /// <summary>The sets and maps by name.</summary>
    public IReadOnlyDictionary<string, SetContent> Sets => _sets;

    /// <summary>Whether the set is left out because the kernel refuses it.</summary>
    internal bool IsHeldBack(string set) => _quarantine.HasSet(set);

    /// <summary>
    /// Closes the chain or set that the kernel refuses, so that the rest can be written: a chain drops all that enters
    /// it, a set is left out and the chains that look in it drop all. False when that cannot be: a base chain would be.
    /// </summary>
    public bool Close(TableTarget refused)
    {
        List<NftChain> affected = refused.IsSet
            ? [.. _chains.Values.Where(chain => chain.Rules.Any(rule => rule.LooksIn(refused.Name)))]
            : [.. _chains.Values.Where(chain => chain.Name == refused.Name)];
        if (affected.Any(chain => chain.Hook is not null)) return false;
        if (refused.IsSet ? !_sets.ContainsKey(refused.Name) : affected.Count == 0) return false;
        if (refused.IsSet ? !_quarantine.AddSet(refused.Name) : _quarantine.Has(refused.Name)) return false;
        foreach (var chain in affected.Where(chain => !_quarantine.Has(chain.Name)))
            Replace(_quarantine.Close(chain));
        return true;
    }

    /// <summary>Whether the chain or set is closed.</summary>
    public bool IsClosed(TableTarget target) =>
        target.IsSet ? _quarantine.HasSet(target.Name) : _quarantine.Has(target.Name);

    /// <summary>Wants again what was closed.</summary>
    public void Release()
    {
        foreach (var chain in _quarantine.Empty()) Replace(chain);
    }

    /// <summary>
    /// Adds a chain or replaces the one of its name. A closed one opens when it is another than was refused.
    /// </summary>
    public void PutChain(NftChain chain)
    {
        if (!_quarantine.Keeps(chain)) Replace(_quarantine.LooksInSet(chain) ? _quarantine.Close(chain) : chain);
    }

    private void Replace(NftChain chain)
    {
        _chains.TryGetValue(chain.Name, out var before);
        if (chain.Equals(before)) return;
        _chainsBefore.TryAdd(chain.Name, before);
        _chains[chain.Name] = chain;
    }

    /// <summary>Takes a chain away, if there is one.</summary>
    public void RemoveChain(string chain)
    {
        _quarantine.Forget(chain);
        if (_chains.Remove(chain, out var before)) _chainsBefore.TryAdd(chain, before);
    }

    /// <summary>
    /// Adds a set without elements. One that is equal stays, with its elements; another of its name is replaced.
    /// </summary>
    public void PutSet(NftSet set)
    {
        if (_sets.TryGetValue(set.Name, out var before))
        {
            if (before.Declaration == set) return;
            RemoveSet(set.Name);
        }

        _setsBefore.TryAdd(set.Name, null);
        _sets[set.Name] = new SetContent(set);
    }

    /// <summary>Takes a set away with its elements, if there is one.</summary>
    public void RemoveSet(string set)
    {
        if (!_sets.TryGetValue(set, out var content)) return;
        if (!IsNew(set))
        {
            foreach (var element in content.Members) ChangesOf(set).Remove(element);
        }

        _setsBefore.TryAdd(set, content.Declaration);
        _sets.Remove(set);
    }

    /// <summary>Adds an element to a set that is there.</summary>
    public void AddElement(string set, SetElement element)
    {
        if (_sets[set].Members.Add(element) && !IsNew(set)) ChangesOf(set).Add(element);
    }

    /// <summary>Takes an element out of a set that is there.</summary>
    public void RemoveElement(string set, SetElement element)
    {
        if (_sets[set].Members.Remove(element) && !IsNew(set)) ChangesOf(set).Remove(element);
    }

    /// <summary>What must be written so that a kernel that holds the table of the last commit holds this one.</summary>
    public TablePlan PlanChanges()
    {
        var plan = new TablePlanBuilder();
        foreach (var (set, before) in _setsBefore)
        {
            if (IsHeldBack(set)) continue;
            var after = _sets.GetValueOrDefault(set);
            if (before is not null && after is not null && before != after.Declaration)
                return TablePlanner.Rebuild(this);
            if (before is null && after is not null) plan.CreateSet(after);
            else if (before is not null && after is null) plan.DeleteSet(set);
        }

        foreach (var (set, changes) in _elementChanges)
        {
            if (_sets.TryGetValue(set, out var content) && !IsHeldBack(set))
                plan.ChangeElements(content.Declaration, changes.Removed, changes.Added);
        }

        foreach (var (chain, before) in _chainsBefore)
        {
            var after = _chains.GetValueOrDefault(chain);
            if (before is not null && after is not null && before.Hook != after.Hook) return TablePlanner.Rebuild(this);
            if (before is null && after is not null) plan.CreateChain(after);
            else if (before is not null && after is null) plan.DeleteChain(chain);
            else if (before is not null && after is not null && !before.Equals(after)) plan.RefillChain(after);
        }

        return plan.Build();
    }

    /// <summary>The kernel holds this table now.</summary>
    public void Commit()
    {
        _chainsBefore.Clear();
        _setsBefore.Clear();
        _elementChanges.Clear();
    }

    /// <summary>Whether the kernel does not have the set: all its elements are written with it.</summary>
    private bool IsNew(string set) => _setsBefore.TryGetValue(set, out var before) && before is null;

    private ElementChanges ChangesOf(string set)
    {
        if (!_elementChanges.TryGetValue(set, out var changes)) _elementChanges[set] = changes = new ElementChanges();
        return changes;
    }

    /// <summary>The net change of one set's elements: adding what was removed, and the reverse, cancel out.</summary>
    private sealed class ElementChanges
    {
        public HashSet<SetElement> Added { get; } = [];

        public HashSet<SetElement> Removed { get; } = [];

        public void Add(SetElement element)
        {
            if (!Removed.Remove(element)) Added.Add(element);
        }

        public void Remove(SetElement element)
        {
            if (!Added.Remove(element)) Removed.Add(element);
        }
    }
}
