using System.Diagnostics;
using Margay.Bench.Lab;
using Margay.Bench.Results;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Bench.Enforcement;

/// <summary>How long after a policy is written the packets obey it.</summary>
internal sealed class EnforcementScenario : IScenario
{
    private const string Namespace = "bench";
    private const string Policy = "closed";
    private const int Nodes = 3;
    private const int Policies = 1000;
    private const int WarmUp = 10;
    private const string Calico = "Calico's figure, a budget";
    private const string Promise = "what is promised";
    private const string Answer = "from the write to the hub's answer";

    public string Name => "enforcement";

    public string Method =>
        $"a NetworkPolicy that closes a pod is created, then deleted, beside {Policies:N0} others in a cluster of {Nodes} "
        + "nodes, until datagrams from another node, about 2,000 a second, stop arriving, or arrive again; Calico's "
        + "figures are those of a real cluster, not run here";

    public async Task<IReadOnlyList<Comparison>> RunAsync(
        BenchOptions options, Progress progress, CancellationToken stop)
    {
        await using var lab = await BenchLab.StartAsync(options, Nodes, stop);
        await lab.CreateNamespaceAsync(Namespace, stop);
        await lab.RunPodAsync(BenchPods.Of(Namespace, "client", "n1"), stop);
        var server = await lab.RunPodAsync(BenchPods.Of(Namespace, "server", "n2"), stop);
        await Tenants.CreateAsync(lab, Nodes, Policies, stop);
        using var clientSide = lab.OpenPod(Namespace, "client");
        using var serverSide = lab.OpenPod(Namespace, "server");
        using var packets = new PacketStream(clientSide, serverSide, IpAddr.Parse(server.Status!.PodIps![0].Ip));
        packets.Flowing();

        var (closing, opening) = (new Delays(), new Delays());
        for (var write = -WarmUp; write < options.Writes; write++)
        {
            if (write % 50 == 0) progress.Round(Name, write, options.Writes);
            var created = await WriteAsync(() => lab.Api.CreateAsync(Kinds.NetworkPolicy, NothingComesIn, stop));
            var closed = packets.Closed();
            var deleted = await WriteAsync(
                () => lab.Api.DeleteAsync(Kinds.NetworkPolicy, Namespace, Policy, default, stop));
            var opened = packets.Opened(closed);
            if (write < 0) continue;
            closing.Add(created, closed);
            opening.Add(deleted, opened);
        }

        return [.. Compare("created → closed", closing, 12, 21), .. Compare("deleted → open", opening, 36, 45)];
    }

    private static IEnumerable<Comparison> Compare(string what, Delays delays, double calicoMedian, double calicoP90)
    {
        var sent = delays.FromSent;
        yield return Comparison.Beside(Calico, calicoMedian, $"{what}, p50", sent, Goal.AtMost(1));
        yield return Comparison.Beside(Calico, calicoP90, $"{what}, p90", Share(sent, 0.9), Goal.AtMost(1));
        yield return Comparison.Beside(Promise, 50, $"{what}, p99", Share(sent, 0.99), Goal.AtMost(1));
        yield return new Comparison($"{what}, after the hub's answer", delays.FromAnswered, Answer, delays.Write);
    }

    private static Series Share(Series series, double share) => Series.Of(series.Unit, series.Percentile(share));

    private static async Task<(long Sent, long Answered)> WriteAsync(Func<Task> write)
    {
        var sent = Stopwatch.GetTimestamp();
        await write();
        return (sent, Stopwatch.GetTimestamp());
    }

    private static NetworkPolicy NothingComesIn => new()
    {
        Metadata = new ObjectMeta { Name = Policy, Namespace = Namespace },
        Spec = new NetworkPolicySpec { PodSelector = BenchPods.Role("server"), PolicyTypes = ["Ingress"] },
    };

    /// <summary>Delays of one kind of write; below zero where the packets obeyed before the hub's answer was read.</summary>
    private sealed class Delays
    {
        private readonly List<double> _fromSent = [];
        private readonly List<double> _fromAnswered = [];
        private readonly List<double> _write = [];

        public Series FromSent => new(Unit.Milliseconds, _fromSent);

        public Series FromAnswered => new(Unit.Milliseconds, _fromAnswered);

        public Series Write => new(Unit.Milliseconds, _write);

        public void Add((long Sent, long Answered) write, long obeyed)
        {
            _fromSent.Add(Milliseconds(write.Sent, obeyed));
            _fromAnswered.Add(Milliseconds(write.Answered, obeyed));
            _write.Add(Milliseconds(write.Sent, write.Answered));
        }

        private static double Milliseconds(long from, long to) => (to - from) * 1000.0 / Stopwatch.Frequency;
    }
}
