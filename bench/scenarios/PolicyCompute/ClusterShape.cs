using System.Globalization;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Bench.PolicyCompute;

/// <summary>
/// A generated cluster: pods in 100 namespaces with five graded labels and one of 30 markers; policies that select pods
/// by a marker and let five others in. Every string is a fresh one, as when decoded.
/// </summary>
internal sealed record ClusterShape(int Pods, int LocalPods, int Policies)
{
    private const int Namespaces = 100;
    private const int Markers = 30;
    private const int RulesPerPolicy = 5;

    private static readonly int[] Grades = [10, 11, 20, 30, 40];

    /// <summary>Policies, namespaces, pods, local endpoints: the order in which a cold start tells them.</summary>
    public IEnumerable<SnapshotChange> Changes() =>
        Enumerable.Range(0, Policies).Select(index => Upserted(Policy(index, 0)))
            .Concat(Enumerable.Range(0, Namespaces).Select(index => Upserted(new Namespace { Metadata = new ObjectMeta { Name = NamespaceOf(index) } })))
            .Concat(Enumerable.Range(0, Pods).Select(index => Upserted(Pod(index, 0))))
            .Concat(Enumerable.Range(0, LocalPods).Select(Local));

    /// <summary>Pod <paramref name="index"/>; another <paramref name="turn"/> shifts its labels.</summary>
    public static Pod Pod(int index, int turn)
    {
        var labels = new Dictionary<string, string> { [Text($"marker-{(index + turn) % Markers}")] = Text($"true") };
        foreach (var grade in Grades) labels[Text($"one-in-{grade}")] = Text($"value-{(index + turn) % grade}");
        return new Pod
        {
            Metadata = new ObjectMeta { Name = Text($"pod-{index}"), Namespace = NamespaceOf(index), Labels = labels },
            Status = new PodStatus { Phase = "Running", PodIps = [new PodIp { Ip = AddressOf(index).ToString() }] },
        };
    }

    /// <summary>Policy <paramref name="index"/>; another <paramref name="turn"/> shifts whom it lets in.</summary>
    public static NetworkPolicy Policy(int index, int turn) => new()
    {
        Metadata = new ObjectMeta { Name = Text($"policy-{index}"), Namespace = NamespaceOf(index) },
        Spec = new NetworkPolicySpec
        {
            PodSelector = Marker(index),
            Ingress = [.. Enumerable.Range(1, RulesPerPolicy).Select(rule => new NetworkPolicyIngressRule
            {
                From = [new NetworkPolicyPeer { NamespaceSelector = new LabelSelector(), PodSelector = Marker(index + rule + turn) }],
            })],
        },
    };

    public static LabelSelector Marker(int number) => new()
    {
        MatchExpressions = [new LabelSelectorRequirement { Key = Text($"marker-{number % Markers}"), Operator = "Exists" }],
    };

    public static SnapshotChange Upserted(Resource resource) =>
        SnapshotChange.Upserted(resource) ?? throw new BenchException($"{resource.GetType().Name} is nothing to policy");

    private SnapshotChange Local(int index) => new SnapshotChange.LocalEndpointUpsert(
        new LocalEndpoint(Text($"cali{index:x11}"), NamespaceOf(index), Text($"pod-{index}"), [AddressOf(index)]));

    private static string NamespaceOf(int index) => Text($"namespace-{index % Namespaces}");

    private static IpAddr AddressOf(int index) => IpAddr.V4(0x0A00_0000u + (uint)index);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
