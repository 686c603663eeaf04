using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>core/v1 Namespace, ServiceAccount and Node: what Margay reads is described, the rest is kept.</summary>
internal static class CoreSchemas
{
    public static ObjectSchema NamespaceSpec { get; } = OpenObject(
        "What is wanted of the namespace.",
        Texts("finalizers", "Names of those who must let go before the namespace disappears."));

    public static ObjectSchema NamespaceStatus { get; } = OpenObject(
        "What the cluster observes of the namespace.",
        Text("phase", "Active, or Terminating while its content is being deleted."),
        KeyedList("conditions", "What hinders a deletion.", "type", MetadataSchema.Condition));

    public static ObjectSchema NodeSpec { get; } = OpenObject(
        "What is wanted of the node.",
        Text(
            "podCIDR",
            "Address range that Kubernetes set aside for the node's pods. Margay's own address management does not "
            + "use it."),
        Member("podCIDRs", "Address ranges that Kubernetes set aside for pods, one of each family.", new ArraySchema
        {
            Items = new StringSchema { Format = Formats.Cidr },
            MergesAsSet = true,
        }),
        Text("providerID", "Name of the node at the cloud provider."),
        Flag("unschedulable", "Whether new pods are kept away."),
        List("taints", "Marks that keep away pods which do not tolerate them.", OpenObject(
            "A taint.",
            Required(Text("key", "Key of the taint.")),
            Text("value", "Value of the taint."),
            Required(Choice(
                "effect",
                "What happens to pods that do not tolerate it.",
                ["NoSchedule", "PreferNoSchedule", "NoExecute"])))));

    public static ObjectSchema NodeStatus { get; } = OpenObject(
        "What the node reports.",
        KeyedList("addresses", "Addresses and names of the node.", "type", Object(
            "One address of the node.",
            Required(Text("type", "InternalIP, ExternalIP, Hostname, InternalDNS or ExternalDNS.")),
            Required(Text("address", "The address or the name.")))),
        KeyedList("conditions", "Conditions of the node, such as Ready.", "type", MetadataSchema.Condition));

    public static IReadOnlyList<Property> ServiceAccountMembers { get; } =
    [
        KeyedList(
            "secrets",
            "Secrets that pods of the account may use.",
            "name",
            OpenObject("Names a secret.", Text("name", "Name of the secret."))),
        KeyedList(
            "imagePullSecrets",
            "Secrets with which images are pulled.",
            "name",
            Object("Names a secret.", Text("name", "Name of the secret."))),
        Flag("automountServiceAccountToken", "Whether pods of the account get its token mounted."),
    ];
}
