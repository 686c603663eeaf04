using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>core/v1 Pod: the network's part is described and checked, the rest is kept as it is.</summary>
internal static class PodSchema
{
    private static readonly ObjectSchema ContainerPort = Object(
        "A port on which a container listens.",
        Text("name", "Name by which policies may refer to the port; unique within the pod."),
        Required(Whole("containerPort", "The port inside the pod.", 1, 65535)),
        Whole("hostPort", "Port of the node that leads to this one.", 1, 65535),
        Text("hostIP", "Address of the node on which hostPort is bound."),
        Choice("protocol", "Transport protocol.", ["TCP", "UDP", "SCTP"], "TCP"));

    private static readonly ObjectSchema EnvVar = OpenObject(
        "An environment variable.",
        Required(Text("name", "Name of the variable.")),
        Text("value", "Value of the variable."));

    private static readonly ObjectSchema Container = OpenObject(
        "One program of the pod.",
        Required(Text("name", "Name of the container, unique within the pod.")),
        Text("image", "Image that the container runs."),
        Texts("command", "Program to run instead of the image's own."),
        Texts("args", "Arguments of the program."),
        Text("workingDir", "Directory in which the program starts."),
        KeyedList("ports", "Ports on which the container listens.", "containerPort", ContainerPort),
        KeyedList("env", "Environment variables of the program.", "name", EnvVar),
        KeyedList("volumeMounts", "Volumes that the container sees.", "mountPath", OpenObject(
            "A volume at a path.",
            Required(Text("mountPath", "Path inside the container.")),
            Required(Text("name", "Name of the volume.")))),
        KeyedList("volumeDevices", "Block devices that the container sees.", "devicePath", OpenObject(
            "A block device at a path.",
            Required(Text("devicePath", "Path inside the container.")),
            Required(Text("name", "Name of the volume.")))),
        Text("imagePullPolicy", "When the image is pulled: Always, IfNotPresent or Never."));

    private static readonly ObjectSchema Toleration = Object(
        "A taint that the pod puts up with.",
        Text("key", "Key of the taint; empty with Exists means every taint."),
        Choice("operator", "How key and value are compared; Equal unless set.", ["Exists", "Equal"]),
        Text("value", "Value of the taint, for Equal."),
        Choice(
            "effect",
            "Effect of the taint; empty means every effect.",
            ["", "NoSchedule", "PreferNoSchedule", "NoExecute"]),
        Long("tolerationSeconds", "Seconds for which a NoExecute taint is tolerated; absent means for ever."));

    public static ObjectSchema Spec { get; } = OpenObject(
        "What is wanted of the pod.",
        Text("runtimeClassName", "Runtime class that runs the pod; empty for the node's own runtime."),
        Text("nodeName", "Node that runs the pod; empty until it is scheduled."),
        Text("serviceAccountName", "Service account of the pod, which policies may select by.", defaultsTo: "default"),
        Text("serviceAccount", "Old name of serviceAccountName."),
        Flag("hostNetwork", "Whether the pod shares its node's network. Policies do not see such a pod."),
        KeyedList("containers", "Programs of the pod, which share one address.", "name", Container),
        KeyedList("initContainers", "Programs that run before the others, one by one.", "name", Container),
        KeyedList("ephemeralContainers", "Programs added to a running pod for debugging.", "name", Container),
        Choice(
            "restartPolicy",
            "When an ended container is started again.",
            ["Always", "OnFailure", "Never"],
            "Always"),
        Text("hostname", "Host name that the pod sees."),
        Text("subdomain", "Domain of the pod's full host name."),
        TextMap("nodeSelector", "Labels that the pod's node must carry."),
        List("tolerations", "Taints that the pod puts up with.", Toleration),
        Long("terminationGracePeriodSeconds", "Seconds that the pod gets to end by itself.", 0),
        KeyedList("volumes", "Volumes that containers may mount.", "name", OpenObject(
            "A volume.",
            Required(Text("name", "Name of the volume, unique within the pod.")))),
        KeyedList("imagePullSecrets", "Secrets with which images are pulled.", "name", Object(
            "Names a secret.",
            Text("name", "Name of the secret."))),
        KeyedList("hostAliases", "Extra lines of the pod's hosts file.", "ip", Object(
            "Names of one address.",
            Required(Text("ip", "The address.", Formats.Ip)),
            Texts("hostnames", "Its names."))));

    public static ObjectSchema Status { get; } = OpenObject(
        "What is observed of the pod.",
        Text("phase", "Pending, Running, Succeeded, Failed or Unknown."),
        Text("podIP", "First address of the pod.", Formats.Ip),
        KeyedList("podIPs", "Addresses of the pod, one of each family at most.", "ip", Object(
            "One address of the pod.",
            Required(Text("ip", "The address.", Formats.Ip)))),
        Text("hostIP", "First address of the pod's node.", Formats.Ip),
        KeyedList("hostIPs", "Addresses of the pod's node.", "ip", Object(
            "One address of the node.",
            Required(Text("ip", "The address.", Formats.Ip)))),
        KeyedList("conditions", "Conditions of the pod, such as Ready.", "type", MetadataSchema.Condition),
        Text("message", "A sentence that says why the pod is in this phase."),
        Text("reason", "One word that says why the pod is in this phase."),
        Text("startTime", "When the node took the pod in.", Formats.DateTime));
}
