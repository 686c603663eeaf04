using Margay.Model.Resources;
using Margay.Policy.Graph;
using Margay.Policy.Snapshot;
using static Margay.Bench.PolicyCompute.ShapeText;

namespace Margay.Bench.LabelIndex;

/// <summary>
/// A node with one pod of its own, on which every policy applies, and pods elsewhere, ten to a namespace, all labelled
/// <c>alpha=beta</c> and with one of 1,000 labels <c>ipset-i</c>.
/// </summary>
internal sealed class LabelledCluster
{
    private const int Kinds = 1000;
    private const int PodsOfNamespace = 10;

    private readonly PolicyGraph _graph = new("node");

    public LabelledCluster(int pods, int selectors)
    {
        var local = NamespaceOf(0);
        Apply(
        [
            .. Enumerable.Range(0, (pods / PodsOfNamespace) + 1).Select(index => NamespaceLabelled(index, 0)),
            .. Enumerable.Range(0, pods).Select(index => PodLabelled(index, index)),
            Local(local, 0),
            .. Enumerable.Range(0, selectors).Select(PolicyWith),
        ]);
    }

    public bool Apply(params IReadOnlyList<SnapshotChange> changes) =>
        _graph.Apply(new SnapshotDelta(changes, InSync: true)).IsEmpty;

    /// <summary>Pod <paramref name="index"/> with the label <c>ipset-kind</c>.</summary>
    public static SnapshotChange PodLabelled(int index, int kind)
    {
        var labels = new Dictionary<string, string>
        {
            [Text($"alpha")] = Text($"beta"),
            [Text($"ipset-{kind % Kinds}")] = Text($""),
        };
        return Upserted(Pod(NamespaceOf(index / PodsOfNamespace), index, labels));
    }

    /// <summary>Namespace <paramref name="index"/> with a label that is another one each turn.</summary>
    public static SnapshotChange NamespaceLabelled(int index, int turn) => Upserted(new Namespace
    {
        Metadata = new ObjectMeta
        {
            Name = NamespaceOf(index),
            Labels = new Dictionary<string, string> { [Text($"turn")] = Text($"{turn}") },
        },
    });

    /// <summary>A policy whose one rule lets in <c>alpha == "beta" &amp;&amp; has(ipset-i)</c>.</summary>
    public static SnapshotChange PolicyWith(int i) => Upserted(PolicyOf(i));

    /// <summary>The policy of <see cref="PolicyWith"/> goes.</summary>
    public static SnapshotChange PolicyWithout(int i) =>
        ResourceChanges.Removed(PolicyOf(i)) ?? throw new BenchException("a policy is nothing to policy");

    private static GlobalNetworkPolicy PolicyOf(int i) => new()
    {
        Metadata = new ObjectMeta { Name = Text($"policy-{i}") },
        Spec = new CalicoPolicySpec
        {
            Types = ["Ingress"],
            Ingress =
            [
                new CalicoRule
                {
                    Action = "Allow",
                    Source = new EntityRule { Selector = Text($"alpha == \"beta\" && has(ipset-{i})") },
                },
            ],
        },
    };

    private static string NamespaceOf(int index) => Text($"namespace-{index}");
}
