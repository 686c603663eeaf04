using System.Text.Json;
using Margay.Model.Resources;

namespace Margay.Client;

/// <summary>
/// The one client of Kubernetes-shaped APIs: Margay's hub and a real API server alike. Safe for concurrent use.
/// Every failure is an <see cref="ApiException"/>; cancellation is an <see cref="OperationCanceledException"/>.
/// </summary>
public sealed class ApiClient : IDisposable
{
    /// <summary>How long the server keeps a watch open; it then continues from where it was.</summary>
    private static readonly TimeSpan WatchLength = TimeSpan.FromMinutes(8);

    private readonly ApiTransport _transport;

    /// <summary>A client of the server that <paramref name="config"/> names; connects with the first request.</summary>
    /// <exception cref="ClientConfigException">A certificate or key cannot be read.</exception>
    public ApiClient(ClientConfig config)
        : this(config, TimeProvider.System)
    {
    }

    /// <inheritdoc cref="ApiClient(ClientConfig)"/>
    public ApiClient(ClientConfig config, TimeProvider clock)
        : this(new ApiTransport(config, clock))
    {
    }

    internal ApiClient(ApiTransport transport)
    {
        _transport = transport;
        Raw = new RawResources(transport);
    }

    /// <summary>Where this client connects to.</summary>
    public ClientConfig Config => _transport.Config;

    /// <summary>Hears what the server says beside its answers, as kubectl prints behind "Warning: "; may be called from any thread.</summary>
    public Action<string>? Warned
    {
        get => _transport.Warned;
        set => _transport.Warned = value;
    }

    /// <summary>The same API in untyped JSON, which keeps what the typed kinds do not know.</summary>
    public RawResources Raw { get; }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    /// <summary>All objects in one namespace or (null) in all. Follows pages.</summary>
    public async Task<ListResult<T>> ListAsync<T>(
        ResourceKind<T> kind, string? ns, ListOptions options, CancellationToken cancel)
        where T : Resource
    {
        var items = new List<T>();
        string? token = null;
        while (true)
        {
            var path = kind.CollectionPath(ns) + options.Query(token);
            var body = await _transport.SendAsync(new ApiRequest(HttpMethod.Get, path), cancel);
            try
            {
                var page = ResourceReader.ReadList(body, kind.Json, items);
                token = page.Continue;
                if (token is null) return new ListResult<T>(items, page.ResourceVersion);
            }
            catch (JsonException fault)
            {
                throw ApiException.Unreadable(path, fault);
            }
        }
    }

    /// <summary>
    /// What happens after <paramref name="resourceVersion"/>, until the server ends the watch (which is no failure).
    /// </summary>
    /// <exception cref="ApiException"><see cref="ApiException.IsExpired"/>: list again.</exception>
    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ResourceKind<T> kind, string? ns, string resourceVersion, ListOptions options, CancellationToken cancel)
        where T : Resource =>
        WatchAsync(kind, ns, resourceVersion, options, opened: null, cancel);

    internal IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ResourceKind<T> kind, string? ns, string resourceVersion, ListOptions options, Action? opened,
        CancellationToken cancel)
        where T : Resource
    {
        var path = kind.CollectionPath(ns) + options.WatchQuery(resourceVersion, WatchLength);
        return _transport.WatchAsync(new ApiRequest(HttpMethod.Get, path), kind.Json, opened, cancel);
    }

    /// <summary>The object, or null when there is none of that name.</summary>
    public async Task<T?> GetAsync<T>(ResourceKind<T> kind, string? ns, string name, CancellationToken cancel)
        where T : Resource
    {
        try
        {
            return await SendAsync(kind, new ApiRequest(HttpMethod.Get, kind.ObjectPath(ns, name)), cancel);
        }
        catch (ApiException absent) when (absent.IsNotFound)
        {
            return null;
        }
    }

    /// <summary>Creates the object and returns it as stored.</summary>
    /// <exception cref="ApiException"><see cref="ApiException.IsAlreadyExists"/> when the name is taken.</exception>
    public Task<T> CreateAsync<T>(ResourceKind<T> kind, T item, CancellationToken cancel)
        where T : Resource =>
        SendAsync(kind, WithBody(HttpMethod.Post, kind.CollectionPath(item.Metadata.Namespace), kind, item), cancel);

    /// <summary>Replaces the object and returns it as stored.</summary>
    /// <exception cref="ApiException">
    /// <see cref="ApiException.IsConflict"/> when the object's resourceVersion is not the stored one.
    /// </exception>
    public Task<T> UpdateAsync<T>(ResourceKind<T> kind, T item, CancellationToken cancel)
        where T : Resource =>
        SendAsync(kind, WithBody(HttpMethod.Put, kind.ObjectPath(item.Metadata.Namespace, item.Metadata.Name), kind, item), cancel);

    /// <summary>Replaces the object's status and leaves the rest as it is.</summary>
    /// <inheritdoc cref="UpdateAsync"/>
    public Task<T> UpdateStatusAsync<T>(ResourceKind<T> kind, T item, CancellationToken cancel)
        where T : Resource
    {
        var path = kind.ObjectPath(item.Metadata.Namespace, item.Metadata.Name) + "/status";
        return SendAsync(kind, WithBody(HttpMethod.Put, path, kind, item), cancel);
    }

    /// <summary>Patches the object, or its subresource such as <c>status</c>, and returns it as stored.</summary>
    public Task<T> PatchAsync<T>(
        ResourceKind<T> kind, string? ns, string name, PatchType type, ReadOnlyMemory<byte> patch, string? subresource,
        CancellationToken cancel)
        where T : Resource
    {
        var path = kind.ObjectPath(ns, name) + (subresource is null ? "" : $"/{subresource}");
        var request = new ApiRequest(HttpMethod.Patch, path) { Body = patch, ContentType = type.MediaType() };
        return SendAsync(kind, request, cancel);
    }

    /// <summary>Deletes the object. False when there was none.</summary>
    /// <exception cref="ApiException"><see cref="ApiException.IsConflict"/> when a precondition fails.</exception>
    public Task<bool> DeleteAsync(
        ResourceKind kind, string? ns, string name, Preconditions preconditions, CancellationToken cancel) =>
        Raw.DeleteAsync(kind, ns, name, preconditions, cancel);

    private async Task<T> SendAsync<T>(ResourceKind<T> kind, ApiRequest request, CancellationToken cancel)
        where T : Resource
    {
        var body = await _transport.SendAsync(request, cancel);
        try
        {
            return ResourceReader.ReadObject(body, kind.Json);
        }
        catch (JsonException fault)
        {
            throw ApiException.Unreadable(request.Path, fault);
        }
    }

    private static ApiRequest WithBody<T>(HttpMethod method, string path, ResourceKind<T> kind, T item)
        where T : Resource
    {
        Resource typed = item with { ApiVersion = kind.ApiVersion, Kind = kind.Kind };
        return new ApiRequest(method, path) { Body = JsonSerializer.SerializeToUtf8Bytes((T)typed, kind.Json) };
    }
}
