using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>projectcalico.org/v3 CalicoNodeStatus: which node, and what it is asked for.</summary>
internal static class BgpNodeStatusCheck
{
    private static readonly FieldPath Spec = FieldPath.Root.Member("spec");

    public static void Check(JsonObject resource, FaultList faults)
    {
        var spec = resource.Object("spec");
        SubdomainCheck.Check(spec.Text("node"), Spec.Member("node"), faults);
        DistinctCheck.Check(spec.Items("classes"), Spec.Member("classes"), faults);
    }
}
