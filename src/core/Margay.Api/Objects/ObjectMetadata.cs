using System.Globalization;
using System.Text.Json.Nodes;

namespace Margay.Api.Objects;

/// <summary>The metadata of an object that is being written, read and set by name.</summary>
internal readonly struct ObjectMetadata
{
    private readonly JsonObject _members;

    private ObjectMetadata(JsonObject members) => _members = members;

    /// <summary>The object's metadata, which is added if it is not there.</summary>
    public static ObjectMetadata Of(JsonObject item)
    {
        if (item["metadata"] is JsonObject members) return new ObjectMetadata(members);
        members = [];
        item["metadata"] = members;
        return new ObjectMetadata(members);
    }

    public string? this[string name]
    {
        get => _members[name] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;
        set
        {
            if (value is null) _members.Remove(name);
            else _members[name] = value;
        }
    }

    public bool HasFinalizers => _members["finalizers"] is JsonArray { Count: > 0 };

    public long Generation
    {
        get => _members["generation"] is JsonValue value && value.TryGetValue(out long generation) ? generation : 0;
        set => _members["generation"] = value;
    }

    public void Remove(params ReadOnlySpan<string> names)
    {
        foreach (var name in names) _members.Remove(name);
    }

    /// <summary>Takes a member from another object's metadata, absence included.</summary>
    public void Take(string name, ObjectMetadata from)
    {
        if (from._members[name] is { } value) _members[name] = value.DeepClone();
        else _members.Remove(name);
    }

    public void SetLabel(string key, string value)
    {
        if (_members["labels"] is not JsonObject labels) _members["labels"] = labels = [];
        labels[key] = value;
    }

    /// <summary>A time as Kubernetes writes it: UTC, whole seconds.</summary>
    public static string Timestamp(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
