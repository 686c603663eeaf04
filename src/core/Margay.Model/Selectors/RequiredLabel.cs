namespace Margay.Model.Selectors;

/// <summary>A label that must be there.</summary>
/// <param name="Key">The label's key.</param>
/// <param name="Values">The values it may have; null for any value; empty if nothing matches at all.</param>
public readonly record struct RequiredLabel(string Key, IReadOnlyList<string>? Values)
{
    /// <summary>Whether fewer values are possible here.</summary>
    internal bool IsNarrowerThan(RequiredLabel other) =>
        (Values?.Count ?? int.MaxValue) < (other.Values?.Count ?? int.MaxValue);

    /// <summary>What both demand of one label.</summary>
    internal RequiredLabel And(RequiredLabel other) => (Values, other.Values) switch
    {
        (null, _) => other,
        (_, null) => this,
        var (mine, theirs) => this with { Values = [.. mine.Where(theirs.Contains)] },
    };

    /// <summary>What at least one of both demands of one label.</summary>
    internal RequiredLabel Or(RequiredLabel other) => this with
    {
        Values = Values is null || other.Values is null
            ? null
            : [.. Values.Union(other.Values).Order(StringComparer.Ordinal)],
    };
}
