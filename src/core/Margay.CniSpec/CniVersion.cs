namespace Margay.CniSpec;

/// <summary>A version of the CNI specification that Margay speaks. Order: older before newer.</summary>
public enum CniVersion
{
    /// <summary>0.3.1.</summary>
    V031,

    /// <summary>0.4.0: CHECK came.</summary>
    V040,

    /// <summary>1.0.0: addresses no longer tell their family.</summary>
    V100,

    /// <summary>1.1.0: GC, STATUS and the MTU of interfaces came.</summary>
    V110,
}

/// <summary>The text of CNI versions.</summary>
public static class CniVersions
{
    private static readonly string[] Texts = ["0.3.1", "0.4.0", "1.0.0", "1.1.0"];

    /// <summary>Every supported version as text, oldest first.</summary>
    public static IReadOnlyList<string> Supported => Texts;

    /// <summary>The newest supported version.</summary>
    public const CniVersion Newest = CniVersion.V110;

    /// <summary>Reads exactly one of <see cref="Supported"/>.</summary>
    public static bool TryParse(string? text, out CniVersion version)
    {
        var index = Array.IndexOf(Texts, text);
        version = (CniVersion)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>The text of a version, as in <c>1.0.0</c>.</summary>
    public static string ToText(this CniVersion version) => Texts[(int)version];
}
