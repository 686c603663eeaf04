using System.Globalization;
using System.Text.Json.Nodes;
using Margay.Model.Resources;

namespace Margay.Model.Validation;

/// <summary>What policies, tiers and endpoints leave out, as Calico's client fills it in.</summary>
internal static class PolicyDefaults
{
    /// <summary>The label by which policies are listed by tier.</summary>
    private const string TierLabel = "projectcalico.org/tier";

    public static void ApplyToKubernetes(JsonObject resource)
    {
        resource["spec"] ??= new JsonObject();
        if (resource.Object("spec") is not { } spec) return;
        spec["podSelector"] ??= new JsonObject();
        if (ResourceDefaults.IsEmpty(spec["policyTypes"]))
            spec["policyTypes"] = Directions(ingress: true, spec.Items("egress").Count > 0);
    }

    /// <remarks>A policy that stages a deletion says nothing but its tier, so that nothing is filled in.</remarks>
    public static void ApplyToStagedKubernetes(JsonObject resource)
    {
        if (resource.Object("spec") is { } spec && IsStagedDeletion(spec))
            spec.Remove("policyTypes");
        else
            ApplyToKubernetes(resource);
    }

    public static void ApplyToCalico(JsonObject resource)
    {
        resource["spec"] ??= new JsonObject();
        if (resource.Object("spec") is not { } spec) return;
        if (ResourceDefaults.IsEmpty(spec["tier"])) spec["tier"] = BuiltIns.DefaultTier;
        SetTierLabel(resource, spec);
        ApplyToRules(spec);
        if (IsStagedDeletion(spec))
            spec.Remove("types");
        else if (ResourceDefaults.IsEmpty(spec["types"]))
            spec["types"] = InferTypes(spec);
    }

    public static void ApplyToTier(JsonObject resource)
    {
        resource["spec"] ??= new JsonObject();
        if (resource.Object("spec") is not { } spec) return;
        if (BuiltIns.FindTier(resource.Object("metadata").Text("name")) is not { } tier) return;
        spec["order"] ??= tier.Order;
        if (ResourceDefaults.IsEmpty(spec["defaultAction"])) spec["defaultAction"] = tier.DefaultAction;
    }

    public static void ApplyToRules(JsonObject? spec)
    {
        foreach (var rule in spec.Items("ingress").Concat(spec.Items("egress")).OfType<JsonObject>())
        {
            Number(rule, "protocol");
            Number(rule, "notProtocol");
            foreach (var end in (string[])["source", "destination"])
            {
                Number(rule.Object(end).Items("ports"));
                Number(rule.Object(end).Items("notPorts"));
            }
        }
    }

    public static void ApplyToHostEndpoint(JsonObject? spec)
    {
        foreach (var port in spec.Items("ports").OfType<JsonObject>()) Number(port, "protocol");
    }

    internal static bool IsStagedDeletion(JsonObject? spec) => spec.Text("stagedAction") == "Delete";

    private static JsonArray InferTypes(JsonObject spec)
    {
        var egress = spec.Items("egress").Count > 0;
        return Directions(spec.Items("ingress").Count > 0 || !egress, egress);
    }

    private static JsonArray Directions(bool ingress, bool egress)
    {
        var types = new JsonArray();
        if (ingress) types.Add((JsonNode)"Ingress");
        if (egress) types.Add((JsonNode)"Egress");
        return types;
    }

    private static void SetTierLabel(JsonObject resource, JsonObject spec)
    {
        if (resource.Object("metadata") is not { } metadata || spec.Text("tier") is not { } tier) return;
        if (!NameRules.IsLabelValue(tier)) return;
        metadata["labels"] ??= new JsonObject();
        if (metadata.Object("labels") is { } labels) labels[TierLabel] = tier;
    }

    /// <summary>Writes a number that stands in quotes as a number, as every reader would take it.</summary>
    private static void Number(JsonObject from, string member)
    {
        if (AsDigits(from[member]) is { } number) from[member] = number;
    }

    private static void Number(JsonArray items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (AsDigits(items[i]) is { } number) items[i] = number;
        }
    }

    private static int? AsDigits(JsonNode? node) =>
        ushort.TryParse(node.AsText(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
