using Margay.Bench.Results;

namespace Margay.Bench.Scale;

/// <summary>What the number of policies costs packets that few of them concern.</summary>
internal sealed class ScaleScenario : IScenario
{
    private const string Peer = "1 policy";
    private static readonly int[] Counts = [1, 10, 1_000, 10_000];

    public string Name => "scale";

    public string Method =>
        "TCP between pods on two nodes in four labs with 1, 10, 1,000 and 10,000 NetworkPolicies, in turns; of ten that select "
        + "the server the last one lets the client in, the rest are of 100 other namespaces";

    public async Task<IReadOnlyList<Comparison>> RunAsync(
        BenchOptions options, Progress progress, CancellationToken stop)
    {
        var labs = new List<(int Count, ScaleLab Lab, Figures Figures)>();
        try
        {
            foreach (var count in Counts)
            {
                progress.Say($"  {Name}: a lab with {(count == 1 ? "1 policy" : $"{count:N0} policies")}");
                labs.Add((count, await ScaleLab.StartAsync(options, count, stop), new Figures()));
            }

            for (var round = -1; round < options.Rounds; round++)
            {
                progress.Round(Name, round, options.Rounds);
                foreach (var (_, lab, figures) in Turn(labs, round)) figures.Take(lab, keep: round >= 0);
                stop.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            foreach (var (_, lab, _) in labs) await lab.DisposeAsync();
        }

        return [.. labs.Skip(1).SelectMany(lab => Compare(lab.Count, lab.Figures, labs[0].Figures))];
    }

    /// <summary>Each round begins with another lab, so that none is always the first.</summary>
    private static IEnumerable<T> Turn<T>(List<T> labs, int round)
    {
        var first = (round + labs.Count) % labs.Count;
        return labs.Skip(first).Concat(labs.Take(first));
    }

    private static IEnumerable<Comparison> Compare(int count, Figures many, Figures one)
    {
        yield return new Comparison($"request p50, {count:N0} policies", many.Request, Peer, one.Request, Goal.AtMost(1.1));
        yield return new Comparison(
            $"connections, {count:N0} policies", many.Connections, Peer, one.Connections, Goal.AtLeast(0.9));
        yield return new Comparison(
            $"throughput, {count:N0} policies", many.Throughput, Peer, one.Throughput, Goal.AtLeast(0.9));
    }

    private sealed class Figures
    {
        private readonly List<double> _request = [];
        private readonly List<double> _connections = [];
        private readonly List<double> _throughput = [];

        public Series Request => new(Unit.Microseconds, _request);

        public Series Connections => new(Unit.PerSecond, _connections);

        public Series Throughput => new(Unit.GigabitsPerSecond, _throughput);

        public void Take(ScaleLab lab, bool keep)
        {
            var request = lab.Pair.Latency().Median;
            var connections = lab.Pair.ConnectionsPerSecond();
            var throughput = lab.Pair.Throughput();
            if (!keep) return;
            _request.Add(request);
            _connections.Add(connections);
            _throughput.Add(throughput);
        }
    }
}
