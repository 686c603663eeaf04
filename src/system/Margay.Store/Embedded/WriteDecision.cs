using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Margay.Api.Storage;

namespace Margay.Store.Embedded;

/// <summary>Whether a write may happen in a given state, and what it then changes.</summary>
internal static class WriteDecision
{
    /// <summary>The change that <paramref name="write"/> makes to <paramref name="state"/>; null with the reason if refused.</summary>
    public static ResourceChange? Decide(StoreState state, ResourceWrite write, out WriteResult? refusal)
    {
        var current = state.Find(write.Key);
        refusal = Refuse(state, current, write);
        if (refusal is not null) return null;
        var revision = state.Revision + 1;
        return write switch
        {
            ResourceWrite.Create create => new ResourceChange(null, Stamp(create.Key, create.Body, revision), false),
            ResourceWrite.Update update => new ResourceChange(current, Stamp(update.Key, update.Body, revision), false),
            _ => new ResourceChange(current, Stamp(write.Key, current!.ToJsonObject(), revision), true),
        };
    }

    private static WriteResult? Refuse(StoreState state, StoredResource? current, ResourceWrite write)
    {
        if (write.Requires is { } other && state.Find(other.Key)?.Revision != other.Revision)
            return new WriteResult.PreconditionFailed();
        return write switch
        {
            ResourceWrite.Create => current is null ? null : new WriteResult.AlreadyExists(),
            ResourceWrite.Update update => RefuseUnlessAt(current, update.Expected),
            ResourceWrite.Delete delete => RefuseUnlessAt(current, delete.Expected),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static WriteResult? RefuseUnlessAt(StoredResource? current, long expected) =>
        current is null ? new WriteResult.NotFound()
        : current.Revision != expected ? new WriteResult.Conflict(current.Revision)
        : null;

    private static StoredResource Stamp(ResourceKey key, JsonObject body, long revision)
    {
        if (body["metadata"] is not JsonObject metadata) body["metadata"] = metadata = [];
        metadata["resourceVersion"] = revision.ToString();
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer)) body.WriteTo(writer);
        return new StoredResource(key, revision, buffer.WrittenSpan.ToArray());
    }
}
