using System.Text.Json;
using Margay.Client;
using Margay.Linux;
using Margay.Model.Resources;

namespace Margay.Bench.Lab;

/// <summary>A lab of the published binaries, under a name of its own, for as long as a scenario runs.</summary>
internal sealed class BenchLab : IAsyncDisposable
{
    private static readonly TimeSpan PodPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly string _margay;
    private readonly string _name;

    private BenchLab(string margay, string name)
    {
        (_margay, _name) = (margay, name);
        Api = new ApiClient(Kubeconfig.Load($"{Directory}/hub/admin.kubeconfig", null));
    }

    /// <summary>The hub.</summary>
    public ApiClient Api { get; }

    private string Directory => $"/run/margay-lab/{_name}";

    /// <exception cref="BenchException">It did not start; nothing of it is left.</exception>
    public static async Task<BenchLab> StartAsync(BenchOptions options, int nodes, CancellationToken stop, string fabric = "flat")
    {
        var margay = options.Binary("margay");
        var plugin = options.Binary("margay-cni");
        var name = $"bench{Random.Shared.Next(100_000, 1_000_000)}";
        try
        {
            await ChildProgram.RunAsync(
                margay, ["lab", "up", "--name", name, "--nodes", $"{nodes}", "--fabric", fabric, "--cni-plugin", plugin], stop);
            return new BenchLab(margay, name);
        }
        catch
        {
            await RemoveAsync(margay, name);
            throw;
        }
    }

    /// <summary>The name of the namespace that is the nodes' segment: its bridge is <c>br0</c>.</summary>
    public string Fabric => $"{_name}-fabric";

    /// <summary>The name of the namespace of node <c>nN</c>.</summary>
    public string NodeNamespace(int number) => $"{_name}-n{number}";

    /// <summary>The namespace of node <c>nN</c>.</summary>
    public NetnsHandle OpenNode(int number) => NetnsHandle.Open($"/run/netns/{NodeNamespace(number)}");

    /// <summary>The name of a pod's namespace, for <c>ip netns exec</c>.</summary>
    public string NetnsOf(string ns, string pod) => $"{_name}-pod-{ns}_{pod}";

    /// <summary>The namespace of a pod that the lab's own kubelet runs.</summary>
    public NetnsHandle OpenPod(string ns, string pod) => NetnsHandle.Open($"/run/netns/{NetnsOf(ns, pod)}");

    /// <summary>Where the agent of a node answers the CNI plugin.</summary>
    public string CniSocket(int node) => $"{Directory}/nodes/n{node}/cni.sock";

    /// <summary>The lab's processes: <c>hub</c>, <c>kubelet</c>, and each agent under its node's name.</summary>
    public IReadOnlyDictionary<string, int> Processes()
    {
        using var state = JsonDocument.Parse(File.ReadAllBytes($"{Directory}/lab.json"));
        return state.RootElement.GetProperty("processes").EnumerateObject()
            .ToDictionary(static process => process.Name, static process => process.Value.GetProperty("pid").GetInt32());
    }

    /// <summary>Makes a namespace of the API.</summary>
    public Task CreateNamespaceAsync(string name, CancellationToken stop) =>
        Api.CreateAsync(Kinds.Namespace, new Namespace { Metadata = new ObjectMeta { Name = name } }, stop);

    /// <summary>The pod, once the lab's kubelet runs it.</summary>
    /// <exception cref="BenchException">It does not run in time.</exception>
    public async Task<Pod> RunPodAsync(Pod pod, CancellationToken stop)
    {
        await Api.CreateAsync(Kinds.Pod, pod, stop);
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var now = await Api.GetAsync(Kinds.Pod, pod.Metadata.Namespace, pod.Metadata.Name, stop);
            if (now?.Status?.Phase == "Running") return now;
            if (TimeProvider.System.GetElapsedTime(since) > PodPatience)
                throw new BenchException($"pod {pod.Metadata.Name} does not run: see {Directory}/logs");
            await Task.Delay(Poll, stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await RemoveAsync(_margay, _name);
    }

    private static Task RemoveAsync(string margay, string name) =>
        ChildProgram.RunAsync(margay, ["lab", "down", "--name", name], CancellationToken.None);
}
