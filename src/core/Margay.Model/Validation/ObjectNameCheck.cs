using Margay.Model.Resources;

namespace Margay.Model.Validation;

/// <summary>The names that objects of a kind may have.</summary>
internal static class ObjectNameCheck
{
    /// <summary>Beginnings of names under which Calico kept policies of Kubernetes and OpenStack.</summary>
    private static readonly string[] ConvertedPrefixes = ["knp.default.", "ossg.default."];

    public static void Check(ResourceKind kind, string name, FieldPath path, FaultList faults)
    {
        if (RemedyFor(kind, name) is { } remedy) faults.Add(path, $"is {FormatCheck.Quote(name)}", remedy);
    }

    private static string? RemedyFor(ResourceKind kind, string name)
    {
        if (kind == Kinds.ClusterInformation || kind == Kinds.KubeControllersConfiguration)
            return name == "default" ? null : $"write default: there is one {kind.Kind} only";
        if (kind == Kinds.Namespace || kind == Kinds.Tier || kind == Kinds.Service)
            return NameRules.IsDnsLabel(name) ? null : NameRules.DnsLabelRemedy;
        if (!NameRules.IsDnsSubdomain(name)) return NameRules.DnsSubdomainRemedy;
        return Kinds.Tiered.Contains(kind) && !IsPolicyName(kind, name)
            ? "use one dot at most, between the name of a tier and the rest"
            : null;
    }

    private static bool IsPolicyName(ResourceKind kind, string name) =>
        name.Count(c => c == '.') <= 1
        || (kind.Namespaced && Array.Exists(ConvertedPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)));
}
