using Margay.Host.Cli;
using Margay.Host.Policy.Analysis;
using Margay.Policy.Analysis.Places;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Policy.Test;

/// <summary>Reads the ends of an assertion.</summary>
internal static class TestEnds
{
    /// <summary>What may be written.</summary>
    public const string Usage = "NAMESPACE/POD, NAMESPACE/SELECTOR for every pod with these labels, NAMESPACE/ for all, a domain name, or an address";

    /// <summary>Every end that a text stands for.</summary>
    /// <exception cref="CliException">No pod is meant by it, or it is neither pods nor an address.</exception>
    public static IReadOnlyList<FlowEnd> Parse(string text, ClusterState cluster, string defaultNamespace)
    {
        if (IpAddr.TryParse(text, out var address)) return [new FlowEnd.Address(address)];
        if (EndWords.TryName(text, cluster, defaultNamespace, out var name)) return [new FlowEnd.Domain(name)];
        return EndWords.Parse(text, cluster, defaultNamespace) is PlaceSelection.Pods pods
            ? [.. pods.Named.Order().Select(pod => new FlowEnd.Pod(pod.Namespace, pod.Name))]
            : throw new CliException($"'{text}' is no end of a connection: write {Usage}");
    }
}
