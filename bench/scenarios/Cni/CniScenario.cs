using Margay.Bench.Lab;
using Margay.Bench.Results;
using Margay.Linux;
using Margay.Model.Resources;

namespace Margay.Bench.Cni;

/// <summary>A pod's network, made and removed, by margay-cni and by the reference plugins.</summary>
internal sealed class CniScenario : IScenario
{
    private const string Namespace = "bench";
    private const string RuntimeClass = "bench";

    public string Name => "cni";

    public string Method =>
        "ADD and DEL of one dual-stack pod, the plugin started as a runtime starts it, in turns with bridge + host-local";

    public async Task<IReadOnlyList<Comparison>> RunAsync(BenchOptions options, Progress progress, CancellationToken stop)
    {
        await using var lab = await BenchLab.StartAsync(options, 1, stop);
        await lab.CreateNamespaceAsync(Namespace, stop);
        using var node = lab.OpenNode(1);
        using var bridgeHost = NetnsHandle.Create();
        using var reference = ReferencePlugins.Create();
        var margay = new PluginCall(options.Binary("margay-cni"), MargayConfig(lab), node);
        var bridge = new PluginCall(ReferencePlugins.Bridge, reference.Config, bridgeHost);

        var (ours, theirs) = (new Timings(), new Timings());
        for (var pair = -1; pair < options.Pairs; pair++)
        {
            if (pair % 10 == 0) progress.Round("pair", pair, options.Pairs);
            var pod = $"pod-{pair + 1}";
            await lab.Api.CreateAsync(Kinds.Pod, PodOf(pod), stop);
            var (one, other) = (await MeasureAsync(margay, pod, stop), await MeasureAsync(bridge, pod, stop));
            if (pair < 0) continue;
            ours.Take(one);
            theirs.Take(other);
        }

        return
        [
            new Comparison("ADD", ours.Add, "bridge + host-local", theirs.Add),
            new Comparison("DEL", ours.Delete, "bridge + host-local", theirs.Delete),
            new Comparison("ADD + DEL", ours.Sum, "bridge + host-local", theirs.Sum, Goal.AtMost(1)),
        ];
    }

    private static async Task<(double Add, double Delete)> MeasureAsync(PluginCall plugin, string pod, CancellationToken stop)
    {
        using var sandbox = BenchNetns.Create();
        var container = Guid.NewGuid().ToString("n");
        var add = await plugin.RunAsync("ADD", container, sandbox.Path, Namespace, pod, stop);
        var delete = await plugin.RunAsync("DEL", container, sandbox.Path, Namespace, pod, stop);
        return (add.TotalMilliseconds, delete.TotalMilliseconds);
    }

    private static Pod PodOf(string name) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = Namespace },
        Spec = new PodSpec
        {
            NodeName = "n1",
            RuntimeClassName = RuntimeClass,
            Containers = [new Container { Name = "app", Image = "local.test/app" }],
        },
    };

    private static string MargayConfig(BenchLab lab) => $$"""
        {"cniVersion":"1.0.0","name":"k8s-pod-network","type":"margay","agent_socket":"{{lab.CniSocket(1)}}"}
        """;

    private sealed class Timings
    {
        private readonly List<double> _adds = [];
        private readonly List<double> _deletes = [];

        public Series Add => new(Unit.Milliseconds, _adds);

        public Series Delete => new(Unit.Milliseconds, _deletes);

        public Series Sum => new(Unit.Milliseconds, [.. _adds.Zip(_deletes, static (add, delete) => add + delete)]);

        public void Take((double Add, double Delete) one)
        {
            _adds.Add(one.Add);
            _deletes.Add(one.Delete);
        }
    }
}
