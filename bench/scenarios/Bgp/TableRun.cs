using System.Diagnostics;
using Margay.Linux;

namespace Margay.Bench.Bgp;

/// <summary>What peers do to a speaker, one after the other.</summary>
internal enum TablePhase
{
    /// <summary>All say all they have.</summary>
    Full,

    /// <summary>All take half of it back.</summary>
    HalfWithdrawn,

    /// <summary>All close their connections, come back and say all again.</summary>
    Reset,
}

/// <summary>What a phase took, and the most memory up to its end.</summary>
internal readonly record struct PhaseCost(double Seconds, double Megabytes);

/// <summary>One speaker, and peers with a table each.</summary>
internal sealed class TableRun(IRouteTaker taker, IReadOnlyList<RouteFeed> feeds, string speaker, int prefixes)
{
    /// <summary>How long a phase may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private int All => feeds.Count * prefixes;

    /// <summary>Goes through the phases; the costs of those that ended in time.</summary>
    public static async Task<IReadOnlyList<PhaseCost>> MeasureAsync(
        Func<string, string, IRouteTaker> start, int peers, int prefixes, IEnumerable<TablePhase> phases, CancellationToken stop)
    {
        const string speaker = "10.203.0.1";
        using var segment = await PeerSegment.CreateAsync(speaker, [.. Enumerable.Range(1, peers).Select(RouteFeed.AddressOf)], stop);
        using var taker = start(segment.Speaker, speaker);
        using var netns = NetnsHandle.Open(segment.Peers);
        var feeds = Enumerable.Range(1, peers).Select(number => new RouteFeed(netns, number, prefixes)).ToList();
        try
        {
            var run = new TableRun(taker, feeds, speaker, prefixes);
            await run.OpenAsync(stop);
            var costs = new List<PhaseCost>();
            foreach (var phase in phases)
            {
                if (await run.PassAsync(phase, stop) is not { } took) break;
                costs.Add(new PhaseCost(took.TotalSeconds, ProcessMemory.PeakMegabytes(taker.Process)));
            }

            return costs;
        }
        finally
        {
            foreach (var feed in feeds) feed.Dispose();
        }
    }

    private Task OpenAsync(CancellationToken stop) => Task.WhenAll(feeds.Select(feed => feed.OpenAsync(speaker, stop)));

    private async Task<TimeSpan?> PassAsync(TablePhase phase, CancellationToken stop)
    {
        switch (phase)
        {
            case TablePhase.Full: return await SayAsync(feed => feed.FloodAsync(stop), All, stop);
            case TablePhase.HalfWithdrawn: return await SayAsync(feed => feed.WithdrawHalfAsync(stop), All / 2, stop);
            case TablePhase.Reset:
                var gone = await SayAsync(Closed, 0, stop);

                // How long a speaker holds a peer off is its configuration, and not its speed.
                await OpenAsync(stop);
                return gone + await SayAsync(feed => feed.FloodAsync(stop), All, stop);
            default: throw new UnreachableException();
        }
    }

    /// <summary>From the first word until the speaker counts as many paths; null if that takes too long.</summary>
    private async Task<TimeSpan?> SayAsync(Func<RouteFeed, Task> say, int paths, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var said = Task.WhenAll(feeds.Select(say));
        while (taker.PathCount() != paths)
        {
            if (Stopwatch.GetElapsedTime(began) > Patience) return null;
            await Task.Delay(taker.Pause, stop);
        }

        var took = Stopwatch.GetElapsedTime(began);
        await said;
        return took;
    }

    private static Task Closed(RouteFeed feed)
    {
        feed.Close();
        return Task.CompletedTask;
    }
}
