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
}
