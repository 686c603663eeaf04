using System.Collections.Frozen;

namespace Margay.Api.Protobuf;

/// <summary>What a protobuf field becomes in JSON.</summary>
internal abstract record FieldShape(string Name, bool Repeated)
{
    public sealed record Text(string Name, bool Repeated = false) : FieldShape(Name, Repeated);

    public sealed record Number(string Name) : FieldShape(Name, false);

    public sealed record Flag(string Name) : FieldShape(Name, false);

    public sealed record TextMap(string Name) : FieldShape(Name, false);

    /// <summary>A map of texts to bytes, which JSON has in base64.</summary>
    public sealed record ByteMap(string Name) : FieldShape(Name, false);

    public sealed record Message(string Name, MessageShape Shape, bool Repeated = false) : FieldShape(Name, Repeated);
}

/// <summary>The fields of a message by number, as Kubernetes' generated.proto files number them. Others are skipped.</summary>
internal sealed class MessageShape(params (int Number, FieldShape Field)[] fields)
{
    private static readonly MessageShape ObjectMeta = new(
        (1, new FieldShape.Text("name")),
        (2, new FieldShape.Text("generateName")),
        (3, new FieldShape.Text("namespace")),
        (5, new FieldShape.Text("uid")),
        (6, new FieldShape.Text("resourceVersion")),
        (11, new FieldShape.TextMap("labels")),
        (12, new FieldShape.TextMap("annotations")),
        (14, new FieldShape.Text("finalizers", Repeated: true)));

    private static readonly MessageShape NameOnly = new((1, new FieldShape.Text("name")));

    private readonly FrozenDictionary<int, FieldShape> _fields =
        fields.ToFrozenDictionary(field => field.Number, field => field.Field);

    /// <summary>The messages that kubectl sends as protobuf where Margay has the kind, by apiVersion and kind.</summary>
    public static FrozenDictionary<(string ApiVersion, string Kind), MessageShape> ByType { get; } =
        new Dictionary<(string, string), MessageShape>
        {
            [("v1", "Namespace")] = new((1, new FieldShape.Message("metadata", ObjectMeta))),
            [("v1", "ServiceAccount")] = new(
                (1, new FieldShape.Message("metadata", ObjectMeta)),
                (3, new FieldShape.Message("imagePullSecrets", NameOnly, Repeated: true)),
                (4, new FieldShape.Flag("automountServiceAccountToken"))),
            [("v1", "Secret")] = new(
                (1, new FieldShape.Message("metadata", ObjectMeta)),
                (2, new FieldShape.ByteMap("data")),
                (3, new FieldShape.Text("type")),
                (4, new FieldShape.TextMap("stringData")),
                (5, new FieldShape.Flag("immutable"))),
            [("v1", "DeleteOptions")] = new(
                (1, new FieldShape.Number("gracePeriodSeconds")),
                (2, new FieldShape.Message("preconditions", new MessageShape(
                    (1, new FieldShape.Text("uid")),
                    (2, new FieldShape.Text("resourceVersion"))))),
                (4, new FieldShape.Text("propagationPolicy")),
                (5, new FieldShape.Text("dryRun", Repeated: true))),
        }.ToFrozenDictionary();

    public FieldShape? Find(int number) => _fields.GetValueOrDefault(number);
}
