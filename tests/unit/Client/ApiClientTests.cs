using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Model.Resources;

namespace Margay.Tests.Unit.Client;

public sealed class ApiClientTests
{
    private const string Pod = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"d","resourceVersion":"7"}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_gives_items_and_revision_and_follows_pages()
    {
        await using var server = new StubServer(
            StubServer.Json(200, """{"kind":"PodList","metadata":{"resourceVersion":"40","continue":"t/2"},"items":[{"metadata":{"name":"a"}}]}"""),
            StubServer.Json(200, """{"kind":"PodList","items":[{"metadata":{"name":"b"}}],"metadata":{"resourceVersion":"41"}}"""));
        using var client = new ApiClient(server.Config);
        var list = await client.ListAsync(Kinds.Pod, null, new ListOptions { PageSize = 1, LabelSelector = "a=b" }, Cancel);
        Assert.Equal(["a", "b"], list.Items.Select(pod => pod.Metadata.Name));
        Assert.Equal("41", list.ResourceVersion);
        Assert.StartsWith("GET /api/v1/pods?labelSelector=a%3Db&limit=1 HTTP/1.1", server.Requests.First());
        Assert.StartsWith("GET /api/v1/pods?labelSelector=a%3Db&limit=1&continue=t%2F2 HTTP/1.1", server.Requests.Last());
    }

    [Fact]
    public async Task A_null_list_of_items_is_an_empty_list()
    {
        await using var server = new StubServer(StubServer.Json(200, """{"metadata":{"resourceVersion":"1"},"items":null}"""));
        using var client = new ApiClient(server.Config);
        Assert.Empty((await client.ListAsync(Kinds.Pod, "d", ListOptions.All, Cancel)).Items);
    }

    [Fact]
    public async Task An_apply_after_which_the_object_is_the_same_has_changed_nothing()
    {
        const string Policy = """{"metadata":{"name":"p","resourceVersion":"7"},"spec":{"ports":[{"port":80,"protocol":"TCP"}]}}""";
        await using var server = new StubServer(StubServer.Json(200, Policy), StubServer.Json(200, Policy));
        using var client = new ApiClient(server.Config);
        var manifest = (JsonObject)JsonNode.Parse("""{"metadata":{"name":"p"},"spec":{"ports":[{"port":80}]}}""")!;
        var result = await client.Raw.ApplyAsync(Kinds.NetworkPolicy, "d", manifest, dryRun: false, Cancel);
        Assert.Equal(ApplyOutcome.Unchanged, result.Outcome);
        Assert.StartsWith("PATCH ", server.Requests.Last());
    }

    [Fact]
    public async Task What_the_server_says_beside_an_answer_is_heard()
    {
        const string Answer = """{"metadata":{"name":"p"}}""";
        await using var server = new StubServer(
            [$"HTTP/1.1 201 Stub\r\nWarning: 299 - \"unknown field \\\"spec.x\\\", \\\\ and more\"\r\nWarning: 299 kube \"old\", 110 - \"stale\"\r\nConnection: close\r\nContent-Length: {Answer.Length}\r\n\r\n{Answer}"]);
        var heard = new List<string>();
        using var client = new ApiClient(server.Config) { Warned = heard.Add };
        await client.Raw.CreateAsync(Kinds.NetworkPolicy, "d", [], Cancel);
        Assert.Equal(["unknown field \"spec.x\", \\ and more", "old"], heard);
    }

    [Fact]
    public async Task A_get_of_an_absent_object_is_null()
    {
        await using var server = new StubServer(StubServer.Json(404, """{"kind":"Status","reason":"NotFound","code":404}"""));
        using var client = new ApiClient(server.Config);
        Assert.Null(await client.GetAsync(Kinds.Pod, "d", "a", Cancel));
    }

    [Fact]
    public async Task A_create_sends_kind_and_version_and_our_token()
    {
        await using var server = new StubServer(StubServer.Json(201, Pod));
        using var client = new ApiClient(server.Config with { Token = "sesame" });
        var stored = await client.CreateAsync(Kinds.Pod, new Pod { Metadata = new ObjectMeta { Name = "a", Namespace = "d" } }, Cancel);
        Assert.Equal("7", stored.Metadata.ResourceVersion);
        var request = Assert.Single(server.Requests);
        Assert.StartsWith("POST /api/v1/namespaces/d/pods HTTP/1.1", request);
        Assert.Contains("Authorization: Bearer sesame", request);
        Assert.Contains("\"apiVersion\":\"v1\",\"kind\":\"Pod\"", request);
    }

    [Theory]
    [InlineData(409, "Conflict", true, false, false)]
    [InlineData(409, "AlreadyExists", false, true, false)]
    [InlineData(503, "ServiceUnavailable", false, false, true)]
    [InlineData(422, "Invalid", false, false, false)]
    public async Task A_refusal_says_what_kind_of_refusal_it_is(int code, string reason, bool conflict, bool exists, bool transient)
    {
        var status = $$$"""{"kind":"Status","message":"no","reason":"{{{reason}}}","code":{{{code}}},"details":{"causes":[{"field":"spec.cidr","message":"bad"}]}}""";
        await using var server = new StubServer(StubServer.Json(code, status));
        using var client = new ApiClient(server.Config);
        var pod = new Pod { Metadata = new ObjectMeta { Name = "a", Namespace = "d", ResourceVersion = "3" } };
        var refusal = await Assert.ThrowsAsync<ApiException>(() => client.UpdateAsync(Kinds.Pod, pod, Cancel));
        Assert.Equal((conflict, exists, transient), (refusal.IsConflict, refusal.IsAlreadyExists, refusal.IsTransient));
        Assert.Equal(new ApiCause("spec.cidr", "bad"), Assert.Single(refusal.Causes));
        Assert.Equal("no", refusal.Message);
    }

    [Fact]
    public async Task An_answer_that_is_no_status_still_says_something()
    {
        await using var server = new StubServer(StubServer.Json(502, "Bad gateway, sorry"));
        using var client = new ApiClient(server.Config);
        var refusal = await Assert.ThrowsAsync<ApiException>(() => client.GetAsync(Kinds.Pod, "d", "a", Cancel));
        Assert.Equal("the server answered with status 502: Bad gateway, sorry", refusal.Message);
        Assert.True(refusal.IsTransient);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_with_the_source_of_its_address()
    {
        ClientConfig gone;
        await using (var server = new StubServer()) gone = server.Config;
        using var client = new ApiClient(gone);
        var failure = await Assert.ThrowsAsync<ApiException>(() => client.GetAsync(Kinds.Pod, "d", "a", Cancel));
        Assert.Equal("Unreachable", failure.Reason);
        Assert.True(failure.IsTransient);
        Assert.StartsWith($"{gone.Server} (from stub): the server cannot be reached (Connection refused", failure.Message);
    }

    [Fact]
    public async Task A_delete_sends_its_preconditions_and_tells_whether_there_was_something()
    {
        await using var server = new StubServer(StubServer.Json(200, "{}"), StubServer.Json(404, "{}"));
        using var client = new ApiClient(server.Config);
        Assert.True(await client.DeleteAsync(Kinds.IpamBlock, null, "b", new Preconditions("u", "9"), Cancel));
        Assert.False(await client.DeleteAsync(Kinds.IpamBlock, null, "b", default, Cancel));
        Assert.EndsWith("""{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"u","resourceVersion":"9"}}""", server.Requests.First());
    }

    [Fact]
    public async Task A_patch_names_its_type_and_subresource()
    {
        await using var server = new StubServer(StubServer.Json(200, Pod));
        using var client = new ApiClient(server.Config);
        await client.PatchAsync(Kinds.Pod, "d", "a", PatchType.Strategic, "{}"u8.ToArray(), "status", Cancel);
        var request = Assert.Single(server.Requests);
        Assert.StartsWith("PATCH /api/v1/namespaces/d/pods/a/status HTTP/1.1", request);
        Assert.Contains("Content-Type: application/strategic-merge-patch+json", request);
    }

    [Fact]
    public async Task A_table_is_asked_for_by_its_media_type()
    {
        await using var server = new StubServer(StubServer.Json(200, """{"kind":"Table","rows":[]}"""));
        using var client = new ApiClient(server.Config);
        var table = await client.Raw.ListTableAsync(Kinds.Pod, null, ListOptions.All, Cancel);
        Assert.Equal("Table", table["kind"]!.GetValue<string>());
        Assert.Contains("Accept: application/json;as=Table;v=v1;g=meta.k8s.io", Assert.Single(server.Requests));
    }
}
