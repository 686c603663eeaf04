using System.Runtime.CompilerServices;

namespace Margay.Tests.E2e.Lab;

/// <summary>The example that the demo shows.</summary>
[Collection(SharedLabCollection.Name)]
public sealed class FrontendBackendTests(SharedLab shared)
{
    [Fact]
    public async Task The_example_closes_exactly_what_it_says()
    {
        var lab = shared.Lab;
        await lab.ApplyAsync(Example("pods.yaml"));
        (await lab.RunAsync("pod", "wait")).Expect();

        var before = await lab.ProbeAsync("shop,stats");
        before.ExpectAgreement();
        Assert.All(before.Cells, cell => Assert.Equal("Connected", cell.Measured));

        await lab.ApplyAsync(Example("policy.yaml"));
        var after = await lab.ProbeAsync("shop,stats");
        after.ExpectAgreement();
        string[] frontends = ["shop/web", "shop/search"], backends = ["shop/cart", "stats/report"];
        Assert.All(after.Cells, cell => Assert.Equal(
            cell.From == cell.To || !frontends.Contains(cell.To) || backends.Contains(cell.From),
            cell.Measured == "Connected"));
        Assert.Contains(after.Cells, cell => cell.FromNode == cell.ToNode && cell.Measured == "NoAnswer");
        Assert.Contains(after.Cells, cell => cell.FromNode != cell.ToNode && cell.Measured == "NoAnswer");
    }

    private static string Example(string file, [CallerFilePath] string here = "") => File.ReadAllText(
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "examples", "frontend-backend", file));
}
