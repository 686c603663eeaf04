namespace Margay.Tests.E2e.Lab.Bgp;

/// <summary>What the guide gives its readers to copy, as it stands there.</summary>
internal static class GuideBlock
{
    private const string Fence = "```";

    /// <summary>The first block of docs/guide/bgp.md below a heading. Fails the test if there is none.</summary>
    /// <param name="heading">The heading's text.</param>
    /// <param name="first">How the block's first line begins, for sections with several.</param>
    public static async Task<string> BelowAsync(string heading, string first = "")
    {
        var page = await File.ReadAllLinesAsync(Path.Combine(TestLab.Root, "docs", "guide", "bgp.md"), TestContext.Current.CancellationToken);
        var section = page.SkipWhile(line => line.TrimStart('#', ' ') != heading || !line.StartsWith('#')).Skip(1).ToList();
        for (var at = 0; at < section.Count; at++)
        {
            if (!section[at].StartsWith(Fence, StringComparison.Ordinal)) continue;
            var block = section.Skip(at + 1).TakeWhile(line => line != Fence).ToList();
            if (block[0].StartsWith(first, StringComparison.Ordinal)) return string.Join('\n', block) + "\n";
            at += block.Count + 1;
        }

        Assert.Fail($"the guide has no block '{first}' below '{heading}'");
        return "";
    }
}
