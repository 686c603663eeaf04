using System.Text.Json.Nodes;
using Margay.Api.Replies;
using Margay.Api.Requests;
using Margay.Api.Storage;
using Margay.Model.Resources;

namespace Margay.Api.Objects;

/// <summary>What happens to an object between a request and the store, apart from its own kind's rules.</summary>
public static class ObjectBody
{
    /// <summary>Makes the type that the body states, if any, agree with the URL; fills in what it leaves out.</summary>
    public static ApiFault? AgreeOnType(JsonObject body, ResourceKind kind)
    {
        var stated = (Text(body["apiVersion"]), Text(body["kind"]));
        if ((stated.Item1 ?? kind.ApiVersion, stated.Item2 ?? kind.Kind) != (kind.ApiVersion, kind.Kind))
        {
            return ApiFault.BadRequest(
                $"the object is a {stated.Item2} of {stated.Item1}, but the URL is that of {kind.Kind} of {kind.ApiVersion}");
        }

        body["apiVersion"] = kind.ApiVersion;
        body["kind"] = kind.Kind;
        return null;
    }

    /// <summary>Makes a body into a new object: its place and name, identity, times; what only the server sets is dropped.</summary>
    /// <returns>The fault, or null and the object's key.</returns>
    public static ApiFault? PrepareCreate(JsonObject body, ResourcePath path, CreationStamp stamp, out ResourceKey key)
    {
        key = new ResourceKey(path.Kind, path.Namespace ?? "", "");
        if (AgreeOnType(body, path.Kind) is { } mistyped) return mistyped;
        var metadata = ObjectMetadata.Of(body);
        if (AgreeOnNamespace(metadata, path) is { } misplaced) return misplaced;
        if (metadata["resourceVersion"] is not null)
            return ApiFault.BadRequest("resourceVersion should not be set on objects to be created");
        if (metadata["name"] is null && metadata["generateName"] is { } prefix) metadata["name"] = prefix + stamp.NameSuffix;
        if (metadata["name"] is not { } name)
        {
            return ApiFault.Invalid(
                path.Kind, "", [new FaultCause("FieldValueRequired", "metadata.name", "is missing: write it, or a generateName from which the server makes one")]);
        }

        metadata.Remove("deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "managedFields");
        metadata["uid"] = stamp.Uid;
        metadata["creationTimestamp"] = ObjectMetadata.Timestamp(stamp.Now);
        metadata.Generation = 1;
        key = key with { Name = name };
        KindLifecycle.OnCreate(body, path.Kind, name);
        return null;
    }

    /// <summary>Makes an edited body into the successor of <paramref name="current"/>.</summary>
    /// <remarks>
    /// Identity and times stay, and so does the status where it has its own subresource.
    /// </remarks>
    public static ApiFault? PrepareUpdate(JsonObject body, JsonObject current, ResourcePath path)
    {
        if (CheckSame(body, current, path) is { } fault) return fault;
        var (metadata, old) = (ObjectMetadata.Of(body), ObjectMetadata.Of(current));
        Keep(metadata, old);
        if (path.Kind.HasStatus) KeepStatus(body, current);
        KindLifecycle.OnUpdate(body, current, path.Kind, path.Name!);
        return null;
    }

    /// <summary>Counts on if anything but metadata and status has changed. Defaults must be filled in by then.</summary>
    public static void CountGeneration(JsonObject body, JsonObject current)
    {
        var (metadata, old) = (ObjectMetadata.Of(body), ObjectMetadata.Of(current));
        metadata.Generation = old.Generation + (SameContent(body, current) ? 0 : 1);
    }

    /// <summary>Makes an edited body into the successor of <paramref name="current"/> in nothing but its status.</summary>
    public static ApiFault? PrepareStatusUpdate(JsonObject body, JsonObject current, ResourcePath path)
    {
        if (CheckSame(body, current, path) is { } fault) return fault;
        var status = body["status"]?.DeepClone();
        body.Clear();
        foreach (var (name, value) in current) body[name] = value?.DeepClone();
        if (status is null) body.Remove("status");
        else body["status"] = status;
        return null;
    }

    /// <summary>How often the object's content has been written; 0 if it is not counted.</summary>
    public static long Generation(JsonObject body) => ObjectMetadata.Of(body).Generation;

    /// <summary>Whether a write would change nothing, so that it needs no new revision.</summary>
    public static bool IsSame(JsonObject body, JsonObject current) => JsonNode.DeepEquals(body, current);

    /// <summary>Whether the object waits for its deletion and nobody holds it any longer.</summary>
    public static bool IsReleased(JsonObject body)
    {
        var metadata = ObjectMetadata.Of(body);
        return metadata["deletionTimestamp"] is not null && !metadata.HasFinalizers && !KindLifecycle.IsHeld(body);
    }

    /// <summary>Whether somebody must let go before the object may disappear.</summary>
    public static bool IsHeld(JsonObject body) => ObjectMetadata.Of(body).HasFinalizers || KindLifecycle.IsHeld(body);

    /// <summary>Whether the object waits for its deletion.</summary>
    public static bool IsDeleting(JsonObject body) => ObjectMetadata.Of(body)["deletionTimestamp"] is not null;

    /// <summary>The object's identity.</summary>
    public static string? Uid(JsonObject body) => ObjectMetadata.Of(body)["uid"];

    /// <summary>The revision that the body says it was made from; null if it says none.</summary>
    public static string? Revision(JsonObject body) => ObjectMetadata.Of(body)["resourceVersion"];

    /// <summary>Marks an object that is held, so that it disappears when it is released.</summary>
    public static void MarkForDeletion(JsonObject body, ResourceKind kind, DateTimeOffset now)
    {
        var metadata = ObjectMetadata.Of(body);
        metadata["deletionTimestamp"] = ObjectMetadata.Timestamp(now);
        KindLifecycle.OnDeletionMark(body, kind);
    }

    /// <summary>Lets go of a namespace whose content is gone.</summary>
    public static void ReleaseNamespace(JsonObject body)
    {
        if (body["spec"] is JsonObject spec) spec.Remove("finalizers");
    }

    private static ApiFault? CheckSame(JsonObject body, JsonObject current, ResourcePath path)
    {
        if (AgreeOnType(body, path.Kind) is { } mistyped) return mistyped;
        var (metadata, old) = (ObjectMetadata.Of(body), ObjectMetadata.Of(current));
        if (AgreeOnNamespace(metadata, path) is { } misplaced) return misplaced;
        metadata["name"] ??= path.Name;
        if (metadata["name"] != path.Name)
        {
            return ApiFault.BadRequest(
                $"the name of the object ({metadata["name"]}) does not match the name on the URL ({path.Name})");
        }

        if (metadata["uid"] is { } uid && uid != old["uid"])
        {
            return ApiFault.Conflict(
                path.Key, $"the UID in the object ({uid}) is not that of the stored one ({old["uid"]}): it was deleted and made again");
        }

        return null;
    }

    private static ApiFault? AgreeOnNamespace(ObjectMetadata metadata, ResourcePath path)
    {
        metadata["namespace"] ??= path.Namespace;
        return metadata["namespace"] == path.Namespace
            ? null
            : ApiFault.BadRequest(
                $"the namespace of the object ({metadata["namespace"]}) does not match that of the URL ({path.Namespace ?? "none"})");
    }

    private static void Keep(ObjectMetadata metadata, ObjectMetadata old)
    {
        foreach (var member in (string[])["uid", "creationTimestamp", "deletionTimestamp", "generateName", "resourceVersion"])
            metadata.Take(member, old);
        metadata.Remove("selfLink", "managedFields", "deletionGracePeriodSeconds");
    }

    private static void KeepStatus(JsonObject body, JsonObject current)
    {
        if (current["status"] is { } status) body["status"] = status.DeepClone();
        else body.Remove("status");
    }

    private static bool SameContent(JsonObject body, JsonObject current)
    {
        static IEnumerable<KeyValuePair<string, JsonNode?>> Content(JsonObject item) =>
            item.Where(member => member.Key is not ("metadata" or "status") && member.Value is not null);

        var before = Content(current).ToDictionary();
        var after = Content(body).ToDictionary();
        return before.Count == after.Count
            && after.All(member => before.TryGetValue(member.Key, out var value) && JsonNode.DeepEquals(value, member.Value));
    }

    private static string? Text(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
}
