using Margay.Model.Resources;

namespace Margay.Host.Lab.Kubelet;

/// <summary>A pod's place in the API.</summary>
internal readonly record struct PodKey(string Namespace, string Name)
{
    public static PodKey Of(Pod pod) => new(pod.Metadata.Namespace ?? "default", pod.Metadata.Name);

    /// <summary><c>namespace/name</c>: also what a lab pod answers to whoever connects.</summary>
    public override string ToString() => $"{Namespace}/{Name}";
}
