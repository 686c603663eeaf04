using Margay.Model.Resources;
using Margay.Policy.Snapshot;
using static Margay.Bench.PolicyCompute.ShapeText;

namespace Margay.Bench.PolicyCompute;

/// <summary>Namespaces of one pod each, whose policy lets it talk within the namespace and to the cluster's DNS.</summary>
internal sealed record TenantsShape(int Namespaces) : IComputeShape
{
    private const int LocalPods = 100;

    public string Name => $"tenants-{Namespaces / 1000}k";

    public ComputeBudget Calico => Namespaces switch
    {
        1_000 => new(0.054, 10, 16),
        10_000 => new(0.58, 39, 120),
        100_000 => new(11.3, 315, 1100),
        _ => throw new BenchException($"there is no figure for {Name}"),
    };

    public IEnumerable<IReadOnlyList<SnapshotChange>> Deltas() =>
    [
        [
            .. Each(index => Upserted(Policy(index))),
            .. Each(index => Upserted(Tenant(index))),
            .. Each(index => Upserted(Pod(NamespaceOf(index), index, LabelsOf(index)))),
            .. Enumerable.Range(0, LocalPods).Select(index => Local(NamespaceOf(index), index)),
        ],
    ];

    private IEnumerable<SnapshotChange> Each(Func<int, SnapshotChange> change) =>
        Enumerable.Range(0, Namespaces).Select(change);

    private static Namespace Tenant(int index) => new()
    {
        Metadata = new ObjectMeta
        {
            Name = NamespaceOf(index),
            Labels = new Dictionary<string, string>
            {
                [Text($"kubernetes.io/metadata.name")] = NamespaceOf(index),
                [Text($"tenant")] = Text($"tenant-{index}"),
                [Text($"stage")] = Text($"stage-{index % 3}"),
            },
        },
    };

    private static Dictionary<string, string> LabelsOf(int index)
    {
        var labels = new Dictionary<string, string>
        {
            [Text($"constant")] = Text($"same"),
            [Text($"one-in-5000")] = Text($"value-{index % 5000}"),
        };
        for (var i = 0; i < 5; i++) labels[Text($"unique-{i}")] = Text($"value-{i}-{index}");
        for (var i = 0; i < 4; i++) labels[Text($"binary-{i}")] = Text($"{((index >> i) & 1) == 1}");
        for (var i = 0; i < 4; i++) labels[Text($"small-{i}")] = Text($"value-{index % (5 + i)}");
        return labels;
    }

    private static NetworkPolicy Policy(int index) => new()
    {
        Metadata = new ObjectMeta { Name = Text($"isolate"), Namespace = NamespaceOf(index) },
        Spec = new NetworkPolicySpec
        {
            PodSelector = new LabelSelector(),
            PolicyTypes = ["Ingress", "Egress"],
            Ingress = [new NetworkPolicyIngressRule { From = [new NetworkPolicyPeer { PodSelector = new LabelSelector() }] }],
            Egress =
            [
                new NetworkPolicyEgressRule { To = [new NetworkPolicyPeer { PodSelector = new LabelSelector() }] },
                new NetworkPolicyEgressRule
                {
                    To = [new NetworkPolicyPeer { IpBlock = new IpBlock { Cidr = Text($"10.96.0.10/32") } }],
                    Ports = [new NetworkPolicyPort { Protocol = "UDP", Port = Text($"53") }],
                },
            ],
        },
    };

    private static string NamespaceOf(int index) => Text($"namespace-{index}");
}
