using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Policy.Oracle.Holders;

/// <summary>The labels that Calico's selectors read: what wins is put last.</summary>
internal static class EndpointLabels
{
    /// <summary>The label by which the selectors of namespaces and accounts know the object's name.</summary>
    public const string Name = "projectcalico.org/name";

    /// <summary>On what is in a namespace: its name.</summary>
    public const string Namespace = "projectcalico.org/namespace";

    /// <summary>On pods that run under an account: its name.</summary>
    public const string ServiceAccount = "projectcalico.org/serviceaccount";

    private const string Orchestrator = "projectcalico.org/orchestrator";

    /// <summary>A longer name is no label value, so such an account is not to be seen on the pod.</summary>
    private const int AccountNameLimit = 63;

    /// <summary>The labels of a namespace or an account, and its name.</summary>
    public static LabelSet OfNamed(Resource resource)
    {
        var labels = Own(resource);
        labels[Name] = resource.Metadata.Name;
        return LabelSet.Of(labels);
    }

    /// <summary>Inherited labels give way to the pod's own, and those to the system's.</summary>
    public static LabelSet OfPod(Holder.Pod pod)
    {
        var labels = new Dictionary<string, string>();
        Inherit(labels, "pcns.", pod.NamespaceLabels);
        Inherit(labels, "pcsa.", pod.AccountLabels);
        foreach (var (key, value) in Own(pod.Resource)) labels[key] = value;
        labels[Namespace] = pod.Namespace!;
        labels[Orchestrator] = "k8s";
        if (ShowsAccount(pod)) labels[ServiceAccount] = pod.Account!;
        return LabelSet.Of(labels);
    }

    /// <summary>What profiles apply gives way to the endpoint's own; among profiles the earlier wins.</summary>
    public static LabelSet OfHost(HostEndpoint host, ClusterIndex cluster)
    {
        var labels = new Dictionary<string, string>();
        foreach (var name in (host.Spec?.Profiles ?? []).Reverse())
        {
            foreach (var (key, value) in cluster.FindProfile(name)?.Spec?.LabelsToApply ?? NoLabels) labels[key] = value ?? "";
        }

        foreach (var (key, value) in Own(host)) labels[key] = value;
        return LabelSet.Of(labels);
    }

    /// <summary>A set of a namespace inherits from it as a pod does; one of none has its own labels only.</summary>
    public static LabelSet OfSet(Resource resource, Holder.Set set)
    {
        var labels = new Dictionary<string, string>();
        Inherit(labels, "pcns.", set.NamespaceLabels);
        foreach (var (key, value) in Own(resource)) labels[key] = value;
        if (set.Namespace is { } ns) labels[Namespace] = ns;
        return LabelSet.Of(labels);
    }

    /// <summary>Whether the account can be seen on the pod's labels.</summary>
    public static bool ShowsAccount(Holder holder) => holder.Account is { Length: < AccountNameLimit };

    private static Dictionary<string, string> NoLabels { get; } = [];

    private static Dictionary<string, string> Own(Resource resource) =>
        (resource.Metadata.Labels ?? NoLabels).ToDictionary(pair => pair.Key, pair => pair.Value ?? "");

    private static void Inherit(Dictionary<string, string> labels, string prefix, LabelSet? inherited)
    {
        foreach (var (key, value) in inherited ?? LabelSet.Empty) labels[prefix + key] = value;
    }
}
