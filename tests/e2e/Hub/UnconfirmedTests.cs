using System.Net;
using System.Text.Json.Nodes;
using Margay.Host.Hub;

namespace Margay.Tests.E2e.Hub;

/// <summary>What is not confirmed goes back, whatever becomes of the hub meanwhile.</summary>
public sealed class UnconfirmedTests : IDisposable
{
    private const string Path = "/apis/projectcalico.org/v3/globalnetworkpolicies";

    private readonly string _folder = Directory.CreateTempSubdirectory("margay-hub-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_restart_does_not_keep_a_change_that_nobody_confirms()
    {
        await using (var first = await StartAsync())
        {
            using var api = ApiCaller.Admin(first);
            Assert.Equal(201, (await api.SendAsync(HttpMethod.Post, Path, Policy("changed", 1))).Code);
            Assert.Equal(200, (await PatchAsync(api, "changed", """{"metadata":{"annotations":{"margay.dev/confirm-within":"2s"}},"spec":{"order":2}}""")).Code);
            Assert.Equal(201, (await api.SendAsync(HttpMethod.Post, Path, Policy("new", 1, "2s"))).Code);
        }

        await using var second = await StartAsync();
        using var again = ApiCaller.Admin(second);
        Assert.Equal(2, (await again.GetAsync($"{Path}/changed")).Json!["spec"]!["order"]!.GetValue<int>());
        using var watch = await again.WatchAsync($"{Path}?watch=1");
        await SeenAsync(watch, "changed is back", change => change is ("ADDED" or "MODIFIED", "changed", 1));
        await SeenAsync(watch, "new is gone", change => change is ("DELETED", "new", _));
    }

    [Fact]
    public async Task Taking_the_mark_away_confirms_and_a_time_that_is_none_is_refused()
    {
        await using var hub = await StartAsync();
        using var api = ApiCaller.Admin(hub);
        Assert.Equal(422, (await api.SendAsync(HttpMethod.Post, Path, Policy("p", 1, "never"))).Code);
        Assert.Equal(201, (await api.SendAsync(HttpMethod.Post, Path, Policy("p", 1, "1s"))).Code);
        Assert.Equal(200, (await PatchAsync(api, "p", """{"metadata":{"annotations":{"margay.dev/unconfirmed":null}}}""")).Code);
        using var watch = await api.WatchAsync($"{Path}?watch=1");
        Assert.Equal(201, (await api.SendAsync(HttpMethod.Post, Path, Policy("later", 1, "1s"))).Code);
        await SeenAsync(watch, "later is gone", change => change is ("DELETED", "later", _));
        Assert.Equal(200, (await api.GetAsync($"{Path}/p")).Code);
    }

    private static Task<ApiAnswer> PatchAsync(ApiCaller api, string name, string patch) =>
        api.SendAsync(HttpMethod.Patch, $"{Path}/{name}", patch, "application/merge-patch+json");

    private static string Policy(string name, int order, string? within = null)
    {
        var annotations = within is null ? "" : $$""","annotations":{"margay.dev/confirm-within":"{{within}}"}""";
        return $$$"""{"apiVersion":"projectcalico.org/v3","kind":"GlobalNetworkPolicy","metadata":{"name":"{{{name}}}"{{{annotations}}}},"spec":{"order":{{{order}}}}}""";
    }

    /// <summary>Reads changes until one is as expected.</summary>
    private static async Task SeenAsync(StreamReader watch, string what, Func<(string Type, string Name, int Order), bool> isExpected)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (await watch.ReadLineAsync(patience.Token) is { } line)
        {
            var change = JsonNode.Parse(line)!;
            var item = change["object"]!;
            if (isExpected(((string)change["type"]!, (string)item["metadata"]!["name"]!, item["spec"]!["order"]!.GetValue<int>()))) return;
        }

        Assert.Fail($"the watch ended before {what}");
    }

    private Task<RunningHub> StartAsync() => HubServer.StartAsync(
        new HubOptions(_folder, [new ListenEndpoint(new IPEndPoint(IPAddress.Loopback, 0))]), CancellationToken.None);
}
