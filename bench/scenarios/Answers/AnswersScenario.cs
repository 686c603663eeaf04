using Margay.Bench.Results;
using Margay.Policy.Analysis;
using Margay.Policy.Analysis.Places;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Bench.Answers;

/// <summary>What people ask of their policies: who can reach whom, what a change changes, and why.</summary>
internal sealed class AnswersScenario : IScenario
{
    private const int Asked = 200;

    public string Name => "answers";

    public string Method =>
        "10,000 pods under 5,001 policies: everyone who can reach one pod, and the difference that one more port for every "
        + "fiftieth policy and one action over all pods make; 100,000 pods under 75,001: one flow explained, all read before; "
        + "1,000 assertions about 1,000 pods under 500 policies, the program's start included";

    public Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, Progress progress, CancellationToken stop)
    {
        var (reach, difference, oracle, tests) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        using var assertions = new AssertionRun(options.Binary("margay"));
        for (var round = 0; round < options.Rounds; round++)
        {
            progress.Round(Name, round, options.Rounds);
            stop.ThrowIfCancellationRequested();
            var (before, after) = (WorkloadCluster.Of(1_000), WorkloadCluster.Of(1_000, isStrict: true));
            reach.Add(Measured.Seconds(() => WhoCanReach(before)));
            oracle.Add(Measured.Seconds(() => AskOneByOne(before, Asked)) * before.Pods.Count / Asked);
            tests.Add(Measured.Seconds(assertions.Run));
            difference.Add(Measured.Seconds(() => PolicyDifference.Between(before, after).Changes.Count));
        }

        var large = WorkloadCluster.Of(15_000) is var all ? all with { Pods = [.. all.Pods.Take(100_000)] } : all;
        AskOneByOne(large, 1);
        var explain = new Series(Unit.Milliseconds, [.. Enumerable.Range(1, Asked).Select(n => Measured.Seconds(() => Explain(large, n)) * 1000)]);
        return Task.FromResult<IReadOnlyList<Comparison>>(
        [
            new Comparison("who can reach a pod", new Series(Unit.Seconds, reach), "the oracle, pod by pod, one port", new Series(Unit.Seconds, oracle)),
            Comparison.Beside("the bound", 5, "who can reach a pod", new Series(Unit.Seconds, reach), Goal.AtMost(1)),
            Comparison.Beside("the bound", 60, "difference over 10,000 pods", new Series(Unit.Seconds, difference), Goal.AtMost(1)),
            Comparison.Beside("the bound", 3, "1,000 assertions", new Series(Unit.Seconds, tests), Goal.AtMost(1)),
            Comparison.Beside("the bound", 200, "one flow explained among 100,000 pods", explain, Goal.AtMost(1)),
        ]);
    }

    private static int WhoCanReach(ClusterState cluster)
    {
        var space = new ReachSpace(cluster);
        var called = new PlaceSelection.Pods(new HashSet<(string, string)> { (WorkloadCluster.Called.Namespace, WorkloadCluster.Called.Name) });
        return Reach.Find(space, new PlaceSelection.Everything(), called, space.Partition.All).Count();
    }

    private static int AskOneByOne(ClusterState cluster, int pods) =>
        cluster.Pods.Take(pods).Count(pod => PolicyOracle.Decide(cluster, FlowFrom(pod.Metadata.Namespace!, pod.Metadata.Name)).Verdict == Verdict.Allow);

    private static bool Explain(ClusterState cluster, int number)
    {
        var caller = cluster.Pods[number * 397 % cluster.Pods.Count];
        return PolicyOracle.Decide(cluster, FlowFrom(caller.Metadata.Namespace!, caller.Metadata.Name)).Verdict == Verdict.Allow;
    }

    private static Flow FlowFrom(string ns, string pod) =>
        new(new FlowEnd.Pod(ns, pod), WorkloadCluster.Called, IpProtocol.Tcp, 8080, IpFamily.V4);
}
