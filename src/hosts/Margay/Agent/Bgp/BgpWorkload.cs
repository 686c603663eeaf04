using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Host.Agent.Bgp;

/// <summary>A workload of this node as far as BGP is concerned.</summary>
/// <param name="Interface">The host side of its veth.</param>
/// <param name="Labels">Its own labels and those that Calico's workload endpoints have beside them.</param>
/// <param name="Addresses">Its addresses.</param>
internal sealed record BgpWorkload(string Interface, LabelSet Labels, IReadOnlyList<IpAddr> Addresses)
{
    public static BgpWorkload Of(LocalEndpoint endpoint, Pod pod)
    {
        var labels = (pod.Metadata.Labels ?? NoLabels).ToDictionary(label => label.Key, label => label.Value ?? "");
        labels["projectcalico.org/namespace"] = endpoint.Namespace;
        labels["projectcalico.org/orchestrator"] = "k8s";
        if (pod.Spec?.ServiceAccountName is { Length: > 0 } account) labels["projectcalico.org/serviceaccount"] = account;
        return new BgpWorkload(endpoint.Interface, LabelSet.Of(labels), endpoint.Addresses);
    }

    private static IReadOnlyDictionary<string, string> NoLabels { get; } = new Dictionary<string, string>();
}
