using System.Text.RegularExpressions;

namespace Margay.Tests.Kernel.Tables;

/// <summary>A listing in a form that can be compared: nft lists in the order of making, and wraps lines as it likes.</summary>
internal static partial class NftListing
{
    public static string Normalize(string listing)
    {
        var blocks = listing.Replace("table inet margay {\n", "").Split("\n\t}\n").Select(block => WhiteSpace().Replace(block, " ").Trim());
        return string.Join('\n', blocks.Select(block => Elements().Replace(block, SortElements)).Order(StringComparer.Ordinal));
    }

    private static string SortElements(Match match) =>
        $"elements = {{ {string.Join(", ", match.Groups[1].Value.Split(", ").Order(StringComparer.Ordinal))} }}";

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"elements = \{ (.*) \}")]
    private static partial Regex Elements();
}
