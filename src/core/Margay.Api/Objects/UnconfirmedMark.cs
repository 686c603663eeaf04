using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Margay.Api.Replies;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Api.Objects;

/// <summary>
/// What an object carries until somebody confirms its last change: when it goes back, and to what. The mark is an annotation, so
/// that whoever enforces the object can take the change back even when it hears of nothing any more.
/// </summary>
/// <remarks>
/// A client asks for it with the annotation <see cref="Within"/>; the server puts <see cref="Annotation"/> in its place, in the
/// same write. Taking <see cref="Annotation"/> away confirms. A later change of the content without <see cref="Within"/> confirms
/// too: whoever makes it is not locked out.
/// </remarks>
/// <param name="Until">When the change is taken back.</param>
/// <param name="Time">How long that is after the change.</param>
/// <param name="Before">The object as it was last confirmed; null if there was none.</param>
public sealed record UnconfirmedMark(DateTimeOffset Until, TimeSpan Time, JsonObject? Before)
{
    /// <summary>The annotation by which a client asks for the mark: a duration such as <c>60s</c>.</summary>
    public const string Within = MargayAnnotations.ConfirmWithin;

    /// <summary>The annotation that is the mark.</summary>
    public const string Annotation = MargayAnnotations.Unconfirmed;

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>
    /// The kinds whose changes may have to be confirmed, those by which an operator may be locked out, in the order in which they
    /// are taken back: what rests on others first.
    /// </summary>
    public static IReadOnlyList<ResourceKind> MarkedKinds { get; } =
    [
        Kinds.KubeControllersConfiguration, Kinds.FelixConfiguration, Kinds.HostEndpoint, Kinds.NetworkPolicy, Kinds.CalicoNetworkPolicy,
        Kinds.GlobalNetworkPolicy, Kinds.ClusterNetworkPolicy, Kinds.NetworkSet, Kinds.GlobalNetworkSet, Kinds.Profile, Kinds.Tier,
    ];

    /// <summary>The mark of an object; null if it has none, or one that nobody could have made.</summary>
    public static UnconfirmedMark? Of(JsonObject item) =>
        (item["metadata"]?["annotations"] as JsonObject)?[Annotation] is JsonValue value && value.TryGetValue(out string? text)
        && TryParse(text, out var mark) ? mark : null;

    /// <summary>Reads a mark as the annotation has it. Never throws.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out UnconfirmedMark? mark)
    {
        mark = null;
        try
        {
            if (JsonNode.Parse(text) is not JsonObject json) return false;
            if (json["until"] is not JsonValue until || !until.TryGetValue(out DateTimeOffset time)) return false;
            if (json["seconds"] is not JsonValue seconds || !seconds.TryGetValue(out double count) || !(count >= 0 && count <= Longest.TotalSeconds)) return false;
            if (json["before"] is not (null or JsonObject)) return false;
            mark = new UnconfirmedMark(time, TimeSpan.FromSeconds(count), json["before"]?.DeepClone().AsObject());
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Does to a body that is about to be written what its annotations ask for.</summary>
    /// <param name="body">The body.</param>
    /// <param name="current">What is there; null for a new object.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="now">The time.</param>
    /// <returns>Why the request is refused; null if it is not.</returns>
    public static ApiFault? Stamp(JsonObject body, JsonObject? current, ResourceKind kind, DateTimeOffset now)
    {
        var annotations = body["metadata"]?["annotations"] as JsonObject;
        if (annotations?[Within] is not { } asked)
        {
            var isEdited = current is not null && annotations?[Annotation] is not null && !SameContent(body, current);
            if (isEdited) annotations!.Remove(Annotation);
            return null;
        }

        var text = asked.ToString();
        if (!MarkedKinds.Contains(kind)) return Refuse($"is not for a {kind.Kind}: leave it out");
        if (!GoDuration.TryParse(text, out var time) || time < Shortest || time > Longest)
            return Refuse($"is '{text}': write a duration from {Shortest.TotalSeconds:0}s to {Longest.TotalHours:0}h, such as 60s");
        annotations.Remove(Within);
        var before = current is null ? null : Of(current) is { } mark ? mark.Before : Confirmed(current);
        annotations[Annotation] = new UnconfirmedMark(now + time, time, before).ToText();
        return null;

        ApiFault Refuse(string why) => ApiFault.Invalid(
            kind, ObjectMetadata.Of(body)["name"] ?? "", [new FaultCause("FieldValueInvalid", $"metadata.annotations[{Within}]", why)]);
    }

    /// <summary>The mark as the annotation has it.</summary>
    public string ToText() => new JsonObject
    {
        ["until"] = Until.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        ["seconds"] = Time.TotalSeconds,
        ["before"] = Before?.DeepClone(),
    }.ToJsonString();

    /// <summary>An object without what the server keeps.</summary>
    private static JsonObject Confirmed(JsonObject item)
    {
        var copy = item.DeepClone().AsObject();
        copy.Remove("status");
        ObjectMetadata.Of(copy).Remove("uid", "resourceVersion", "creationTimestamp", "generation", "managedFields");
        return copy;
    }

    private static bool SameContent(JsonObject one, JsonObject other)
    {
        static IEnumerable<KeyValuePair<string, JsonNode?>> Content(JsonObject item) => item.Where(member => member.Key is not ("metadata" or "status"));
        return JsonNode.DeepEquals(
            new JsonObject(Content(one).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))),
            new JsonObject(Content(other).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))));
    }
}
