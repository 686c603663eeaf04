using System.Diagnostics;
using Margay.Bench.Results;
using Margay.Linux;

namespace Margay.Bench.Bgp;

/// <summary>How fast a speaker takes a full table from several peers at once, and in how much memory.</summary>
internal sealed class BgpScenario : IScenario
{
    private const string Speaker = "10.203.0.1";
    private const int MaxRounds = 3;

    private static readonly (string What, int Peers, int Prefixes)[] Shapes = [("10 peers × 100,000", 10, 100_000), ("1 peer × 1,000,000", 1, 1_000_000)];
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public string Name => "bgp";

    public string Method => "routes from peers that say all they have at once, eight prefixes an UPDATE, until the speaker counts them all; the same feeders into BIRD 2, in turns";

    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, Progress progress, CancellationToken stop)
    {
        var results = new List<Comparison>();
        var binary = options.Binary(MargayTaker.Binary);
        foreach (var (what, peers, prefixes) in Shapes)
        {
            var (ours, birds) = (new List<(double Seconds, double Megabytes)>(), new List<(double Seconds, double Megabytes)>());
            var rounds = Math.Min(options.Rounds, MaxRounds);
            for (var round = 0; round < rounds; round++)
            {
                progress.Round($"bgp {what}", round, rounds);
                ours.Add(await MeasureAsync(netns => MargayTaker.Taking(binary, netns, Speaker, peers), peers, prefixes, stop));
                birds.Add(await MeasureAsync(netns => BirdTaker.Taking(netns, Speaker, peers), peers, prefixes, stop));
            }

            results.Add(new Comparison(
                $"{what}: full table", new Series(Unit.Seconds, [.. ours.Select(one => one.Seconds)]), "BIRD 2",
                new Series(Unit.Seconds, [.. birds.Select(one => one.Seconds)]), Goal.AtMost(1)));
            results.Add(new Comparison(
                $"{what}: peak memory", new Series(Unit.Megabytes, [.. ours.Select(one => one.Megabytes)]), "BIRD 2",
                new Series(Unit.Megabytes, [.. birds.Select(one => one.Megabytes)]), Goal.AtMost(2)));
        }

        return results;
    }

    private static async Task<(double Seconds, double Megabytes)> MeasureAsync(
        Func<string, IRouteTaker> start, int peers, int prefixes, CancellationToken stop)
    {
        using var segment = await PeerSegment.CreateAsync(Speaker, [.. Enumerable.Range(1, peers).Select(RouteFeed.AddressOf)], stop);
        using var taker = start(segment.Speaker);
        await UntilAsync(segment.IsListening, () => "somebody listens", stop);
        using var netns = NetnsHandle.Open(segment.Peers);
        var feeds = Enumerable.Range(1, peers).Select(number => new RouteFeed(netns, number, prefixes, 0)).ToList();
        try
        {
            foreach (var feed in feeds) await feed.OpenAsync(Speaker, stop);
            var began = Stopwatch.GetTimestamp();
            var floods = feeds.Select(feed => feed.FloodAsync(stop)).ToList();
            await UntilAsync(() => taker.PathCount() == peers * prefixes, () => $"{taker.GetType().Name} has {taker.PathCount()} of {peers * prefixes} paths", stop);
            var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
            await Task.WhenAll(floods);
            return (took, ProcessMemory.PeakMegabytes(taker.Process));
        }
        finally
        {
            foreach (var feed in feeds) feed.Dispose();
        }
    }

    private static async Task UntilAsync(Func<bool> holds, Func<string> what, CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(began) > Patience) throw new BenchException($"not within {Patience.TotalMinutes} minutes: {what()}");
            await Task.Delay(Poll, stop);
        }
    }
}
