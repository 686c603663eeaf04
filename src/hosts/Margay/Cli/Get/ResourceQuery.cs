using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Model.Resources;

namespace Margay.Host.Cli.Get;

/// <summary>The API, narrowed as a command line asks.</summary>
/// <param name="Api">Where the objects are.</param>
/// <param name="Namespace">Their namespace; null is all of them.</param>
/// <param name="Selector">The labels they have; null is any.</param>
internal sealed record ResourceQuery(RawResources Api, string? Namespace, string? Selector)
{
    /// <summary>The objects of a list as the server answered it.</summary>
    public static IEnumerable<JsonObject> ItemsOf(JsonObject list) => (list["items"] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>The namespace in which objects of <paramref name="kind"/> are looked for.</summary>
    public string? Scope(ResourceKind kind) => kind.Namespaced ? Namespace : null;

    public Task<JsonObject> ListAsync(ResourceKind kind, string? name, CancellationToken cancel) =>
        Api.ListAsync(kind, Scope(kind), Options(name), cancel);

    public Task<JsonObject> ListTableAsync(ResourceKind kind, string? name, CancellationToken cancel) =>
        Api.ListTableAsync(kind, Scope(kind), Options(name), cancel);

    public Task<JsonObject?> GetAsync(ResourceKind kind, string name, CancellationToken cancel) =>
        Api.GetAsync(kind, Scope(kind), name, cancel);

    /// <summary>The names of all objects of the kind.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(ResourceKind kind, CancellationToken cancel) =>
        [.. ItemsOf(await ListAsync(kind, null, cancel)).Select(item => (string?)item["metadata"]?["name"] ?? "")];

    /// <summary>A table of one row, or null when there is no such object.</summary>
    public async Task<JsonObject?> GetTableAsync(ResourceKind kind, string name, CancellationToken cancel)
    {
        try
        {
            return await Api.GetTableAsync(kind, Scope(kind), name, cancel);
        }
        catch (ApiException absent) when (absent.IsNotFound)
        {
            return null;
        }
    }

    public IAsyncEnumerable<WatchEvent<JsonObject>> WatchAsync(
        ResourceKind kind, string? name, string version, CancellationToken cancel) =>
        Api.WatchAsync(kind, Scope(kind), version, Options(name), cancel);

    public IAsyncEnumerable<WatchEvent<JsonObject>> WatchTableAsync(
        ResourceKind kind, string? name, string version, CancellationToken cancel) =>
        Api.WatchTableAsync(kind, Scope(kind), version, Options(name), cancel);

    /// <summary>What to say when there is no object of that name.</summary>
    public string NotFound(ResourceKind kind, string name) => Scope(kind) is { } ns
        ? $"there is no {kind.Singular} '{name}' in namespace '{ns}'"
        : $"there is no {kind.Singular} '{name}'";

    private ListOptions Options(string? name) => new()
    {
        LabelSelector = Selector,
        FieldSelector = name is null ? null : $"metadata.name={name}",
    };
}
