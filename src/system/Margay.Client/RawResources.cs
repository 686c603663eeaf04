using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Margay.Model.Resources;

namespace Margay.Client;

/// <summary>The API in untyped JSON, for a command line: nothing that a server says is lost. Safe for concurrent use.</summary>
public sealed class RawResources
{
    private const string TableType = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    private static readonly TimeSpan WatchLength = TimeSpan.FromMinutes(30);

    private readonly ApiTransport _transport;

    internal RawResources(ApiTransport transport) => _transport = transport;

    /// <summary>The body of any path of the server, as text.</summary>
    public async Task<string> GetTextAsync(string path, CancellationToken cancel) =>
        Encoding.UTF8.GetString(await _transport.SendAsync(new ApiRequest(HttpMethod.Get, path) { Accept = "*/*" }, cancel));

    /// <summary>Puts a JSON document at any path of the server, and gives the answer as text.</summary>
    public async Task<string> PutTextAsync(string path, JsonObject document, CancellationToken cancel) =>
        Encoding.UTF8.GetString(await _transport.SendAsync(new ApiRequest(HttpMethod.Put, path) { Body = Bytes(document) }, cancel));

    /// <summary>Puts a JSON document at any path of the server.</summary>
    public Task PutAsync(string path, JsonObject document, CancellationToken cancel) =>
        _transport.SendAsync(new ApiRequest(HttpMethod.Put, path) { Body = Bytes(document) }, cancel);

