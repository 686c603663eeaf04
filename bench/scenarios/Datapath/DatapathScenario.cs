using Margay.Bench.Lab;
using Margay.Bench.Results;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Bench.Datapath;

/// <summary>Packets between two pods on two nodes, with policy and without.</summary>
internal sealed class DatapathScenario : IScenario
{
    private const string Namespace = "bench";
    private const string Peer = "plain routing";

    public string Name => "datapath";

    public string Method =>
        "TCP between pods on two nodes under a NetworkPolicy, in turns with the same namespaces after their tables are deleted";

    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, Progress progress, CancellationToken stop)
    {
        await using var lab = await BenchLab.StartAsync(options, 2, stop);
        await lab.CreateNamespaceAsync(Namespace, stop);
        await lab.RunPodAsync(BenchPods.Of(Namespace, "client", "n1"), stop);
        var server = await lab.RunPodAsync(BenchPods.Of(Namespace, "server", "n2"), stop);
        await lab.Api.CreateAsync(Kinds.NetworkPolicy, ClientToServer, stop);
        using var clientSide = lab.OpenPod(Namespace, "client");
        using var serverSide = lab.OpenPod(Namespace, "server");

        var pairs = server.Status!.PodIps!.Select(ip => IpAddr.Parse(ip.Ip))
            .Select(address => (address.Family, Pair: new PodPair(clientSide, serverSide, address))).ToList();
        var figures = pairs.ToDictionary(static pair => pair.Family, static _ => (Ours: new Figures(), Plain: new Figures()));
        using var policy = new PolicySwitch(lab, 2);
        for (var round = -1; round < options.Rounds; round++)
        {
            progress.Round(Name, round, options.Rounds);
            foreach (var (family, pair) in pairs) figures[family].Ours.Take(pair, keep: round >= 0);
            await policy.OffAsync(stop);
            foreach (var (family, pair) in pairs) figures[family].Plain.Take(pair, keep: round >= 0);
            await policy.OnAsync(stop);
        }

        return [.. figures.SelectMany(static pair => Compare(pair.Key, pair.Value.Ours, pair.Value.Plain))];
    }

    private static IEnumerable<Comparison> Compare(IpFamily family, Figures ours, Figures plain)
    {
        var name = family == IpFamily.V4 ? "IPv4" : "IPv6";
        yield return new Comparison($"throughput {name}", ours.Throughput, Peer, plain.Throughput, Goal.AtLeast(0.9));
        yield return new Comparison($"latency p50 {name}", ours.Median, Peer, plain.Median);
        yield return new Comparison($"latency p99 {name}", ours.P99, Peer, plain.P99);
    }

    private static NetworkPolicy ClientToServer => new()
    {
        Metadata = new ObjectMeta { Name = "client-to-server", Namespace = Namespace },
        Spec = new NetworkPolicySpec
        {
            PodSelector = BenchPods.Role("server"),
            Ingress =
            [
                new NetworkPolicyIngressRule
                {
                    From = [new NetworkPolicyPeer { PodSelector = BenchPods.Role("client") }],
                    Ports = [new NetworkPolicyPort { Protocol = "TCP", Port = "80" }],
                },
            ],
        },
    };

    private sealed class Figures
    {
        private readonly List<double> _throughput = [];
        private readonly List<double> _median = [];
        private readonly List<double> _p99 = [];

        public Series Throughput => new(Unit.GigabitsPerSecond, _throughput);

        public Series Median => new(Unit.Microseconds, _median);

        public Series P99 => new(Unit.Microseconds, _p99);

        public void Take(PodPair pair, bool keep)
        {
            var throughput = pair.Throughput();
            var (median, p99) = pair.Latency();
            if (!keep) return;
            _throughput.Add(throughput);
            _median.Add(median);
            _p99.Add(p99);
        }
    }
}
