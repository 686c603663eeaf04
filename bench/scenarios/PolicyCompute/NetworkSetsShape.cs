using Margay.Model.Resources;
using Margay.Policy.Snapshot;
using Margay.Primitives;
using static Margay.Bench.PolicyCompute.ShapeText;

namespace Margay.Bench.PolicyCompute;

/// <summary>10,200 pods; network sets of 1 to 1,000 addresses, for each a policy for all pods that lets it in.</summary>
/// <param name="Sets">How many network sets there are.</param>
/// <param name="WithDeletion">Whether the local pods are deleted again in the end.</param>
internal sealed record NetworkSetsShape(int Sets, bool WithDeletion = false) : IComputeShape
{
    private static readonly int[] Sizes = [1, 1, 1, 1, 2, 3, 4, 5, 100, 1000];

    private static readonly TaggedPods Pods = new(Remote: 10_000, Local: 200);

    public string Name => $"netsets-{Sets / 1000}k{(WithDeletion ? ", local pods deleted" : "")}";

    public ComputeBudget Calico => (Sets, WithDeletion) switch
    {
        (1_000, false) => new(1.3, 99, 370),
        (10_000, false) => new(15.9, 792, 3700),
        (10_000, true) => new(23.2, 78, 3900),
        _ => throw new BenchException($"there is no figure for {Name}"),
    };

    public IEnumerable<IReadOnlyList<SnapshotChange>> Deltas()
    {
        yield return
        [
            .. Enumerable.Range(0, Sets).Select(index => Upserted(Policy(index))),
            .. NetworkSets(),
            .. TaggedPods.NamespaceChanges(),
            .. Pods.PodChanges(),
            .. Pods.LocalChanges(),
        ];
        if (WithDeletion) yield return [.. Pods.LocalRemovals()];
    }

    private static GlobalNetworkPolicy Policy(int index) => new()
    {
        Metadata = new ObjectMeta { Name = Text($"policy-{index}") },
        Spec = new CalicoPolicySpec
        {
            Selector = Text($"all()"),
            Types = ["Ingress"],
            Ingress =
            [
                new CalicoRule
                {
                    Action = "Allow",
                    Source = new EntityRule { Selector = Text($"network-set-name == \"set-{index}\"") },
                },
            ],
        },
    };

    private IEnumerable<SnapshotChange> NetworkSets()
    {
        var next = 0x0B00_0000u;
        for (var index = 0; index < Sets; index++)
        {
            var first = next;
            next += (uint)Sizes[index % Sizes.Length];
            yield return Upserted(new GlobalNetworkSet
            {
                Metadata = new ObjectMeta
                {
                    Name = Text($"set-{index}"),
                    Labels = new Dictionary<string, string> { [Text($"network-set-name")] = Text($"set-{index}") },
                },
                Spec = new NetworkSetSpec
                {
                    Nets = [.. Enumerable.Range(0, (int)(next - first)).Select(i => $"{IpAddr.V4(first + (uint)i)}/32")],
                },
            });
        }
    }
}
