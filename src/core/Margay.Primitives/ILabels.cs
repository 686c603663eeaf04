using System.Diagnostics.CodeAnalysis;

namespace Margay.Primitives;

/// <summary>Labels as a selector reads them: one value for each key that is there.</summary>
public interface ILabels
{
    /// <summary>The value of <paramref name="key"/>; false if the label is absent.</summary>
    bool TryGetValue(string key, [NotNullWhen(true)] out string? value);
}