    /// <summary>The object, or null when there is none of that name.</summary>
    public async Task<JsonObject?> GetAsync(ResourceKind kind, string? ns, string name, CancellationToken cancel)
    {
        try
        {
            return await SendAsync(new ApiRequest(HttpMethod.Get, kind.ObjectPath(ns, name)), cancel);
        }
        catch (ApiException absent) when (absent.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>The whole list as the server gives it; pages are not followed.</summary>
    public Task<JsonObject> ListAsync(ResourceKind kind, string? ns, ListOptions options, CancellationToken cancel) =>
        SendAsync(new ApiRequest(HttpMethod.Get, kind.CollectionPath(ns) + options.Query(null)), cancel);

    /// <summary>The list as a meta.k8s.io/v1 Table: <c>columnDefinitions</c> and <c>rows</c> made by the server.</summary>
    public Task<JsonObject> ListTableAsync(ResourceKind kind, string? ns, ListOptions options, CancellationToken cancel) =>
        SendAsync(new ApiRequest(HttpMethod.Get, kind.CollectionPath(ns) + options.Query(null)) { Accept = TableType }, cancel);

    /// <summary>One object as a meta.k8s.io/v1 Table with one row.</summary>
    public Task<JsonObject> GetTableAsync(ResourceKind kind, string? ns, string name, CancellationToken cancel) =>
        SendAsync(new ApiRequest(HttpMethod.Get, kind.ObjectPath(ns, name)) { Accept = TableType }, cancel);

    /// <summary>What happens after <paramref name="resourceVersion"/>, until the server ends the watch.</summary>
    /// <exception cref="ApiException"><see cref="ApiException.IsExpired"/>: list again.</exception>
    public IAsyncEnumerable<WatchEvent<JsonObject>> WatchAsync(
        ResourceKind kind, string? ns, string resourceVersion, ListOptions options, CancellationToken cancel)
    {
        var path = kind.CollectionPath(ns) + options.WatchQuery(resourceVersion, WatchLength);
        return _transport.WatchAsync(new ApiRequest(HttpMethod.Get, path), RawJson.Default.JsonObject, opened: null, cancel);
    }

    /// <summary>As <see cref="WatchAsync"/>; each item is a Table whose rows are the changed object's.</summary>
    /// <inheritdoc cref="WatchAsync"/>
    public IAsyncEnumerable<WatchEvent<JsonObject>> WatchTableAsync(
        ResourceKind kind, string? ns, string resourceVersion, ListOptions options, CancellationToken cancel)
    {
        var path = kind.CollectionPath(ns) + options.WatchQuery(resourceVersion, WatchLength);
        var request = new ApiRequest(HttpMethod.Get, path) { Accept = TableType };
        return _transport.WatchAsync(request, RawJson.Default.JsonObject, opened: null, cancel);
    }

    /// <summary>Creates <paramref name="item"/> and returns it as stored.</summary>
    public Task<JsonObject> CreateAsync(ResourceKind kind, string? ns, JsonObject item, CancellationToken cancel) =>
        SendAsync(new ApiRequest(HttpMethod.Post, kind.CollectionPath(ns)) { Body = Bytes(item) }, cancel);

    /// <summary>Replaces the object and returns it as stored.</summary>
    public Task<JsonObject> UpdateAsync(ResourceKind kind, string? ns, string name, JsonObject item, CancellationToken cancel) =>
        SendAsync(new ApiRequest(HttpMethod.Put, kind.ObjectPath(ns, name)) { Body = Bytes(item) }, cancel);

    /// <summary>Patches the object, or its subresource such as <c>status</c>, and returns it as stored.</summary>
    public Task<JsonObject> PatchAsync(
        ResourceKind kind, string? ns, string name, PatchType type, ReadOnlyMemory<byte> patch, string? subresource,
        CancellationToken cancel)
    {
        var path = kind.ObjectPath(ns, name) + (subresource is null ? "" : $"/{subresource}");
        return SendAsync(new ApiRequest(HttpMethod.Patch, path) { Body = patch, ContentType = type.MediaType() }, cancel);
    }

    /// <summary>
    /// Creates <paramref name="manifest"/>, or changes the stored object where the manifest differs from it and takes
    /// away what an earlier manifest said and this one does not. Leaves the manifest in kubectl's annotation.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="ns">The namespace; null for a cluster-scoped kind.</param>
    /// <param name="manifest">The object as it should be; it has a name.</param>
    /// <param name="dryRun">Whether the server is only asked what would become of it.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<ApplyResult> ApplyAsync(
        ResourceKind kind, string? ns, JsonObject manifest, bool dryRun, CancellationToken cancel)
    {
        var name = (manifest["metadata"]?["name"] as JsonValue)?.GetValue<string>()
            ?? throw new ArgumentException("a manifest to apply has metadata.name", nameof(manifest));
        var annotated = ThreeWayMerge.Annotate(manifest);
        var query = dryRun ? "?dryRun=All" : "";
        if (await GetAsync(kind, ns, name, cancel) is not { } current)
        {
            var create = new ApiRequest(HttpMethod.Post, kind.CollectionPath(ns) + query) { Body = Bytes(annotated) };
            return new ApplyResult(ApplyOutcome.Created, await SendAsync(create, cancel));
        }

        var patch = ThreeWayMerge.Patch(current, annotated);
        if (patch.Count == 0) return new ApplyResult(ApplyOutcome.Unchanged, current);
        var change = new ApiRequest(HttpMethod.Patch, kind.ObjectPath(ns, name) + query)
        {
            Body = Bytes(patch),
            ContentType = PatchType.Merge.MediaType(),
        };
        var stored = await SendAsync(change, cancel);
        return new ApplyResult(
            JsonNode.DeepEquals(current, stored) ? ApplyOutcome.Unchanged : ApplyOutcome.Configured, stored);
    }

    /// <summary>Deletes the object. False when there was none.</summary>
    /// <exception cref="ApiException"><see cref="ApiException.IsConflict"/> when a precondition fails.</exception>
    public async Task<bool> DeleteAsync(
        ResourceKind kind, string? ns, string name, Preconditions preconditions, CancellationToken cancel)
    {
        try
        {
            var request = new ApiRequest(HttpMethod.Delete, kind.ObjectPath(ns, name)) { Body = DeleteOptions(preconditions) };
            await _transport.SendAsync(request, cancel);
            return true;
        }
        catch (ApiException absent) when (absent.IsNotFound)
        {
            return false;
        }
    }

    private async Task<JsonObject> SendAsync(ApiRequest request, CancellationToken cancel)
    {
        var body = await _transport.SendAsync(request, cancel);
        try
        {
            return ResourceReader.ReadObject(body, RawJson.Default.JsonObject);
        }
        catch (JsonException fault)
        {
            throw ApiException.Unreadable(request.Path, fault);
        }
    }

    private static byte[] Bytes(JsonObject item) => JsonSerializer.SerializeToUtf8Bytes(item, RawJson.Default.JsonObject);

    private static ReadOnlyMemory<byte>? DeleteOptions(Preconditions preconditions)
    {
        if (preconditions == default) return null;
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("apiVersion"u8, "v1"u8);
        writer.WriteString("kind"u8, "DeleteOptions"u8);
        writer.WriteStartObject("preconditions"u8);
        if (preconditions.Uid is { } uid) writer.WriteString("uid"u8, uid);
        if (preconditions.ResourceVersion is { } version) writer.WriteString("resourceVersion"u8, version);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}

[JsonSerializable(typeof(JsonObject))]
internal sealed partial class RawJson : JsonSerializerContext;
