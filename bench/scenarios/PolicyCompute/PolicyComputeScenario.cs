using Margay.Bench.Results;
using Margay.Model.Selectors;
using Margay.Policy.Graph;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Bench.PolicyCompute;

/// <summary>One node's policy graph in large clusters, from nothing; then, in the largest, change by change.</summary>
internal sealed class PolicyComputeScenario : IScenario
{
    private const int Changes = 300;

    private static readonly TagsShape Tags = new();

    private static readonly IReadOnlyList<IComputeShape> Shapes =
    [
        new NetworkSetsShape(1_000),
        new NetworkSetsShape(10_000),
        new NetworkSetsShape(10_000, WithDeletion: true),
        new TenantsShape(1_000),
        new TenantsShape(10_000),
        new TenantsShape(100_000),
        new TagsShape(WithDeletion: true),
        Tags,
    ];

    public string Name => "policy-compute";

    public string Method =>
        "one node's graph from empty to its first intent, fed what was read from the resources beforehand; beside it "
        + "Calico's figures for the same shapes, which are not run here; for single changes a scan of all pods or selectors";

    public Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, Progress progress, CancellationToken stop)
    {
        var chosen = Shapes.Where(shape => shape.Name.Contains(options.Shape, StringComparison.Ordinal));
        var runs = chosen.Select(shape => new ColdCompute(shape)).ToList();
        PolicyGraph? graph = null;
        for (var round = 0; round < options.Rounds; round++)
        {
            progress.Round(Name, round, options.Rounds);
            foreach (var compute in runs)
            {
                stop.ThrowIfCancellationRequested();
                graph = null;
                graph = compute.Run();
            }
        }

        List<Comparison> results = [.. runs.SelectMany(run => run.Results())];
        if (options.Shape.Length == 0) results.AddRange([PodChange(graph!), PolicyChange(graph!)]);
        return Task.FromResult<IReadOnlyList<Comparison>>(results);
    }

    private static Comparison PodChange(PolicyGraph graph)
    {
        var selectors = Enumerable.Range(0, TagsShape.Policies * 6)
            .Select(index => Selector.Parse(TagsShape.Has(index)))
            .ToList();
        var (ours, scan) = (new List<double>(), new List<double>());
        for (var turn = 1; turn <= Changes; turn++)
        {
            var pod = TaggedPods.Pod(turn * 37, turn);
            var delta = new SnapshotDelta([ShapeText.Upserted(pod)], InSync: true);
            ours.Add(Measured.Microseconds(() => graph.Apply(delta)));
            var labels = LabelSet.Of(pod.Metadata.Labels);
            scan.Add(Measured.Microseconds(() => selectors.Count(selector => selector.Matches(labels))));
        }

        return new Comparison(
            $"{Tags.Name}: one pod's labels change",
            new Series(Unit.Microseconds, ours),
            "all selectors matched",
            new Series(Unit.Microseconds, scan));
    }

    private static Comparison PolicyChange(PolicyGraph graph)
    {
        var (ours, scan) = (new List<double>(), new List<double>());
        var pods = Enumerable.Range(0, 10_000)
            .Select(index => LabelSet.Of(TaggedPods.Pod(index, 0).Metadata.Labels))
            .ToList();
        for (var turn = 1; turn <= Changes; turn++)
        {
            var delta = new SnapshotDelta([ShapeText.Upserted(TagsShape.Policy(turn * 29, turn))], InSync: true);
            ours.Add(Measured.Microseconds(() => graph.Apply(delta)));
            var selector = Selector.Parse(TagsShape.Has(turn));
            scan.Add(Measured.Microseconds(() => pods.Count(selector.Matches)) * (TagsShape.Remote / pods.Count));
        }

        return new Comparison(
            $"{Tags.Name}: one policy changes",
            new Series(Unit.Microseconds, ours),
            "one selector scans all pods",
            new Series(Unit.Microseconds, scan));
    }
}
