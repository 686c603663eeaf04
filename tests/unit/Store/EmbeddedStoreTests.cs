using Margay.Api.Storage;
using Margay.Model.Resources;
using static Margay.Tests.Unit.Store.TemporaryStore;

namespace Margay.Tests.Unit.Store;

public sealed class EmbeddedStoreTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_write_takes_the_next_revision_and_stamps_it()
    {
        await using var temporary = new TemporaryStore();
        var first = await temporary.CreateAsync(Pod("a"), "1");
        var second = await temporary.CreateAsync(new ResourceKey(Kinds.Node, "", "n"), "2");
        Assert.Equal((1, 2, 2), (first.Revision, second.Revision, temporary.Store.Revision));
        Assert.Equal("2", (string)second.ToJsonObject()["metadata"]!["resourceVersion"]!);
        Assert.Same(second, temporary.Store.Get(second.Key));
    }

    [Fact]
    public async Task A_write_on_a_wrong_premise_changes_nothing_and_says_what_holds()
    {
        await using var temporary = new TemporaryStore();
        var store = temporary.Store;
        var pod = await temporary.CreateAsync(Pod("a"), "1");
        var newer = await temporary.UpdateAsync(pod, "2");
        Assert.IsType<WriteResult.AlreadyExists>(await store.WriteAsync(new ResourceWrite.Create(Pod("a"), Body("x")), Stop));
        Assert.Equal(new WriteResult.Conflict(2), await store.WriteAsync(new ResourceWrite.Update(Pod("a"), Body("x"), 1), Stop));
        Assert.Equal(new WriteResult.Conflict(2), await store.WriteAsync(new ResourceWrite.Delete(Pod("a"), 1), Stop));
        Assert.IsType<WriteResult.NotFound>(await store.WriteAsync(new ResourceWrite.Update(Pod("b"), Body("x"), 1), Stop));
        Assert.IsType<WriteResult.NotFound>(await store.WriteAsync(new ResourceWrite.Delete(Pod("b"), 1), Stop));
        Assert.Equal(2, store.Revision);
        Assert.Same(newer, store.Get(Pod("a")));
    }

    [Fact]
    public async Task A_write_may_require_that_another_object_stays_as_it_was_seen()
    {
        await using var temporary = new TemporaryStore();
        var ns = await temporary.CreateAsync(new ResourceKey(Kinds.Namespace, "", "ns"), "active");
        var seen = new Precondition(ns.Key, ns.Revision);
        var create = new ResourceWrite.Create(Pod("a"), Body("1")) { Requires = seen };
        Assert.IsType<WriteResult.Done>(await temporary.Store.WriteAsync(create, Stop));
        await temporary.UpdateAsync(ns, "terminating");
        var late = new ResourceWrite.Create(Pod("b"), Body("1")) { Requires = seen };
        Assert.IsType<WriteResult.PreconditionFailed>(await temporary.Store.WriteAsync(late, Stop));
        Assert.Null(temporary.Store.Get(Pod("b")));
    }

    [Fact]
    public async Task Lists_are_ordered_and_as_of_one_revision()
    {
        await using var temporary = new TemporaryStore();
        foreach (var (ns, name) in (ValueTuple<string, string>[])[("b", "x"), ("a", "y"), ("a", "x"), ("B", "x")])
            await temporary.CreateAsync(new ResourceKey(Kinds.Pod, ns, name), "1");
        var all = temporary.Store.List(Kinds.Pod, null);
        await temporary.DeleteAsync(all.Items[0]);
        Assert.Equal(["B/x", "a/x", "a/y", "b/x"], all.Items.Select(item => $"{item.Key.Namespace}/{item.Key.Name}"));
        Assert.Equal(4, all.Revision);
        Assert.Equal(["x", "y"], temporary.Store.List(Kinds.Pod, "a").Items.Select(item => item.Key.Name));
        Assert.Empty(temporary.Store.List(Kinds.Pod, "B").Items);
    }

    [Fact]
    public async Task Everything_is_there_after_a_restart_and_revisions_go_on()
    {
        await using var temporary = new TemporaryStore();
        var a = await temporary.CreateAsync(Pod("a"), "1");
        await temporary.UpdateAsync(a, "2");
        var b = await temporary.CreateAsync(Pod("b"), "3");
        await temporary.DeleteAsync(b);
        await temporary.ReopenAsync();
        Assert.Equal(4, temporary.Store.Revision);
        Assert.Equal("2", Value(temporary.Store.Get(Pod("a"))));
        Assert.Null(temporary.Store.Get(Pod("b")));
        Assert.Equal(5, (await temporary.CreateAsync(Pod("b"), "4")).Revision);
    }

    [Fact]
    public async Task Concurrent_increments_lose_none()
    {
        await using var temporary = new TemporaryStore();
        await temporary.CreateAsync(Pod("counter"), "0");
        async Task Increment()
        {
            for (var done = 0; done < 25;)
            {
                var current = temporary.Store.Get(Pod("counter"))!;
                var next = (int.Parse(Value(current), System.Globalization.CultureInfo.InvariantCulture) + 1).ToString();
                var write = new ResourceWrite.Update(current.Key, Body(next), current.Revision);
                if (await temporary.Store.WriteAsync(write, Stop) is WriteResult.Done) done++;
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(Increment, Stop)));
        Assert.Equal("200", Value(temporary.Store.Get(Pod("counter"))));
    }

    [Fact]
    public async Task A_closed_store_says_so()
    {
        var temporary = new TemporaryStore();
        await temporary.DisposeAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => temporary.Store.WriteAsync(new ResourceWrite.Create(Pod("a"), Body("1")), Stop).AsTask());
    }
}
