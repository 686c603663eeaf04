using Margay.Model.Resources;
using Margay.Policy.Snapshot;
using static Margay.Bench.PolicyCompute.ShapeText;

namespace Margay.Bench.PolicyCompute;

/// <summary>250,000 pods; 10,000 policies that select pods by a marker and let five other markers in.</summary>
/// <param name="WithDeletion">Whether the local pods are deleted again in the end.</param>
internal sealed record TagsShape(bool WithDeletion = false) : IComputeShape
{
    public const int Policies = 10_000;
    public const int Remote = 250_000;

    private const int RulesPerPolicy = 5;

    private static readonly TaggedPods Pods = new(Remote, Local: 200);

    public string Name => WithDeletion ? "tags-250k, local pods deleted" : "tags-250k";

    public ComputeBudget Calico => WithDeletion ? new(9.7, 201, 1600) : new(10.2, 283, 1400);

    public IEnumerable<IReadOnlyList<SnapshotChange>> Deltas()
    {
        yield return
        [
            .. Enumerable.Range(0, Policies).Select(index => Upserted(Policy(index, 0))),
            .. TaggedPods.NamespaceChanges(),
            .. Pods.PodChanges(),
            .. Pods.LocalChanges(),
        ];
        if (WithDeletion) yield return [.. Pods.LocalRemovals()];
    }

    /// <summary>Policy <paramref name="index"/>; another <paramref name="turn"/> shifts whom it lets in.</summary>
    public static GlobalNetworkPolicy Policy(int index, int turn) => new()
    {
        Metadata = new ObjectMeta { Name = Text($"policy-{index}") },
        Spec = new CalicoPolicySpec
        {
            Selector = Has(index),
            Types = ["Ingress"],
            Ingress = [.. Enumerable.Range(1, RulesPerPolicy).Select(rule => new CalicoRule
            {
                Action = "Allow",
                Source = new EntityRule { Selector = Has(index + rule + turn) },
            })],
        },
    };

    public static string Has(int number) => Text($"has({TaggedPods.Marker(number)})");
}
