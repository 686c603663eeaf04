using Margay.Model.Resources;
using Margay.Policy.Snapshot;
using static Margay.Bench.PolicyCompute.ShapeText;

namespace Margay.Bench.PolicyCompute;

/// <summary>
/// Pods in 100 namespaces with five graded labels and one of 30 markers. The last of them run on the node.
/// </summary>
internal sealed record TaggedPods(int Remote, int Local)
{
    private const int Namespaces = 100;
    private const int Markers = 30;

    private static readonly int[] Grades = [10, 11, 20, 30, 40];

    public static IEnumerable<SnapshotChange> NamespaceChanges() => Enumerable.Range(0, Namespaces).Select(index => Upserted(
        new Namespace
        {
            Metadata = new ObjectMeta
            {
                Name = NamespaceOf(index),
                Labels = new Dictionary<string, string> { [Text($"namespace-label")] = Text($"value-{index}") },
            },
        }));

    public IEnumerable<SnapshotChange> PodChanges() =>
        Enumerable.Range(0, Remote + Local).Select(index => Upserted(Pod(index, 0)));

    public IEnumerable<SnapshotChange> LocalChanges() =>
        Enumerable.Range(Remote, Local).Select(index => ShapeText.Local(NamespaceOf(index), index));

    public IEnumerable<SnapshotChange> LocalRemovals() =>
        Enumerable.Range(Remote, Local).SelectMany(index => Deleted(NamespaceOf(index), index));

    /// <summary>Pod <paramref name="index"/>; another <paramref name="turn"/> shifts its labels.</summary>
    public static Pod Pod(int index, int turn)
    {
        var labels = new Dictionary<string, string> { [Marker(index + turn)] = Text($"true") };
        foreach (var grade in Grades) labels[Text($"one-in-{grade}")] = Text($"value-{(index + turn) % grade}");
        return ShapeText.Pod(NamespaceOf(index), index, labels);
    }

    public static string Marker(int number) => Text($"marker-{number % Markers}");

    private static string NamespaceOf(int index) => Text($"namespace-{index % Namespaces}");
}
