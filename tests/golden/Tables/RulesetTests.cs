using System.Runtime.CompilerServices;
using Margay.Dataplane.Tables;

namespace Margay.Tests.Golden.Tables;

/// <summary>
/// Each folder here is a case: <c>intent.json</c> renders to <c>ruleset.nft</c>, which nft can load.
/// MARGAY_UPDATE_GOLDEN=1 writes the files anew; the review reads the difference.
/// </summary>
public sealed class RulesetTests
{
    public static TheoryData<string> Cases() =>
        [.. Directory.EnumerateDirectories(Here()).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Intent_renders_to_the_ruleset_beside_it(string name)
    {
        var file = IntentFile.Read(Path.Combine(Here(), name, "intent.json"));
        var policy = new PolicyTable(file.ToOptions());
        policy.Update(file.ToNetwork());
        policy.Update(file.ToDelta());
        var rendered = NftText.Print(policy.Table);

        var golden = Path.Combine(Here(), name, "ruleset.nft");
        if (Environment.GetEnvironmentVariable("MARGAY_UPDATE_GOLDEN") == "1") File.WriteAllText(golden, rendered);
        Assert.Equal(File.ReadAllText(golden), rendered);
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
