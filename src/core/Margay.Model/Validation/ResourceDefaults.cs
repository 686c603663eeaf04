using System.Text.Json.Nodes;
using Margay.Model.Resources;
using Margay.Model.Schemas;
using Margay.Primitives;

namespace Margay.Model.Validation;

/// <summary>Fills in what a resource leaves out, so that every reader sees what holds.</summary>
/// <remarks>
/// Idempotent and never throws: what has the wrong type is left for validation. It changes nothing of the meaning; only
/// the tier's label, numbers in quotes, plain entries of secrets and the types of a staged deletion are overwritten.
/// </remarks>
public static class ResourceDefaults
{
    /// <summary>The label that Kubernetes gives every namespace, so that policies can select it by name.</summary>
    public const string NamespaceNameLabel = "kubernetes.io/metadata.name";

    /// <summary>Writes the defaults of <paramref name="kind"/> into <paramref name="resource"/>.</summary>
    public static void Apply(ResourceKind kind, JsonObject resource)
    {
        if (kind == Kinds.NetworkPolicy) PolicyDefaults.ApplyToKubernetes(resource);
        if (kind == Kinds.StagedKubernetesNetworkPolicy) PolicyDefaults.ApplyToStagedKubernetes(resource);
        if (Kinds.Tiered.Contains(kind)) PolicyDefaults.ApplyToCalico(resource);
        if (kind == Kinds.Tier) PolicyDefaults.ApplyToTier(resource);
        if (kind == Kinds.Profile) PolicyDefaults.ApplyToRules(resource.Object("spec"));
        if (kind == Kinds.HostEndpoint) PolicyDefaults.ApplyToHostEndpoint(resource.Object("spec"));
        if (kind == Kinds.Secret) SecretDefaults.Apply(resource);
        if (kind == Kinds.Namespace) ApplyToNamespace(resource);
        if (kind == Kinds.IpPool) ApplyToPool(resource.Object("spec"));
        if (kind == Kinds.BgpConfiguration) BgpDefaults.ApplyToConfiguration(resource.Object("spec"));
        if (kind == Kinds.BgpPeer) BgpDefaults.ApplyToPeer(resource.Object("spec"));
        if (kind == Kinds.BgpFilter) BgpDefaults.ApplyToFilter(resource.Object("spec"));
        if (kind == Kinds.Pod) ApplyToPod(resource.Object("spec"));
        Fill(KindSchemas.Of(kind), resource);
    }

    private static void Fill(Schema schema, JsonNode? node)
    {
        switch (schema)
        {
            case ObjectSchema shape when node is JsonObject members:
                foreach (var property in shape.Properties)
                {
                    var member = members[property.Name];
                    if (property.Schema.Default is { } value && IsEmpty(member))
                        members[property.Name] = value.ToJson();
                    else
                        Fill(property.Schema, member);
                }

                break;
            case MapSchema shape when node is JsonObject entries:
                foreach (var (_, entry) in entries) Fill(shape.Values, entry);
                break;
            case ArraySchema shape when node is JsonArray items:
                foreach (var item in items) Fill(shape.Items, item);
                break;
        }
    }

    internal static bool IsEmpty(JsonNode? node) => node is null or JsonArray { Count: 0 } || node.AsText() is "";

    private static void ApplyToNamespace(JsonObject resource)
    {
        if (resource.Object("metadata") is not { } metadata) return;
        if (metadata.Text("name") is not { Length: > 0 } name) return;
        metadata["labels"] ??= new JsonObject();
        if (metadata.Object("labels") is { } labels) labels[NamespaceNameLabel] ??= name;
    }

    private static void ApplyToPool(JsonObject? spec)
    {
        if (spec is not null && !spec.Has("blockSize") && Cidr.TryParse(spec.Text("cidr"), out var cidr))
            spec["blockSize"] = IpPoolRules.DefaultBlockSize(cidr.Family);
    }

    private static void ApplyToPod(JsonObject? spec)
    {
        if (spec is null || !IsEmpty(spec["serviceAccountName"])) return;
        if (spec.Text("serviceAccount") is { Length: > 0 } account) spec["serviceAccountName"] = account;
    }
}
