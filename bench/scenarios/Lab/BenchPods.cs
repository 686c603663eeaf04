using Margay.Model.Resources;

namespace Margay.Bench.Lab;

/// <summary>Pods of the lab's own kubelet, labelled <c>role</c> with their own name, and selectors of them.</summary>
internal static class BenchPods
{
    public static Pod Of(string ns, string name, string node) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = ns, Labels = new Dictionary<string, string> { ["role"] = name } },
        Spec = new PodSpec { NodeName = node, Containers = [new Container { Name = "app", Image = "local.test/app" }] },
    };

    public static LabelSelector Role(string name) => new() { MatchLabels = new Dictionary<string, string> { ["role"] = name } };
}
