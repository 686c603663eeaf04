using System.Net;
using System.Text.Json.Nodes;
using Margay.Host.Hub;

namespace Margay.Tests.E2e.Hub;

/// <summary>Watches as a program meets them.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private const string Nodes = "/api/v1/nodes";

    private readonly string _folder = Directory.CreateTempSubdirectory("margay-hub-").FullName;
    private RunningHub? _hub;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _hub!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Without_a_revision_a_watch_begins_with_what_is_there()
    {
        using var api = ApiCaller.Admin(_hub!);
        await CreateAsync(api, "a");
        using var watch = await api.WatchAsync($"{Nodes}?watch=1");
        Assert.Equal("ADDED a", await NextAsync(watch));
        await CreateAsync(api, "b");
        Assert.Equal("ADDED b", await NextAsync(watch));
    }

    [Fact]
    public async Task The_present_objects_end_with_a_bookmark_when_asked_to()
    {
        using var api = ApiCaller.Admin(_hub!);
        await CreateAsync(api, "a");
        using var watch = await api.WatchAsync($"{Nodes}?watch=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan");
        Assert.Equal("ADDED a", await NextAsync(watch));
        var bookmark = JsonNode.Parse((await watch.ReadLineAsync(Stop))!)!;
        Assert.Equal(("BOOKMARK", "true"), ((string?)bookmark["type"], (string?)bookmark["object"]!["metadata"]!["annotations"]!["k8s.io/initial-events-end"]));
    }

    [Fact]
    public async Task A_silent_watch_hears_the_revision_from_time_to_time_and_ends_in_time()
    {
        using var api = ApiCaller.Admin(_hub!);
        await CreateAsync(api, "a");
        using var watch = await api.WatchAsync($"/api/v1/pods?watch=1&allowWatchBookmarks=true&resourceVersion=1&timeoutSeconds=1");
        var bookmark = JsonNode.Parse((await watch.ReadLineAsync(Stop))!)!;
        Assert.Equal(("BOOKMARK", "Pod"), ((string?)bookmark["type"], (string?)bookmark["object"]!["kind"]));
        Assert.True(int.Parse((string)bookmark["object"]!["metadata"]!["resourceVersion"]!, System.Globalization.CultureInfo.InvariantCulture) > 1);
        while (await watch.ReadLineAsync(Stop) is not null)
        {
        }
    }

    [Fact]
    public async Task A_watch_goes_on_where_it_was_after_the_hub_was_restarted()
    {
        string revision;
        using (var api = ApiCaller.Admin(_hub!))
        {
            revision = (await CreateAsync(api, "a")).Revision;
            await CreateAsync(api, "b");
            await api.SendAsync(HttpMethod.Delete, $"{Nodes}/a", "");
        }

        await _hub!.DisposeAsync();
        await StartAsync();
        using var again = ApiCaller.Admin(_hub!);
        using var watch = await again.WatchAsync($"{Nodes}?watch=1&resourceVersion={revision}");
        Assert.Equal("ADDED b", await NextAsync(watch));
        Assert.Equal("DELETED a", await NextAsync(watch));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("999999")]
    public async Task A_revision_that_is_not_there_is_a_410(string revision)
    {
        using var api = ApiCaller.Admin(_hub!);
        for (var i = 0; i < 40; i++) await CreateAsync(api, $"n{i}");
        using var watch = await api.WatchAsync($"{Nodes}?watch=1&resourceVersion={revision}");
        var error = JsonNode.Parse((await watch.ReadLineAsync(Stop))!)!;
        Assert.Equal(("ERROR", 410, "Expired"), ((string?)error["type"], (int)error["object"]!["code"]!, (string?)error["object"]!["reason"]));
        Assert.Null(await watch.ReadLineAsync(Stop));
    }

    [Fact]
    public async Task A_reader_that_does_not_read_is_cut_off_and_holds_nobody_up()
    {
        using var api = ApiCaller.Admin(_hub!);
        await CreateAsync(api, "big");
        using var stuck = await api.WatchAsync($"{Nodes}?watch=1");
        var filler = new string('x', 200_000);
        for (var i = 0; i < 100; i++)
        {
            var answer = await api.SendAsync(HttpMethod.Patch, $"{Nodes}/big",
                $$"""{"metadata":{"annotations":{"a":"{{i}}{{filler}}"} } }""", "application/merge-patch+json");
            Assert.Equal(200, answer.Code);
        }

        var last = "";
        while (await stuck.ReadLineAsync(Stop) is { } line) last = line;
        Assert.Contains("\"ERROR\"", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_the_hub_ends_its_watches()
    {
        using var api = ApiCaller.Admin(_hub!);
        using var watch = await api.WatchAsync($"{Nodes}?watch=1");
        await _hub!.StopAsync();
        Assert.Null(await watch.ReadLineAsync(Stop));
        await StartAsync();
    }

    private async Task StartAsync() => _hub = await HubServer.StartAsync(
        new HubOptions(_folder, [new ListenEndpoint(new IPEndPoint(IPAddress.Loopback, 0))])
        {
            BookmarkInterval = TimeSpan.FromMilliseconds(200),
            WatchHistory = 16,
        },
        CancellationToken.None);

    private static async Task<ApiAnswer> CreateAsync(ApiCaller api, string name)
    {
        var answer = await api.SendAsync(HttpMethod.Post, Nodes, $$"""{"metadata":{"name":"{{name}}"} }""");
        Assert.Equal(201, answer.Code);
        return answer;
    }

    private static async Task<string> NextAsync(StreamReader watch)
    {
        var change = JsonNode.Parse((await watch.ReadLineAsync(Stop))!)!;
        return $"{change["type"]} {change["object"]!["metadata"]!["name"]}";
    }
}
