using System.Net;
using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Model.Resources;

namespace Margay.Tests.E2e.Lab.Table;

/// <summary>A lab whose pods have the table's names, labels, ports and addresses, spread over three nodes.</summary>
public sealed class MatrixLab : IAsyncLifetime
{
    private const string MarkerNamespace = "marker";
    private const string PoolV6 = "fd00:65::/64";

    private readonly TestLab _lab = TestLab.New();
    private readonly Dictionary<string, TablePod> _pods = [];
    private HashSet<string> _namespaces = [];
    private readonly HashSet<(string Namespace, string Name)> _policies = [];
    private ApiClient? _api;
    private LabAgents? _agents;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private ApiClient Api => _api ??= _lab.Connect();

    private LabAgents Agents => _agents ??= new LabAgents(_lab, ["n1", "n2", "n3"]);

    public async ValueTask InitializeAsync()
    {
        if (!Margay.Linux.Host.IsRoot || !File.Exists(TestLab.Binary)) return;
        (await _lab.RunAsync("up", "--nodes", "3", "--pools", $"192.168.0.0/16,{PoolV6}")).Expect();
        await ApplyAsync(Kinds.Namespace, null, Named(MarkerNamespace));
    }

    public async ValueTask DisposeAsync()
    {
        _agents?.Dispose();
        _api?.Dispose();
        if (Directory.Exists(_lab.Directory)) await _lab.DownAsync();
    }

    /// <summary>The network namespace of a pod.</summary>
    internal string NetnsOf(TablePod pod) => _lab.PodNamespace(pod.Namespace, pod.Name);

    /// <summary>An address of a pod: the table's own, and beside it an IPv6 one that the table knows nothing of.</summary>
    internal static IPAddress AddressOf(TablePod pod, bool v6) => IPAddress.Parse(v6 ? V6Of(pod) : pod.Address);

    /// <summary>Brings the cluster into a state of the table; done when every node enforces its policies.</summary>
    internal async Task EnterAsync(TableStep step)
    {
        await PlaceAsync(step);
        var wanted = step.Policies.Select(static policy => KeyOf(policy)).ToHashSet();
        foreach (var (ns, name) in _policies.Except(wanted).ToList())
        {
            await Api.DeleteAsync(Kinds.NetworkPolicy, ns, name, default, Stop);
            _policies.Remove((ns, name));
        }

        await Api.DeleteAsync(Kinds.NetworkPolicy, MarkerNamespace, "last", default, Stop);
        await Agents.HavePoliciesAsync(_policies.Count, Stop);
        foreach (var policy in step.Policies)
        {
            var manifest = policy.DeepClone().AsObject();
            await ApplyAsync(Kinds.NetworkPolicy, KeyOf(policy).Namespace, manifest);
            _policies.Add(KeyOf(policy));
        }

        // Changes of one kind arrive in their order: who has this one has all before it.
        var marker = Named("last", MarkerNamespace);
        marker["spec"] = new JsonObject { ["podSelector"] = new JsonObject(), ["policyTypes"] = new JsonArray("Ingress") };
        await ApplyAsync(Kinds.NetworkPolicy, MarkerNamespace, marker);
        await Agents.HavePoliciesAsync(_policies.Count + 1, Stop);
    }

    private async Task PlaceAsync(TableStep step)
    {
        foreach (var (name, labels) in step.Namespaces)
        {
            var ns = Named(name);
            ns["metadata"]!["labels"] = labels!.DeepClone();
            await ApplyAsync(Kinds.Namespace, null, ns);
        }

        foreach (var gone in _pods.Keys.Except(step.Pods.Select(static pod => pod.ToString())).ToList())
        {
            (await _lab.RunAsync("pod", "rm", gone)).Expect();
            _pods.Remove(gone);
        }

        var added = false;
        foreach (var (index, pod) in step.Pods.Index())
        {
            added |= _pods.TryAdd(pod.ToString(), pod);
            await ApplyAsync(Kinds.Pod, pod.Namespace, ManifestOf(pod, $"n{(index % 3) + 1}"));
        }

        if (added) (await _lab.RunAsync("pod", "wait")).Expect();
        foreach (var gone in _namespaces.Except(step.Namespaces.Select(static one => one.Key)))
            await Api.DeleteAsync(Kinds.Namespace, null, gone, default, Stop);
        _namespaces = [.. step.Namespaces.Select(static one => one.Key)];
    }

    private static JsonObject ManifestOf(TablePod pod, string node)
    {
        var ports = pod.Ports.Select(static port => (JsonNode)new JsonObject
        {
            ["protocol"] = port![0]!.DeepClone(),
            ["containerPort"] = port[1]!.DeepClone(),
            ["name"] = port[2]!.DeepClone(),
        });
        var manifest = Named(pod.Name, pod.Namespace);
        manifest["metadata"]!["labels"] = pod.Labels.DeepClone();
        manifest["metadata"]!["annotations"] = new JsonObject
        {
            ["cni.projectcalico.org/ipAddrs"] = $"""["{pod.Address}","{V6Of(pod)}"]""",
        };
        manifest["spec"] = new JsonObject
        {
            ["nodeName"] = node,
            ["containers"] = new JsonArray(new JsonObject { ["name"] = "c", ["image"] = "lab", ["ports"] = new JsonArray([.. ports]) }),
        };
        return manifest;
    }

    private static string V6Of(TablePod pod) => $"fd00:65::{string.Join(':', pod.Address.Split('.')[2..])}";

    private static JsonObject Named(string name, string? ns = null)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (ns is not null) metadata["namespace"] = ns;
        return new JsonObject { ["metadata"] = metadata };
    }

    private static (string Namespace, string Name) KeyOf(JsonObject policy) =>
        (policy["metadata"]!["namespace"]!.GetValue<string>(), policy["metadata"]!["name"]!.GetValue<string>());

    private Task<ApplyResult> ApplyAsync(ResourceKind kind, string? ns, JsonObject manifest)
    {
        manifest["apiVersion"] = kind.ApiVersion;
        manifest["kind"] = kind.Kind;
        return Api.Raw.ApplyAsync(kind, ns, manifest, dryRun: false, Stop);
    }
}
