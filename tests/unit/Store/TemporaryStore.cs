using System.Text.Json.Nodes;
using Margay.Api.Metrics;
using Margay.Api.Storage;
using Margay.Model.Resources;
using Margay.Store;
using Margay.Store.Embedded;

namespace Margay.Tests.Unit.Store;

/// <summary>A store in a folder of its own, which goes with it.</summary>
internal sealed class TemporaryStore : IAsyncDisposable
{
    private readonly int _history;

    public TemporaryStore(int history = 10_000)
    {
        _history = history;
        Folder = Directory.CreateTempSubdirectory("margay-store-").FullName;
        Store = Open(File);
    }

    public string Folder { get; }

    public string File => Path.Combine(Folder, "margay.db");

    public EmbeddedStore Store { get; private set; }

    public static ResourceKey Pod(string name) => new(Kinds.Pod, "ns", name);

    public static JsonObject Body(string value) => new() { ["metadata"] = new JsonObject(), ["value"] = value };

    public static string Value(StoredResource? resource) => (string)resource!.ToJsonObject()["value"]!;

    public EmbeddedStore Open(string file) =>
        EmbeddedStore.Open(new EmbeddedStoreOptions(file) { History = _history }, new StoreMetrics(new MetricRegistry()));

    public async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = Open(File);
    }

    public async Task<StoredResource> CreateAsync(ResourceKey key, string value) =>
        Assert.IsType<WriteResult.Done>(await Store.WriteAsync(new ResourceWrite.Create(key, Body(value)), Stop)).Resource;

    public async Task<StoredResource> UpdateAsync(StoredResource current, string value) => Assert.IsType<WriteResult.Done>(
        await Store.WriteAsync(new ResourceWrite.Update(current.Key, Body(value), current.Revision), Stop)).Resource;

    public async Task<StoredResource> DeleteAsync(StoredResource current) => Assert.IsType<WriteResult.Done>(
        await Store.WriteAsync(new ResourceWrite.Delete(current.Key, current.Revision), Stop)).Resource;

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
