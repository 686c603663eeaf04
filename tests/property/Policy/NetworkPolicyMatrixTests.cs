using System.Runtime.CompilerServices;
using System.Text.Json;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Evaluation;
using Margay.Policy.Oracle;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Tests.Property.Policy;

/// <summary>
/// Kubernetes NetworkPolicy as a table: in each step of each case, who may connect to whom. Rows are sources, columns
/// destinations, both in the order of the pods; <c>x</c> passes.
/// </summary>
public sealed class NetworkPolicyMatrixTests
{
    private const int Nodes = 2;

    private static readonly JsonDocument Matrix = JsonDocument.Parse(File.ReadAllText(Beside("Matrix/networkpolicy-matrix.json")));

    public static TheoryData<int> Cases() => [.. Matrix.RootElement.GetProperty("cases").EnumerateArray().Select(one => one.GetProperty("id").GetInt32())];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_oracle_agrees_with_the_table(int id)
    {
        foreach (var step in StepsOf(id))
        {
            var cluster = ClusterState.Of(step.Resources);
            step.Compare((source, destination, protocol, port) => PolicyOracle.Decide(
                cluster, new Flow(EndOf(source), EndOf(destination), protocol, port)).Verdict == Verdict.Allow);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_graphs_of_two_nodes_together_agree_with_the_table(int id)
    {
        var nodes = Enumerable.Range(0, Nodes).Select(_ => new GraphUnderTest()).ToArray();
        var before = new Dictionary<string, SnapshotChange>();
        foreach (var step in StepsOf(id))
        {
            var gone = new Dictionary<string, SnapshotChange>(before);
            before.Clear();
            foreach (var resource in step.Resources)
            {
                var key = $"{resource.GetType().Name} {resource.Metadata.Namespace}/{resource.Metadata.Name}";
                gone.Remove(key);
                before[key] = ResourceChanges.Removed(resource)!;
            }

            var changes = gone.Values.Concat(step.Resources.Select(resource => ResourceChanges.Upserted(resource)!)).ToList();
            for (var node = 0; node < Nodes; node++) nodes[node].Apply([.. changes, .. Plug(step.Pods, node)], inSync: true);
            step.Compare((source, destination, protocol, port) =>
                Passes(nodes, step.Pods, source, Direction.Egress, source, destination, protocol, port)
                && Passes(nodes, step.Pods, destination, Direction.Ingress, source, destination, protocol, port));
        }
    }

    private static bool Passes(
        GraphUnderTest[] nodes, IReadOnlyList<Pod> pods, Pod judged, Direction direction, Pod source, Pod destination, IpProtocol protocol, ushort port)
    {
        var index = pods.ToList().IndexOf(judged);
        var intent = nodes[index % Nodes].Intent;
        var packet = new Packet(AddressOf(source), AddressOf(destination), protocol, port);
        return IntentEvaluator.Evaluate(intent, intent.Endpoints[$"cali{index}"], direction, packet).IsAllowed;
    }

    /// <summary>Every interface is said to go first, and those of the pods that are there to come again.</summary>
    private static IEnumerable<SnapshotChange> Plug(IReadOnlyList<Pod> pods, int node) =>
        Enumerable.Range(0, pods.Count + Nodes)
            .Where(index => index % Nodes == node)
            .SelectMany(index => index < pods.Count
                ? [new SnapshotChange.LocalEndpointUpsert(new LocalEndpoint($"cali{index}", pods[index].Metadata.Namespace!, pods[index].Metadata.Name, [AddressOf(pods[index])]))]
                : new SnapshotChange[] { new SnapshotChange.LocalEndpointRemove($"cali{index}") });

    private static FlowEnd.Pod EndOf(Pod pod) => new(pod.Metadata.Namespace!, pod.Metadata.Name);

    private static IpAddr AddressOf(Pod pod) => IpAddr.Parse(pod.Status!.PodIps![0].Ip);

    private static IEnumerable<Step> StepsOf(int id)
    {
        var root = Matrix.RootElement;
        var found = root.GetProperty("cases").EnumerateArray().Single(one => one.GetProperty("id").GetInt32() == id);
        foreach (var step in found.GetProperty("steps").EnumerateArray())
        {
            var namespaces = root.GetProperty("namespaces")[step.GetProperty("namespaces").GetInt32()];
            var pods = root.GetProperty("pods")[step.GetProperty("pods").GetInt32()];
            yield return new Step(
                [.. namespaces.EnumerateObject().Select(ReadNamespace)],
                [.. pods.EnumerateArray().Select(ReadPod)],
                [.. step.GetProperty("policies").EnumerateArray().Select(policy => policy.Deserialize(ResourceJson.Default.NetworkPolicy)!)],
                step.GetProperty("allowed"));
        }
    }

    private static Namespace ReadNamespace(JsonProperty text) =>
        new() { Metadata = new ObjectMeta { Name = text.Name, Labels = LabelsOf(text.Value) } };

    private static Pod ReadPod(JsonElement text) => new()
    {
        Metadata = new ObjectMeta
        {
            Namespace = text.GetProperty("ns").GetString(),
            Name = text.GetProperty("name").GetString()!,
            Labels = LabelsOf(text.GetProperty("labels")),
        },
        Spec = new PodSpec { Containers = [new Container { Name = "c", Ports = [.. text.GetProperty("ports").EnumerateArray().Select(ReadPort)] }] },
        Status = new PodStatus { PodIps = [new PodIp { Ip = text.GetProperty("ip").GetString()! }] },
    };

    private static ContainerPort ReadPort(JsonElement text) =>
        new() { Protocol = text[0].GetString(), Port = text[1].GetInt32(), Name = text[2].GetString() };

    private static Dictionary<string, string> LabelsOf(JsonElement text) =>
        text.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!);

    private static string Beside(string file, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, file);

    private sealed record Step(
        IReadOnlyList<Namespace> Namespaces, IReadOnlyList<Pod> Pods, IReadOnlyList<NetworkPolicy> Policies, JsonElement Allowed)
    {
        public IEnumerable<Resource> Resources => Namespaces.Concat<Resource>(Pods).Concat(Policies);

        public void Compare(Func<Pod, Pod, IpProtocol, ushort, bool> allows)
        {
            foreach (var table in Allowed.EnumerateObject())
            {
                Assert.True(IpProtocol.TryParse(table.Name.Split('/')[0], out var protocol));
                var port = ushort.Parse(table.Name.Split('/')[1]);
                var actual = Pods.Select(source => string.Concat(
                    Pods.Select(destination => allows(source, destination, protocol, port) ? 'x' : '.')));
                Assert.Equal(table.Value.EnumerateArray().Select(row => row.GetString()!), actual);
            }
        }
    }
}
