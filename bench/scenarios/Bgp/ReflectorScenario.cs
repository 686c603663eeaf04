using System.Diagnostics;
using Margay.Bench.Results;
using Margay.Linux;

namespace Margay.Bench.Bgp;

/// <summary>How fast a route reflector has all its clients back after they all went at once, and in how much memory.</summary>
internal sealed class ReflectorScenario : IScenario
{
    private const string Speaker = "10.203.0.1";
    private const int Clients = 1000;
    private const int MaxRounds = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public string Name => "bgp-reflector";

    public string Method => "1,000 clients that say two prefixes each close their connections at once and come back, until each knows the prefixes of all others; the same into BIRD 2, in turns";

    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, Progress progress, CancellationToken stop)
    {
        var binary = options.Binary(MargayTaker.Binary);
        string[] clients = [.. Enumerable.Range(1, Clients).Select(ReflectorClient.AddressOf)];
        var (ours, birds) = (new List<(double Seconds, double Megabytes)>(), new List<(double Seconds, double Megabytes)>());
        var rounds = Math.Min(options.Rounds, MaxRounds);
        for (var round = 0; round < rounds; round++)
        {
            progress.Round(Name, round, rounds);
            ours.Add(await MeasureAsync(netns => MargayTaker.Reflecting(binary, netns, Speaker, clients), clients, stop));
            birds.Add(await MeasureAsync(netns => BirdTaker.Reflecting(netns, Speaker, clients), clients, stop));
        }

        return
        [
            new Comparison(
                "all clients back", new Series(Unit.Seconds, [.. ours.Select(one => one.Seconds)]), "BIRD 2",
                new Series(Unit.Seconds, [.. birds.Select(one => one.Seconds)])),
            Comparison.Beside("the promise", 10, "all clients back", new Series(Unit.Seconds, [.. ours.Select(one => one.Seconds)]), Goal.AtMost(1)),
            new Comparison(
                "peak memory", new Series(Unit.Megabytes, [.. ours.Select(one => one.Megabytes)]), "BIRD 2",
                new Series(Unit.Megabytes, [.. birds.Select(one => one.Megabytes)])),
            Comparison.Beside("the promise", 300, "peak memory", new Series(Unit.Megabytes, [.. ours.Select(one => one.Megabytes)]), Goal.AtMost(1)),
        ];
    }

    private static async Task<(double Seconds, double Megabytes)> MeasureAsync(Func<string, IRouteTaker> start, IReadOnlyList<string> clients, CancellationToken stop)
    {
        using var segment = await PeerSegment.CreateAsync(Speaker, clients, stop);
        using var reflector = start(segment.Speaker);
        using var netns = NetnsHandle.Open(segment.Peers);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            foreach (var session in await AllAsync(netns, patience.Token)) session.Dispose();
            var began = Stopwatch.GetTimestamp();
            var sessions = await AllAsync(netns, patience.Token);
            var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
            foreach (var session in sessions) session.Dispose();
            return (took, ProcessMemory.PeakMegabytes(reflector.Process));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new BenchException($"not within {Patience.TotalMinutes} minutes: every client of {reflector.GetType().Name} knows every route");
        }
    }

    private static Task<IDisposable[]> AllAsync(NetnsHandle netns, CancellationToken stop) => Task.WhenAll(Enumerable.Range(1, Clients)
        .Select(number => new ReflectorClient(netns, number).LearnAsync(Speaker, (Clients - 1) * ReflectorClient.Prefixes, stop)));
}
