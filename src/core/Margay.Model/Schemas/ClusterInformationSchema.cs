using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>projectcalico.org/v3 ClusterInformation, entire.</summary>
internal static class ClusterInformationSchema
{
    public static ObjectSchema Spec { get; } = Object(
        "What the cluster says of itself.",
        Text("clusterGUID", "Identity of the cluster: 32 hexadecimal digits."),
        Text("clusterType", "Comma-separated words for what the cluster runs on."),
        Text("calicoVersion", "Version of the software that last started."),
        Text("variant", "Edition of the software."),
        Flag(
            "datastoreReady",
            "Whether agents may work. While false or absent they pause, and no pod is added or removed."));
}
