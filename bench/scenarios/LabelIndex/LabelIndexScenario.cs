using Margay.Bench.Results;
using Margay.Policy.Snapshot;

namespace Margay.Bench.LabelIndex;

/// <summary>What one change of labels, and one selector that comes or goes, cost a graph that already runs.</summary>
internal sealed class LabelIndexScenario : IScenario
{
    private const int Turns = 200;
    private const string Budget = "Calico's figure, a budget";

    public string Name => "label-index";

    public string Method =>
        "single changes through the whole policy graph; selectors are alpha == \"beta\" && has(ipset-i), each the rule of "
        + "a policy; beside them Calico's figures for its label index alone, which are not run here";

    public Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, Progress progress, CancellationToken stop)
    {
        var results = new List<Comparison>();
        foreach (var (selectors, calico) in new[] { (10, 9.0), (100, 25), (1_000, 232), (10_000, 3835) })
            results.Add(PodChange(selectors, calico));
        stop.ThrowIfCancellationRequested();
        foreach (var pods in new[] { 100, 1_000, 10_000, 100_000 }) results.Add(NamespaceChange(pods));
        foreach (var (pods, calico) in new[] { (100, 13.0), (1_000, 93), (10_000, 1191), (100_000, 16_154) })
        {
            stop.ThrowIfCancellationRequested();
            results.Add(SelectorChange(pods, calico));
        }

        return Task.FromResult<IReadOnlyList<Comparison>>(results);
    }

    private static Comparison PodChange(int selectors, double calico)
    {
        var cluster = new LabelledCluster(1_000, selectors);
        return Against(
            $"one pod changes, {selectors:N0} selectors live", calico, selectors == 10_000 ? 0.05 : null,
            Enumerable.Range(1, Turns).Select(turn => LabelledCluster.PodLabelled(100 + turn, turn * 7)), cluster);
    }

    private static Comparison NamespaceChange(int pods)
    {
        var cluster = new LabelledCluster(pods, 100);
        return Against(
            $"one namespace's labels change, {pods:N0} pods live", 8.5, null,
            Enumerable.Range(1, Turns).Select(turn => LabelledCluster.NamespaceLabelled(turn % (pods / 10), turn)),
            cluster);
    }

    private static Comparison SelectorChange(int pods, double calico)
    {
        var cluster = new LabelledCluster(pods, 0);
        return Against(
            $"one selector comes or goes, {pods:N0} pods live", calico, pods == 100_000 ? 0.3 : null,
            Enumerable.Range(0, Turns).Select(turn =>
                turn % 2 == 0 ? LabelledCluster.PolicyWith(turn / 2) : LabelledCluster.PolicyWithout(turn / 2)),
            cluster);
    }

    private static Comparison Against(
        string what, double calico, double? share, IEnumerable<SnapshotChange> changes, LabelledCluster cluster)
    {
        var ours = changes.ToList().ConvertAll(change => Measured.Microseconds(() => cluster.Apply(change)));
        var goal = share is { } limit ? Goal.AtMost(limit) : null;
        return Comparison.Beside(Budget, calico, what, new Series(Unit.Microseconds, ours), goal);
    }
}
