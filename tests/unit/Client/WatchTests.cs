using Margay.Client;
using Margay.Model.Resources;

namespace Margay.Tests.Unit.Client;

public sealed class WatchTests
{
    private const string Events =
        """
        {"type":"ADDED","object":{"metadata":{"name":"a","resourceVersion":"5"}}}
        {"object":{"metadata":{"name":"é","resourceVersion":"6"}},"type":"MODIFIED"}
        {"type":"DELETED","object":{"metadata":{"name":"a","resourceVersion":"7"}}}
        {"type":"BOOKMARK","object":{"kind":"Pod","metadata":{"resourceVersion":"9"}}}

        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100_000)]
    public async Task Events_are_whole_wherever_the_stream_is_cut(int pieceLength)
    {
        var pieces = Events.Chunk(pieceLength).Select(piece => new string(piece)).ToArray();
        await using var server = new StubServer(StubServer.Watch(pieces));
        using var client = new ApiClient(server.Config);
        var seen = new List<string>();
        await foreach (var change in client.WatchAsync(Kinds.Pod, "d", "4", ListOptions.All, Cancel)) seen.Add(Describe(change));
        Assert.Equal(["+a@5", "~é@6", "-a@7", "=9"], seen);
        Assert.StartsWith(
            "GET /api/v1/namespaces/d/pods?watch=1&allowWatchBookmarks=true&resourceVersion=4&timeoutSeconds=480 HTTP/1.1",
            Assert.Single(server.Requests));
    }

    [Fact]
    public async Task An_event_larger_than_the_buffer_is_read()
    {
        var name = new string('n', 200_000);
        await using var server = new StubServer(StubServer.Watch($$$$"""{"type":"ADDED","object":{"metadata":{"name":"{{{{name}}}}"}}}""" + "\n"));
        using var client = new ApiClient(server.Config);
        await foreach (var change in client.WatchAsync(Kinds.Pod, null, "4", ListOptions.All, Cancel))
            Assert.Equal($"+{name}@", Describe(change));
    }

    [Fact]
    public async Task An_unfinished_last_line_is_no_event()
    {
        await using var server = new StubServer(StubServer.Watch("{\"type\":\"ADDED\",\"obj"));
        using var client = new ApiClient(server.Config);
        await foreach (var change in client.WatchAsync(Kinds.Pod, null, "4", ListOptions.All, Cancel)) Assert.Fail(Describe(change));
    }

    [Theory]
    [InlineData("too old")]
    public async Task A_revision_that_is_too_old_is_told_as_expired_in_the_answer_and_in_the_stream(string message)
    {
        var status = $$$"""{"kind":"Status","status":"Failure","message":"{{{message}}}","reason":"Expired","code":410}""";
        await using var server = new StubServer(
            StubServer.Json(410, status), StubServer.Watch($$$"""{"type":"ERROR","object":{{{status}}} }""" + "\n"));
        using var client = new ApiClient(server.Config);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var failure = await Assert.ThrowsAsync<ApiException>(() => Drain(client));
            Assert.True(failure.IsExpired);
            Assert.Equal(message, failure.Message);
        }
    }

    [Fact]
    public async Task A_line_that_is_no_event_is_unreadable()
    {
        await using var server = new StubServer(StubServer.Watch("{\"type\":\"ADDED\",\"object\":{\"metadata\":7}}\n"));
        using var client = new ApiClient(server.Config);
        Assert.True((await Assert.ThrowsAsync<ApiException>(() => Drain(client))).IsUnreadable);
    }

    private static async Task Drain(ApiClient client)
    {
        await foreach (var change in client.WatchAsync(Kinds.Pod, null, "4", ListOptions.All, Cancel)) Assert.Fail(Describe(change));
    }

    private static string Describe(WatchEvent<Pod> change) => change switch
    {
        WatchEvent<Pod>.Added added => $"+{Describe(added.Item)}",
        WatchEvent<Pod>.Modified modified => $"~{Describe(modified.Item)}",
        WatchEvent<Pod>.Deleted deleted => $"-{Describe(deleted.Item)}",
        WatchEvent<Pod>.Bookmark bookmark => $"={bookmark.ResourceVersion}",
        _ => "?",
    };

    private static string Describe(Pod pod) => $"{pod.Metadata.Name}@{pod.Metadata.ResourceVersion}";
}
