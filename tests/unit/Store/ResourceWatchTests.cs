using Margay.Api.Storage;
using Margay.Model.Resources;
using static Margay.Tests.Unit.Store.TemporaryStore;

namespace Margay.Tests.Unit.Store;

public sealed class ResourceWatchTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watch_tells_every_change_of_its_kind_after_its_revision_once()
    {
        await using var temporary = new TemporaryStore();
        var a = await temporary.CreateAsync(Pod("a"), "1");
        var watch = temporary.Store.Watch(Kinds.Pod, a.Revision);
        var changed = await temporary.UpdateAsync(a, "2");
        await temporary.CreateAsync(new ResourceKey(Kinds.Node, "", "n"), "x");
        await temporary.DeleteAsync(changed);
        var read = Assert.IsType<WatchRead.Events>(watch.Read());
        Assert.Equal(4, read.Revision);
        Assert.Equal([(2L, false), (4L, true)], read.Changes.Select(change => (change.Revision, change.IsDeletion)));
        Assert.Equal("2", Value(read.Changes[1].Before));
        Assert.Equal("4", (string)read.Changes[1].After.ToJsonObject()["metadata"]!["resourceVersion"]!);
        Assert.Empty(Assert.IsType<WatchRead.Events>(watch.Read()).Changes);
    }

    [Fact]
    public async Task A_watch_wakes_when_something_comes()
    {
        await using var temporary = new TemporaryStore();
        var watch = temporary.Store.Watch(Kinds.Pod, 0);
        var waiting = watch.WaitAsync(Stop).AsTask();
        Assert.False(waiting.IsCompleted);
        await temporary.CreateAsync(Pod("a"), "1");
        await waiting;
        Assert.Single(Assert.IsType<WatchRead.Events>(watch.Read()).Changes);
    }

    [Fact]
    public async Task A_watch_goes_on_over_a_restart()
    {
        await using var temporary = new TemporaryStore();
        var a = await temporary.CreateAsync(Pod("a"), "1");
        var b = await temporary.UpdateAsync(a, "2");
        await temporary.DeleteAsync(b);
        await temporary.ReopenAsync();
        var read = Assert.IsType<WatchRead.Events>(temporary.Store.Watch(Kinds.Pod, a.Revision).Read());
        Assert.Equal([(2L, false), (3L, true)], read.Changes.Select(change => (change.Revision, change.IsDeletion)));
        Assert.Equal("1", Value(read.Changes[0].Before));
    }

    [Fact]
    public async Task A_reader_that_falls_behind_is_told_and_others_are_not_held_up()
    {
        await using var temporary = new TemporaryStore(history: 8);
        var slow = temporary.Store.Watch(Kinds.Pod, 0);
        var pod = await temporary.CreateAsync(Pod("a"), "0");
        var node = await temporary.CreateAsync(new ResourceKey(Kinds.Node, "", "n"), "x");
        for (var i = 1; i < 40; i++) pod = await temporary.UpdateAsync(pod, $"{i}");
        var gone = Assert.IsType<WatchRead.Gone>(slow.Read());
        Assert.IsType<WatchRead.Events>(temporary.Store.Watch(Kinds.Pod, gone.Oldest).Read());
        Assert.IsType<WatchRead.Events>(temporary.Store.Watch(Kinds.Node, 0).Read());

        await temporary.ReopenAsync();
        Assert.IsType<WatchRead.Gone>(temporary.Store.Watch(Kinds.Pod, gone.Oldest - 1).Read());
        Assert.IsType<WatchRead.Events>(temporary.Store.Watch(Kinds.Pod, gone.Oldest).Read());
        Assert.Equal("39", Value(temporary.Store.Get(pod.Key)));
        Assert.Equal("x", Value(temporary.Store.Get(node.Key)));
    }

    [Fact]
    public async Task A_revision_that_was_never_given_out_is_of_another_store()
    {
        await using var temporary = new TemporaryStore();
        await temporary.CreateAsync(Pod("a"), "1");
        Assert.IsType<WatchRead.Gone>(temporary.Store.Watch(Kinds.Pod, 99).Read());
    }

    [Fact]
    public async Task Forgotten_history_leaves_the_file()
    {
        await using var temporary = new TemporaryStore(history: 4);
        for (var i = 0; i < 30; i++) await temporary.DeleteAsync(await temporary.CreateAsync(Pod("a"), $"{i}"));
        await temporary.Store.DisposeAsync();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={temporary.File};Pooling=False"))
        {
            connection.Open();
            using var count = connection.CreateCommand();
            count.CommandText = "SELECT count(*) FROM revisions";
            Assert.InRange((long)count.ExecuteScalar()!, 1, 6);
        }

        await temporary.ReopenAsync();
        Assert.Equal(60, temporary.Store.Revision);
        Assert.Empty(temporary.Store.List(Kinds.Pod, null).Items);
    }
}
