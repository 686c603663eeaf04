namespace Margay.Tests.E2e.Hub;

/// <summary>The API as a program meets it, without kubectl in between.</summary>
public sealed class RequestTests(HubFixture fixture) : IClassFixture<HubFixture>, IDisposable
{
    private const string Nodes = "/api/v1/nodes";
    private const string MergePatch = "application/merge-patch+json";

    private readonly ApiCaller _api = ApiCaller.Admin(fixture.Hub);

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task Only_what_says_nothing_is_open_to_everybody()
    {
        using var stranger = new ApiCaller(fixture.Hub, token: null);
        using var impostor = new ApiCaller(fixture.Hub, token: "guess");
        foreach (var path in (string[])["/version", "/healthz", "/livez", "/readyz"])
            Assert.Equal(200, (await stranger.GetAsync(path)).Code);
        foreach (var path in (string[])["/api", "/apis", "/openapi/v3", "/metrics", Nodes, "/nothing"])
        {
            Assert.Equal((401, "Unauthorized"), ((await stranger.GetAsync(path)).Code, (await impostor.GetAsync(path)).Reason));
        }
    }

    [Theory]
    [InlineData("GET", "/api/v1/configmaps", "", "application/json", 404, "NotFound")]
    [InlineData("GET", "/api/v1/nodes/none", "", "application/json", 404, "NotFound")]
    [InlineData("PUT", "/api/v1/nodes/none", "{}", "application/json", 404, "NotFound")]
    [InlineData("POST", "/api/v1/nodes", "{", "application/json", 400, "BadRequest")]
    [InlineData("POST", "/api/v1/nodes", "[]", "application/json", 400, "BadRequest")]
    [InlineData("POST", "/api/v1/nodes", "null", "application/json", 400, "BadRequest")]
    [InlineData("POST", "/api/v1/nodes", """{"metadata":{"name":"a","name":"b"}}""", "application/json", 400, "BadRequest")]
    [InlineData("POST", "/api/v1/nodes", "x", "text/plain", 415, "UnsupportedMediaType")]
    [InlineData("POST", "/api/v1/pods", "{}", "application/json", 405, "MethodNotAllowed")]
    [InlineData("POST", "/api/v1/namespaces/none/pods", """{"metadata":{"name":"a"},"spec":{"containers":[{"name":"c"}]}}""", "application/json", 404, "NotFound")]
    [InlineData("POST", "/api/v1/namespaces", """{"metadata":{"name":"default"}}""", "application/json", 409, "AlreadyExists")]
    [InlineData("POST", "/api/v1/nodes?dryRun=Some", "{}", "application/json", 400, "BadRequest")]
    [InlineData("PATCH", "/api/v1/namespaces/default", "[]", "application/json-patch+json", 200, null)]
    [InlineData("PATCH", "/api/v1/namespaces/default", """[{"op":"remove","path":"/none"}]""", "application/json-patch+json", 422, "Invalid")]
    [InlineData("PATCH", "/api/v1/namespaces/default", "7", MergePatch, 422, "Invalid")]
    [InlineData("PATCH", "/api/v1/namespaces/default", "{}", "application/apply-patch+yaml", 415, "UnsupportedMediaType")]
    [InlineData("DELETE", "/api/v1/namespaces/default/status", "", "application/json", 405, "MethodNotAllowed")]
    public async Task A_request_that_cannot_be_served_says_why(string method, string path, string body, string type, int code, string? reason)
    {
        var answer = await _api.SendAsync(new HttpMethod(method), path, body, type);
        Assert.Equal((code, reason), (answer.Code, answer.Reason));
    }

    [Fact]
    public async Task A_body_beyond_the_limit_is_refused() => Assert.Equal(
        413, (await _api.SendAsync(HttpMethod.Post, Nodes, $"\"{new string('x', 4_000_000)}\"")).Code);

    [Fact]
    public async Task Yaml_is_read_like_json()
    {
        var answer = await _api.SendAsync(
            HttpMethod.Post, Nodes, "apiVersion: v1\nkind: Node\nmetadata: {name: from-yaml}\n", "application/yaml");
        Assert.Equal((201, "from-yaml"), (answer.Code, (string?)answer.Json!["metadata"]!["name"]));
    }

