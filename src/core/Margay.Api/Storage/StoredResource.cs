using System.Text.Json.Nodes;
using Margay.Api.Selection;

namespace Margay.Api.Storage;

/// <summary>One object as it stood at one revision. Immutable; safe to share between threads.</summary>
public sealed class StoredResource
{
    private SelectableFields? _selectable;

    /// <summary>Wraps stored bytes.</summary>
    /// <param name="key">Which object it is.</param>
    /// <param name="revision">The revision of the write that made it so.</param>
    /// <param name="json">The whole object in UTF-8, its <c>metadata.resourceVersion</c> equal to the revision.</param>
    public StoredResource(ResourceKey key, long revision, ReadOnlyMemory<byte> json)
    {
        Key = key;
        Revision = revision;
        Json = json;
    }

    /// <summary>Which object it is.</summary>
    public ResourceKey Key { get; }

    /// <summary>The revision of the write that made it so.</summary>
    public long Revision { get; }

    /// <summary>The whole object in UTF-8, ready to be sent.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>What selectors may ask about; read from the JSON at the first use and kept.</summary>
    public SelectableFields Selectable => _selectable ??= SelectableFields.Read(Key.Kind, Json);

    /// <summary>The object as a tree that the caller may change.</summary>
    public JsonObject ToJsonObject() => JsonNode.Parse(Json.Span)!.AsObject();
}
