using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>projectcalico.org/v3 KubeControllersConfiguration: the templates of host endpoints.</summary>
internal static class KubeControllersCheck
{
    public static void Check(JsonObject resource, FaultList faults)
    {
        var path = FieldPath.Root.Member("spec").Member("controllers").Member("node").Member("hostEndpoint").Member("templates");
        var templates = resource.Object("spec").Object("controllers").Object("node").Object("hostEndpoint").Items("templates");
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < templates.Count; i++)
        {
            if (templates[i] is JsonObject template) CheckTemplate(template, names, path.Item(i), faults);
        }
    }

    private static void CheckTemplate(JsonObject template, HashSet<string> names, FieldPath path, FaultList faults)
    {
        if (template.Text("generateName") is { Length: > 0 } name)
        {
            if (!NameRules.IsDnsSubdomain(name))
                faults.Add(path.Member("generateName"), $"is {FormatCheck.Quote(name)}", NameRules.DnsSubdomainRemedy);
            else if (!names.Add(name))
                faults.Add(path.Member("generateName"), $"is {FormatCheck.Quote(name)} a second time", "give each template its own");
        }

        if (template.Items("interfaceCIDRs").Count == 0 && template.Text("interfacePattern") is null or "")
            faults.Add(path, "names no interface", "write interfaceCIDRs or interfacePattern");
        MetadataCheck.CheckLabels(template.Object("labels"), path.Member("labels"), faults);
        MetadataCheck.CheckAnnotations(template.Object("annotations"), path.Member("annotations"), faults);
    }
}