    [Fact]
    public async Task An_update_counts_only_from_the_revision_it_was_made_from()
    {
        var made = await _api.SendAsync(HttpMethod.Post, Nodes, """{"metadata":{"name":"raced"}}""");
        string Update(string label) =>
            $$"""{"metadata":{"name":"raced","resourceVersion":"{{made.Revision}}","labels":{"by":"{{label}}" } } }""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            _api.SendAsync(HttpMethod.Put, $"{Nodes}/raced", Update($"w{i}"))));
        Assert.Single(answers, answer => answer.Code == 200);
        Assert.Equal(7, answers.Count(answer => answer is { Code: 409, Reason: "Conflict" }));
    }

    [Fact]
    public async Task Patches_that_name_no_revision_all_arrive()
    {
        await _api.SendAsync(HttpMethod.Post, Nodes, """{"metadata":{"name":"shared"}}""");
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => _api.SendAsync(
            HttpMethod.Patch, $"{Nodes}/shared", $$"""{"metadata":{"labels":{"l{{i}}":"x"} } }""", MergePatch)));
        Assert.All(answers, answer => Assert.Equal(200, answer.Code));
        Assert.Equal(16, (await _api.GetAsync($"{Nodes}/shared")).Json!["metadata"]!["labels"]!.AsObject().Count);
    }

    [Fact]
    public async Task A_write_that_changes_nothing_makes_no_revision()
    {
        var made = await _api.SendAsync(HttpMethod.Post, Nodes, """{"metadata":{"name":"still","labels":{"a":"b"}}}""");
        var again = await _api.SendAsync(HttpMethod.Patch, $"{Nodes}/still", """{"metadata":{"labels":{"a":"b"}}}""", MergePatch);
        Assert.Equal(made.Revision, again.Revision);
    }

    [Fact]
    public async Task A_deletion_may_ask_for_one_very_object()
    {
        var made = await _api.SendAsync(HttpMethod.Post, Nodes, """{"metadata":{"name":"exact"}}""");
        var wrong = await _api.SendAsync(HttpMethod.Delete, $"{Nodes}/exact", """{"preconditions":{"uid":"other"}}""");
        Assert.Equal((409, "Conflict"), (wrong.Code, wrong.Reason));
        var right = await _api.SendAsync(
            HttpMethod.Delete, $"{Nodes}/exact", $$"""{"preconditions":{"uid":"{{made.Json!["metadata"]!["uid"]}}"} }""");
        Assert.Equal((200, "Success"), (right.Code, (string?)right.Json!["status"]));
    }

    [Fact]
    public async Task A_list_comes_in_pages_when_asked_to()
    {
        for (var i = 0; i < 5; i++)
            await _api.SendAsync(HttpMethod.Post, Nodes, $$"""{"metadata":{"name":"page-{{i}}","labels":{"paged":"yes"} } }""");
        var names = new List<string>();
        var path = $"{Nodes}?labelSelector=paged&limit=2";
        for (var next = path; ;)
        {
            var page = (await _api.GetAsync(next)).Json!;
            names.AddRange(page["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!));
            if ((string?)page["metadata"]!["continue"] is not { } token) break;
            next = $"{path}&continue={token}";
        }

        Assert.Equal(["page-0", "page-1", "page-2", "page-3", "page-4"], names);
    }

    [Fact]
    public async Task A_status_is_written_apart_from_the_rest()
    {
        await _api.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/pods",
            """{"metadata":{"name":"apart"},"spec":{"containers":[{"name":"c"}]},"status":{"podIP":"10.0.0.1"}}""");
        const string Path = "/api/v1/namespaces/default/pods/apart";
        await _api.SendAsync(HttpMethod.Patch, $"{Path}/status", """{"metadata":{"labels":{"a":"b"}},"status":{"podIP":"10.0.0.2","phase":"Running"}}""", MergePatch);
        await _api.SendAsync(HttpMethod.Patch, Path, """{"status":{"podIP":"10.0.0.3"}}""", MergePatch);
        var pod = (await _api.GetAsync(Path)).Json!;
        Assert.Equal(("10.0.0.2", "Running"), ((string?)pod["status"]!["podIP"], (string?)pod["status"]!["phase"]));
        Assert.Null(pod["metadata"]!["labels"]);
        Assert.NotEmpty((await _api.GetAsync("/api/v1/pods?fieldSelector=status.phase%3DRunning")).Json!["items"]!.AsArray());
    }

    [Fact]
    public async Task Metrics_count_requests_and_writes()
    {
        await _api.GetAsync(Nodes);
        var text = (await _api.GetAsync("/metrics")).Text;
        Assert.Contains("margay_hub_requests_total{verb=\"list\",resource=\"nodes\",code=\"200\"}", text, StringComparison.Ordinal);
        Assert.Contains("margay_store_commit_seconds_count", text, StringComparison.Ordinal);
        Assert.Contains("margay_store_bytes ", text, StringComparison.Ordinal);
    }
}
