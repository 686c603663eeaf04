using Margay.Model.Intent;
using Margay.Policy.Snapshot;

namespace Margay.Policy.Graph;

/// <summary>The known tiers, and the order of policies that follows from them.</summary>
internal sealed class TierDirectory : IComparer<PolicyNode>
{
    private readonly Dictionary<string, TierFacts> _tiers = new(StringComparer.Ordinal);

    /// <summary>Takes a tier in; null takes it out.</summary>
    /// <returns>Whether that changed anything.</returns>
    public bool Change(string name, TierFacts? facts)
    {
        if (TierFacts.BuiltIn(name) is not null) return false;
        if (facts is not { } known) return _tiers.Remove(name);
        if (_tiers.TryGetValue(name, out var before) && before == known) return false;
        _tiers[name] = known;
        return true;
    }

    /// <summary>What follows the policies of a tier. One that is not known closes.</summary>
    public TierDefault DefaultOf(string name) => Find(name)?.Default ?? TierDefault.Deny;

    /// <summary>By tier, a tier that is not known after all others; then by order, then by name, namespace and kind.</summary>
    public int Compare(PolicyNode? one, PolicyNode? other)
    {
        if (ReferenceEquals(one, other) || one is null || other is null) return 0;
        var order = CompareTiers(one.Facts.Tier, other.Facts.Tier);
        if (order == 0) order = one.Facts.Order.CompareTo(other.Facts.Order);
        return order != 0 ? order : string.CompareOrdinal(one.TieBreaker, other.TieBreaker);
    }

    private int CompareTiers(string one, string other)
    {
        if (one == other) return 0;
        var (mine, theirs) = (Find(one), Find(other));
        if (mine is null != theirs is null) return mine is null ? 1 : -1;
        var order = (mine?.Order ?? 0).CompareTo(theirs?.Order ?? 0);
        return order != 0 ? order : string.CompareOrdinal(one, other);
    }

    private TierFacts? Find(string name) =>
        TierFacts.BuiltIn(name) ?? (_tiers.TryGetValue(name, out var known) ? known : null);
}
