using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>core/v1 Event.</summary>
internal static class EventSchema
{
    private static readonly ObjectSchema Reference = Object(
        "An object of the cluster.",
        Text("apiVersion", "Group and version of the object."),
        Text("kind", "Kind of the object."),
        Text("namespace", "Namespace of the object."),
        Text("name", "Name of the object."),
        Text("uid", "Identity of the object; of a node, programs on it write its name here."),
        Text("resourceVersion", "Revision of the object that was meant."),
        Text("fieldPath", "Part of the object that was meant."));

    public static IReadOnlyList<Property> Members { get; } =
    [
        Required(Member("involvedObject", "What it has happened to.", Reference)),
        Text("reason", "One word for machines on what has happened."),
        Text("message", "A sentence for people on what has happened."),
        Member("source", "Who saw it.", Object(
            "Who saw it.",
            Text("component", "Program that saw it."),
            Text("host", "Node on which the program runs."))),
        Text("firstTimestamp", "When it happened first.", Formats.DateTime),
        Text("lastTimestamp", "When it happened last.", Formats.DateTime),
        Whole("count", "How often it has happened."),
        Text("type", "Normal or Warning; others may come."),
        Text("eventTime", "When it happened, if it is continued as a series.", Formats.DateTime),
        Member("series", "How it went on.", Object(
            "How it went on.",
            Whole("count", "How often it has happened."),
            Text("lastObservedTime", "When it was last seen.", Formats.DateTime))),
        Text("action", "What was done or failed about the object."),
        Member("related", "Another object that has to do with it.", Reference),
        Text("reportingComponent", "Controller that saw it, as in kubernetes.io/kubelet."),
        Text("reportingInstance", "Instance of the controller."),
    ];
}
