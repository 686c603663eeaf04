using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>Kubernetes object metadata and what several kinds share.</summary>
internal static class MetadataSchema
{
    public static ObjectSchema ObjectMeta { get; } = Object(
        "What every object says of itself, whatever its kind.",
        Text("name", "Name of the object, unique within its kind and namespace. It cannot be changed later."),
        Text("generateName", "Beginning of a name that the server completes when name is empty."),
        Text("namespace", "Namespace that holds the object; absent for kinds of the whole cluster."),
        TextMap("labels", "Key and value pairs that selectors read."),
        TextMap("annotations", "Key and value pairs for tools, which no selector reads; 256 KiB in all."),
        Text(
            "uid",
            "Identity of this very object, given by the server. An object made anew under the same name gets another."),
        Text(
            "resourceVersion",
            "Revision of the last write, given by the server. Sent back with an update, it must still be the newest."),
        Long("generation", "Counts the changes of the spec; kept by the server."),
        Text("creationTimestamp", "When the object was created; kept by the server.", Formats.DateTime),
        Text(
            "deletionTimestamp",
            "When deletion was asked for. The object lives on until its finalizers are gone.",
            Formats.DateTime),
        Long("deletionGracePeriodSeconds", "Seconds that a deletion gives the object to end by itself."),
        SetOfText("finalizers", "Names of those who must let go before the object disappears."),
        KeyedList(
            "ownerReferences",
            "Objects that this one belongs to; it is collected when all of them are gone.",
            "uid",
            OwnerReference),
        List("managedFields", "Which client set which field, as server-side apply records it.", ManagedFields),
        Text("selfLink", "Old URL of the object; kept for old clients and ignored."));

    public static ObjectSchema Condition { get; } = OpenObject(
        "One observed condition.",
        Required(Text("type", "What the condition is about, as in Ready.")),
        Required(Choice("status", "Whether it holds.", ["True", "False", "Unknown"])),
        Text("reason", "One word that says why, for programs."),
        Text("message", "A sentence that says why, for people."),
        Long("observedGeneration", "Generation of the spec that the condition was observed for."),
        Text("lastTransitionTime", "When the status last changed.", Formats.DateTime));

    public static ObjectSchema LabelSelector { get; } = Object(
        "Selects objects by their labels. Both parts must match; an empty selector matches every object.",
        TextMap("matchLabels", "Labels that an object must carry with exactly these values."),
        List("matchExpressions", "Requirements that must all hold.", Object(
            "One requirement on one label.",
            Required(Text("key", "Key of the label.")),
            Required(Choice(
                "operator",
                "In and NotIn compare the value, NotIn also matching an absent label; the others look for the key.",
                ["In", "NotIn", "Exists", "DoesNotExist"])),
            Texts("values", "Values for In and NotIn; empty for the other operators."))));

    private static ObjectSchema OwnerReference => Object(
        "Names an owner.",
        Required(Text("apiVersion", "Group and version of the owner.")),
        Required(Text("kind", "Kind of the owner.")),
        Required(Text("name", "Name of the owner.")),
        Required(Text("uid", "Identity of the owner.")),
        Flag("controller", "Whether the owner is the one that steers this object; at most one is."),
        Flag("blockOwnerDeletion", "Whether the owner waits for this object when it is deleted in the foreground."));

    private static ObjectSchema ManagedFields => Object(
        "The fields that one client set in one way.",
        Text("manager", "Name of the client."),
        Choice("operation", "How the client wrote.", ["Apply", "Update"]),
        Text("apiVersion", "Version in which the fields are named."),
        Text("time", "When the client last wrote.", Formats.DateTime),
        Text("fieldsType", "How fieldsV1 is to be read; FieldsV1."),
        Member("fieldsV1", "The fields, as a tree of their names.", new AnySchema()),
        Text("subresource", "Subresource through which the client wrote; empty for the object itself."));
}
