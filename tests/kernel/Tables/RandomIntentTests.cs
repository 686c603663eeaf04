namespace Margay.Tests.Kernel.Tables;

public sealed class RandomIntentTests
{
    private const int Histories = 12;
    private const int Steps = 15;

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, Histories)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void After_every_step_of_a_history_the_kernel_holds_what_a_fresh_start_would_write(int seed)
    {
        using var net = new PolicyNamespace();
        var history = new RandomIntents(seed);
        using var driver = net.Driver(history.Next());
        for (var step = 0; step < Steps; step++)
        {
            driver.Update(history.Next());
            var outcome = driver.Apply();
            Assert.True(outcome.Succeeded, $"seed {seed} step {step}: {outcome}");
            Assert.Equal(0, net.Start(history.Whole()).Messages);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void From_the_intent_of_one_node_to_that_of_another_in_one_resync(int seed)
    {
        using var net = new PolicyNamespace();
        foreach (var other in (int[])[seed, seed + 1000, seed + 2000])
        {
            var history = new RandomIntents(other);
            for (var step = 0; step < Steps; step++) history.Next();
            net.Start(history.Whole());
            Assert.Equal(0, net.Start(history.Whole()).Messages);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_nft_makes_of_the_text_of_any_intent_is_what_we_would_have_written(int seed)
    {
        using var net = new PolicyNamespace();
        var history = new RandomIntents(seed);
        for (var step = 0; step < Steps; step++) history.Next();
        net.RunWithInput(net.Rendered(history.Whole()), "nft", "-f", "-");
        Assert.Equal(0, net.Start(history.Whole()).Messages);
    }
}
