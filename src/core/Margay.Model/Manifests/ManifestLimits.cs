namespace Margay.Model.Manifests;

/// <summary>What a manifest may cost to read, so that hostile text cannot exhaust memory, stack or time.</summary>
public static class ManifestLimits
{
    /// <summary>The most characters of one text, all its documents together.</summary>
    public const int MaxCharacters = 32 * 1024 * 1024;

    /// <summary>How deep mappings and lists may be nested, aliases included.</summary>
    public const int MaxDepth = 100;

    /// <summary>The most values that aliases of one document may stand for, counted each time they are used.</summary>
    public const int MaxAliasedValues = 100_000;
}
