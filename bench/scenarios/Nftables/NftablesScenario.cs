using Margay.Bench.Results;

namespace Margay.Bench.Nftables;

/// <summary>The policy table in a real kernel: read back, and edited.</summary>
internal sealed class NftablesScenario : IScenario
{
    private const int EditsPerRound = 20;

    private static readonly IReadOnlyList<Budget> Budgets =
    [
        new(new TableShape(100, 20), Resync: 329, Member: 10.1, Rule: 16.5),
        new(new TableShape(500, 50), Resync: 1_800, Member: 11.3, Rule: 19.5),
        new(new TableShape(2_000, 100), Resync: 8_100, Member: 19.8, Rule: 30.6),
    ];

    public string Name => "nftables";

    public string Method =>
        "a table of as many sets as chains in a namespace of its own, ten rules a chain, each written for both families (so twice the sets and rules of "
        + "Calico's shape): a resync that finds nothing to do beside nft list ruleset, and edits beside nft making the same edit; Calico's figures are budgets";

    public Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, Progress progress, CancellationToken stop)
    {
        List<Comparison> results = [];
        foreach (var budget in Budgets.Where(budget => budget.Shape.Name.Contains(options.Shape, StringComparison.Ordinal)))
        {
            using var table = new TableBench(budget.Shape);
            var (resync, member, rule) = (new Pairs(), new Pairs(), new Pairs());
            for (var round = -1; round < options.Rounds; round++)
            {
                stop.ThrowIfCancellationRequested();
                progress.Round(budget.Shape.Name, round, options.Rounds);
                resync.Take(table.Resync, 1, keep: round >= 0);
                member.Take(table.Member, EditsPerRound, keep: round >= 0);
                rule.Take(table.Rule, EditsPerRound, keep: round >= 0);
            }

            results.AddRange(resync.Compare($"{budget.Shape.Name}: resync, nothing to do", "nft list ruleset", budget.Resync));
            results.AddRange(member.Compare($"{budget.Shape.Name}: one member in or out", "nft, the same edit", budget.Member));
            results.AddRange(rule.Compare($"{budget.Shape.Name}: one rule changes", "nft, the same edit", budget.Rule));
        }

        return Task.FromResult<IReadOnlyList<Comparison>>(results);
    }

    /// <summary>A shape, and what Calico takes for it in milliseconds.</summary>
    private sealed record Budget(TableShape Shape, double Resync, double Member, double Rule);

    private sealed class Pairs
    {
        private readonly List<double> _ours = [];
        private readonly List<double> _peer = [];

        public void Take(Func<(double Ours, double Peer)> measure, int times, bool keep)
        {
            for (var time = 0; time < times; time++)
            {
                var (ours, peer) = measure();
                if (!keep) continue;
                _ours.Add(ours);
                _peer.Add(peer);
            }
        }

        public IEnumerable<Comparison> Compare(string what, string peer, double budget)
        {
            var ours = new Series(Unit.Milliseconds, _ours);
            yield return new Comparison(what, ours, peer, new Series(Unit.Milliseconds, _peer));
            yield return new Comparison(what, ours, "Calico's figure, a budget", Series.Of(Unit.Milliseconds, budget), Goal.AtMost(1));
        }
    }
}
