using Margay.Bgp.Rib;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp;

/// <summary>Random histories of peers, sessions and routes against what a naive speaker would tell.</summary>
public sealed class RibTablesTests
{
    private const int Histories = 150;
    private const int Events = 200;

    [Fact]
    public void Every_peer_ends_up_with_what_a_naive_speaker_would_tell_it()
    {
        var first = Environment.TickCount;
        for (var seed = first; seed < first + Histories; seed++)
        {
            var history = new RibHistory(new Random(seed));
            for (var i = 0; i < Events; i++) history.Happen();
            Assert.True(history.IsAsExpected(out var difference), $"seed {seed}: {difference}");
        }
    }

    [Fact]
    public void A_peer_hears_the_end_of_the_flood_once()
    {
        var history = new RibHistory(new Random(1));
        history.Settle();
        history.Settle();
        Assert.All(history.Listeners, listener => Assert.Equal(1, listener.Ends));
    }

    [Fact]
    public void While_the_speaker_restarts_it_tells_nobody_anything()
    {
        var history = new RibHistory(new Random(1));
        history.Tables.IsRestarting = true;
        history.Settle();
        Assert.All(history.Listeners, listener => Assert.Equal(0, listener.Ends));

        history.Tables.IsRestarting = false;
        history.Settle();
        Assert.All(history.Listeners, listener => Assert.Equal(1, listener.Ends));
    }

    [Theory]
    [InlineData("10.65.9.130/32", "10.65.9.128/26")]
    [InlineData("10.65.9.128/26", "10.65.9.128/26")]
    [InlineData("10.65.9.128/25", "10.64.0.0/10")]
    [InlineData("10.65.8.0/26", "10.64.0.0/10")]                         // there was a path to it, and is none any more
    [InlineData("192.0.2.1/32", null)]
    [InlineData("fd65::1/128", "::/0")]
    [InlineData("::/0", "::/0")]
    public void The_longest_prefix_that_is_known_answers_for_what_is_in_it(string asked, string? expected)
    {
        var tables = new RibTables(_ => 0);
        foreach (var prefix in (string[])["10.64.0.0/10", "10.65.8.0/26", "10.65.9.128/26", "10.65.9.131/32", "::/0"]) tables.Originate(Cidr.Parse(prefix), new PathAttributes());
        tables.Retract(Cidr.Parse("10.65.8.0/26"));
        Assert.Equal(expected, tables.TryFindLongest(Cidr.Parse(asked), out var found) ? found.Prefix.ToString() : null);
    }
}
