using System.Text;
using Margay.Api.Selection;
using Margay.Api.Storage;
using Margay.Model.Resources;

namespace Margay.Tests.Unit.Api;

public sealed class ObjectFilterTests
{
    /// <summary>Labels before and after a write (null: no object), and what a watcher of app=web sees.</summary>
    [Theory]
    [InlineData(null, "web", WatchEventType.Added)]
    [InlineData("web", "web", WatchEventType.Modified)]
    [InlineData("db", "web", WatchEventType.Added)]
    [InlineData("web", "db", WatchEventType.Deleted)]
    [InlineData("web", null, WatchEventType.Deleted)]
    [InlineData(null, "db", null)]
    [InlineData("db", "db", null)]
    [InlineData("db", null, null)]
    public void A_watcher_sees_objects_come_into_and_leave_its_selection(string? before, string? after, WatchEventType? expected)
    {
        Assert.True(LabelQuery.TryParse("app=web", out var labels, out _));
        Assert.True(FieldQuery.TryParse(Kinds.Pod, null, out var fields, out _));
        var change = new ResourceChange(Pod(before), Pod(after ?? before)!, after is null);
        Assert.Equal(expected, new ObjectFilter("shop", labels, fields).Sees(change));
        Assert.Null(new ObjectFilter("other", labels, fields).Sees(change));
    }

    private static StoredResource? Pod(string? app) => app is null ? null : new StoredResource(
        new ResourceKey(Kinds.Pod, "shop", "p"), 1, Encoding.UTF8.GetBytes($$"""{"metadata": {"labels": {"app": "{{app}}" } } }"""));
}
