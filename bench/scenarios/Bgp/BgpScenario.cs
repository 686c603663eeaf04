using Margay.Bench.Results;

namespace Margay.Bench.Bgp;

/// <summary>How fast a speaker takes full tables from its peers, loses them, and takes them again, and in how much memory.</summary>
internal sealed class BgpScenario : IScenario
{
    private const int MaxRounds = 5;

    /// <summary>A peer that needs longer for a full table is measured once.</summary>
    private const double Slow = 3;

    private static readonly TableShape[] Shapes =
    [
        new("10 peers × 100,000", 10, 100_000, [TablePhase.Full]),
        new("1 peer × 1,000,000", 1, 1_000_000, [TablePhase.Full, TablePhase.HalfWithdrawn, TablePhase.Reset]),
    ];

    public string Name => "bgp";

    public string Method => "routes from peers that say all they have at once, eight prefixes an UPDATE, until the speaker counts them all; then without half of them, then again after a reset; the same feeders into BIRD 2, FRR and GoBGP, in turns";

    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, Progress progress, CancellationToken stop)
    {
        var results = new List<Comparison>();
        var binary = options.Binary(MargayTaker.Binary);
        foreach (var shape in Shapes.Where(shape => shape.What.Contains(options.Shape, StringComparison.Ordinal)))
        {
            Contender[] contenders =
            [
                new("Margay", (netns, speaker) => MargayTaker.Taking(binary, netns, speaker, shape.Peers)),
                new("BIRD 2", (netns, speaker) => BirdTaker.Taking(netns, speaker, shape.Peers)),
                new("FRR", (netns, speaker) => FrrTaker.Taking(netns, speaker, shape.Peers)),
                new("GoBGP", (netns, speaker) => GoBgpTaker.Taking(netns, speaker, shape.Peers)),
            ];
            var rounds = Math.Min(options.Rounds, MaxRounds);
            for (var round = 0; round < rounds; round++)
            {
                progress.Round($"bgp {shape.What}", round, rounds);
                foreach (var one in contenders.Where(one => one.Runs.Count == 0 || one.Runs[^1] is [{ Seconds: < Slow }, ..]))
                    one.Runs.Add(await TableRun.MeasureAsync(one.Start, shape.Peers, shape.Prefixes, shape.Phases, stop));
            }

            results.AddRange(TableComparisons.Of(shape, contenders[0], contenders[1..]));
        }

        return results;
    }
}
