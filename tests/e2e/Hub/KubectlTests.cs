using Margay.Model.Resources;

namespace Margay.Tests.E2e.Hub;

/// <summary>What users do with kubectl beyond the life of one object.</summary>
public sealed class KubectlTests(HubFixture hub) : IClassFixture<HubFixture>
{
    [Fact]
    public async Task A_fresh_cluster_has_its_namespaces_accounts_and_identity()
    {
        Assert.Equal(
            "default kube-system",
            await hub.Admin.OutputAsync("get", "namespaces", "default", "kube-system", "-o", "jsonpath={.items[*].metadata.name}"));
        await hub.Admin.OutputAsync("get", "serviceaccount", "default", "-n", "kube-system");
        Assert.Matches("^[0-9a-f]{32} true$", await hub.Admin.OutputAsync(
            "get", "clusterinformation", "default", "-o", "jsonpath={.spec.clusterGUID} {.spec.datastoreReady}"));
    }

    [Fact]
    public async Task Every_kind_is_discovered_with_its_short_names()
    {
        var resources = await hub.Admin.OutputAsync("api-resources", "--no-headers");
        Assert.All(Kinds.All, kind => Assert.Contains(kind.Plural, resources, StringComparison.Ordinal));
        Assert.Contains("margay", await hub.Admin.OutputAsync("version"), StringComparison.Ordinal);
        await hub.Admin.OutputAsync("get", "po,netpol,sa,ns,no,ipp");
    }

    [Fact]
    public async Task A_mistake_is_named_with_its_field_and_what_would_be_right()
    {
        var result = await hub.Admin.RunAsync(
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: mistaken, namespace: default}
            spec:
              podSelecter: {}
              ingress: [{ports: [{port: 99999}]}]
            """,
            ["apply", "-f", "-"]);
        Assert.Equal(1, result.Code);
        Assert.Contains("spec.podSelecter: is not known here: did you mean podSelector?", result.Errors, StringComparison.Ordinal);
        Assert.Contains("spec.ingress[0].ports[0].port: is 99999", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_fields_are_dropped_with_a_warning_when_the_user_says_so()
    {
        var result = await hub.Admin.RunAsync(
            """
            apiVersion: projectcalico.org/v3
            kind: IPPool
            metadata: {name: warned}
            spec: {cidr: 10.78.0.0/16, colour: blue}
            """,
            ["apply", "--validate=warn", "-f", "-"]);
        Assert.Equal(0, result.Code);
        Assert.Contains("unknown field \"spec.colour\"", result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("colour: blue", await hub.Admin.OutputAsync("get", "ippool", "warned", "-o", "jsonpath={.spec}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stale_replace_is_a_conflict()
    {
        await hub.Admin.OutputAsync("create", "namespace", "stale");
        var read = await hub.Admin.OutputAsync("get", "namespace", "stale", "-o", "yaml");
        await hub.Admin.OutputAsync("label", "namespace", "stale", "a=b");
        var result = await hub.Admin.RunAsync(read, ["replace", "-f", "-"]);
        Assert.Contains("the object has been modified", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pools_cannot_overlap()
    {
        await hub.Admin.ApplyAsync("""{"apiVersion":"projectcalico.org/v3","kind":"IPPool","metadata":{"name":"wide"},"spec":{"cidr":"10.90.0.0/16"}}""");
        var result = await hub.Admin.RunAsync(
            """{"apiVersion":"projectcalico.org/v3","kind":"IPPool","metadata":{"name":"inside"},"spec":{"cidr":"10.90.3.0/24"}}""",
            ["apply", "-f", "-"]);
        Assert.Contains("spec.cidr: is 10.90.3.0/24, which overlaps 10.90.0.0/16 of the pool 'wide'", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_side_dry_run_checks_everything_and_writes_nothing()
    {
        const string Manifest = """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"ghost"}}""";
        var result = await hub.Admin.RunAsync(Manifest, ["apply", "--dry-run=server", "-f", "-"]);
        Assert.Equal(0, result.Code);
        Assert.Contains("ghost created (server dry run)", result.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await hub.Admin.RunAsync("get", "namespace", "ghost")).Code);
    }

    [Fact]
    public async Task Server_side_apply_is_declined_with_the_way_out()
    {
        var result = await hub.Admin.RunAsync(
            """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"ssa"}}""", ["apply", "--server-side", "-f", "-"]);
        Assert.Equal(1, result.Code);
        Assert.Contains("use kubectl apply without --server-side", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_namespace_takes_its_content_with_it()
    {
        await hub.Admin.OutputAsync("create", "namespace", "doomed");
        await hub.Admin.ApplyAsync("""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"sa","namespace":"doomed"}}""");
        await hub.Admin.OutputAsync("delete", "namespace", "doomed", "--timeout=20s");
        Assert.DoesNotContain("doomed", await hub.Admin.OutputAsync("get", "serviceaccounts", "-A"), StringComparison.Ordinal);
        var late = await hub.Admin.RunAsync("create", "serviceaccount", "late", "-n", "doomed");
        Assert.Contains("namespaces \"doomed\" not found", late.Errors, StringComparison.Ordinal);
        Assert.Contains("may not be deleted", (await hub.Admin.RunAsync("delete", "namespace", "default")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_finalizer_holds_an_object_until_it_is_taken_away()
    {
        await hub.Admin.ApplyAsync(
            """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"held","namespace":"default","finalizers":["example.com/hold"]}}""");
        await hub.Admin.OutputAsync("delete", "serviceaccount", "held", "--wait=false");
        Assert.NotEqual("", await hub.Admin.OutputAsync("get", "serviceaccount", "held", "-o", "jsonpath={.metadata.deletionTimestamp}"));
        await hub.Admin.OutputAsync("patch", "serviceaccount", "held", "--type", "merge", "-p", """{"metadata":{"finalizers":null}}""");
        Assert.Equal(1, (await hub.Admin.RunAsync("get", "serviceaccount", "held")).Code);
    }

    [Fact]
    public async Task An_agent_reports_and_does_not_rule()
    {
        await hub.Agent.OutputAsync("get", "pods,networkpolicies,ippools", "-A");
        await hub.Agent.ApplyAsync("""{"apiVersion":"v1","kind":"Node","metadata":{"name":"reported"}}""");
        await hub.Agent.OutputAsync(
            "patch", "node", "reported", "--subresource", "status", "--type", "merge",
            "-p", """{"status":{"addresses":[{"type":"InternalIP","address":"10.0.0.9"}]}}""");
        Assert.Contains("10.0.0.9", await hub.Agent.OutputAsync("get", "nodes", "-o", "wide"), StringComparison.Ordinal);
        var refused = await hub.Agent.RunAsync("create", "namespace", "mine");
        Assert.Contains("(Forbidden)", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("User \"margay-agent\" cannot create resource \"namespaces\"", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collection_is_deleted_by_label()
    {
        foreach (var name in (string[])["a", "b"])
        {
            await hub.Admin.OutputAsync("create", "serviceaccount", name);
            await hub.Admin.OutputAsync("label", "serviceaccount", name, "batch=1");
        }

        await hub.Admin.OutputAsync("delete", "serviceaccounts", "-l", "batch=1");
        Assert.DoesNotContain("a ", await hub.Admin.OutputAsync("get", "serviceaccounts", "-l", "batch=1"), StringComparison.Ordinal);
    }
}
