using System.Collections.Immutable;

namespace Margay.Model.Selectors;

/// <summary>The values of <c>in</c> and <c>not in</c>: sorted, each once.</summary>
internal sealed class ValueSet(IEnumerable<string> values)
{
    private readonly ImmutableArray<string> _sorted =
        [.. values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Sorted => _sorted;

    public bool Contains(string value) => _sorted.BinarySearch(value, StringComparer.Ordinal) >= 0;
}
