using Margay.Dataplane.Linux.Tables;
using Margay.Dataplane.Tables;
using Margay.Model.Intent;

namespace Margay.Tests.Kernel.Tables;

public sealed class PolicyDriverTests
{
    [Fact]
    public void What_nft_lists_is_the_text_that_was_rendered()
    {
        using var net = new TestNamespace();
        var policy = new PolicyTable(new TableOptions());
        policy.Update(Intents.OneOfEverything());
        Program(net, Intents.OneOfEverything());
        Assert.Equal(Normalize(NftText.Print(policy.Table)), Normalize(net.Run("nft", "-s", "list", "table", "inet", "margay")));
    }

    [Fact]
    public void A_driver_that_starts_again_finds_everything_right()
    {
        using var net = new TestNamespace();
        Program(net, Intents.OneOfEverything());
        Assert.Equal(0, Program(net, Intents.OneOfEverything()).Messages);
    }

    [Fact]
    public void What_nft_makes_of_our_text_is_what_we_would_have_written()
    {
        using var net = new TestNamespace();
        var policy = new PolicyTable(new TableOptions());
        policy.Update(Intents.OneOfEverything());
        net.RunWithInput(NftText.Print(policy.Table), "nft", "-f", "-");
        Assert.Equal(0, Program(net, Intents.OneOfEverything()).Messages);
    }

    private static ApplyOutcome Program(TestNamespace net, IntentDelta intent)
    {
        using var driver = new PolicyDriver(net.Handle, new TableOptions());
        driver.Update(intent);
        var outcome = driver.Apply();
        Assert.True(outcome.Succeeded, outcome.ToString());
        return outcome;
    }

    /// <summary>nft lists in the order of making and wraps lines: compared are the blocks, sorted, without white space.</summary>
    private static string Normalize(string ruleset)
    {
        var blocks = ruleset.Split("\n\t}\n").Select(block => string.Join(' ', block.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries)));
        return string.Join('\n', blocks.Select(block => block.Replace("table inet margay { ", "")).Order());
    }
}
