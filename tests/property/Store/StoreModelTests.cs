using System.Text.Json.Nodes;
using CsCheck;
using Margay.Api.Metrics;
using Margay.Api.Storage;
using Margay.Model.Resources;
using Margay.Store;
using Margay.Store.Embedded;

namespace Margay.Tests.Property.Store;

/// <summary>The embedded store against the plainest thing that could be one: a dictionary and a counter.</summary>
public sealed class StoreModelTests
{
    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, 4], Gen.Int[0, 5], Gen.Bool, (verb, name, stale) => new Step((Verb)verb, $"p{name}", stale));

    private enum Verb
    {
        Create,
        Update,
        Delete,
        Reopen,
        Watch,
    }

    [Fact]
    public async Task Any_sequence_of_writes_and_restarts_agrees_with_the_model() =>
        await Steps.Array[1, 60].SampleAsync(AgreesAsync, iter: 60, threads: 1);

    private static async Task AgreesAsync(Step[] steps)
    {
        var folder = Directory.CreateTempSubdirectory("margay-model-").FullName;
        var file = Path.Combine(folder, "margay.db");
        var store = Open(file);
        try
        {
            var model = new Dictionary<string, long>();
            var history = new List<(long Revision, string Name, bool Deleted)>();
            foreach (var step in steps)
            {
                if (step.Verb == Verb.Reopen)
                {
                    await store.DisposeAsync();
                    store = Open(file);
                }
                else if (step.Verb == Verb.Watch)
                {
                    CheckWatch(store, history, history.Count / 2);
                }
                else
                {
                    await WriteAsync(store, step, model, history);
                }

                Assert.Equal(
                    model.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)),
                    store.List(Kinds.Pod, null).Items.Select(item => (item.Key.Name, item.Revision)));
                Assert.Equal(history.Count, store.Revision);
            }

            CheckWatch(store, history, 0);
        }
        finally
        {
            await store.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task WriteAsync(
        EmbeddedStore store, Step step, Dictionary<string, long> model, List<(long Revision, string Name, bool Deleted)> history)
    {
        var key = new ResourceKey(Kinds.Pod, "ns", step.Name);
        var exists = model.TryGetValue(step.Name, out var revision);
        var expected = step.Stale ? revision - 1 : revision;
        ResourceWrite write = step.Verb switch
        {
            Verb.Create => new ResourceWrite.Create(key, []),
            Verb.Update => new ResourceWrite.Update(key, new JsonObject { ["value"] = history.Count }, expected),
            _ => new ResourceWrite.Delete(key, expected),
        };
        var result = await store.WriteAsync(write, CancellationToken.None);
        if (step.Verb == Verb.Create && exists) Assert.IsType<WriteResult.AlreadyExists>(result);
        else if (step.Verb != Verb.Create && !exists) Assert.IsType<WriteResult.NotFound>(result);
        else if (step.Verb != Verb.Create && step.Stale) Assert.Equal(new WriteResult.Conflict(revision), result);
        else
        {
            Assert.Equal(history.Count + 1, Assert.IsType<WriteResult.Done>(result).Resource.Revision);
            history.Add((history.Count + 1, step.Name, step.Verb == Verb.Delete));
            if (step.Verb == Verb.Delete) model.Remove(step.Name);
            else model[step.Name] = history.Count;
        }
    }

    private static void CheckWatch(EmbeddedStore store, List<(long Revision, string Name, bool Deleted)> history, int after)
    {
        var read = Assert.IsType<WatchRead.Events>(store.Watch(Kinds.Pod, after).Read());
        Assert.Equal(
            history.Skip(after),
            read.Changes.Select(change => (change.Revision, change.After.Key.Name, change.IsDeletion)));
    }

    private static EmbeddedStore Open(string file) =>
        EmbeddedStore.Open(new EmbeddedStoreOptions(file), new StoreMetrics(new MetricRegistry()));

    private sealed record Step(Verb Verb, string Name, bool Stale);
}
