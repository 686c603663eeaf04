using System.Globalization;
using Margay.Model.Resources;

namespace Margay.Bench.Lab;

/// <summary>
/// The rest of a cluster: 100 namespaces in ten groups, one pod on each node in the first of them, and any number of
/// NetworkPolicies over all of them, each of which selects all pods of its namespace and lets in one group on one port.
/// </summary>
internal static class Tenants
{
    private const int Namespaces = 100;
    private const int Groups = 10;
    private const int FirstPort = 8000;
    private const int AtOnce = 8;

    /// <summary>Makes namespaces, a pod on each of the nodes <c>n1</c> to <c>nN</c>, and the policies.</summary>
    public static async Task CreateAsync(BenchLab lab, int nodes, int policies, CancellationToken stop)
    {
        foreach (var index in Enumerable.Range(0, Namespaces))
        {
            var labels = new Dictionary<string, string> { ["group"] = GroupOf(index) };
            var metadata = new ObjectMeta { Name = NamespaceOf(index), Labels = labels };
            await lab.Api.CreateAsync(Kinds.Namespace, new Namespace { Metadata = metadata }, stop);
        }

        foreach (var index in Enumerable.Range(0, nodes))
            await lab.RunPodAsync(BenchPods.Of(NamespaceOf(index), "app", $"n{index + 1}"), stop);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, policies),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop },
            async (index, cancel) => await lab.Api.CreateAsync(Kinds.NetworkPolicy, PolicyOf(index), cancel));
    }

    private static NetworkPolicy PolicyOf(int index)
    {
        var labels = new Dictionary<string, string> { ["group"] = GroupOf(index / Namespaces) };
        var group = new LabelSelector { MatchLabels = labels };
        return new NetworkPolicy
        {
            Metadata = new ObjectMeta { Name = Text($"p{index}"), Namespace = NamespaceOf(index % Namespaces) },
            Spec = new NetworkPolicySpec
            {
                PodSelector = new LabelSelector(),
                Ingress =
                [
                    new NetworkPolicyIngressRule
                    {
                        From = [new NetworkPolicyPeer { NamespaceSelector = group }],
                        Ports = [new NetworkPolicyPort { Port = Text($"{FirstPort + (index / Namespaces)}") }],
                    },
                ],
            },
        };
    }

    private static string NamespaceOf(int index) => Text($"tenant-{index}");

    private static string GroupOf(int index) => Text($"g{index % Groups}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
