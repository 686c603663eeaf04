using System.Text;
using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Model.Resources;

namespace Margay.Tests.E2e.Cli;

/// <summary>policy explain, ipam show, node status, completion and version against a hub.</summary>
public sealed class QuestionCommandTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private const string Cluster =
        """
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: Namespace, metadata: {name: shop}}
        - apiVersion: v1
          kind: Node
          metadata: {name: n1}
          status: {addresses: [{type: InternalIP, address: 172.30.0.1}]}
        - apiVersion: v1
          kind: Pod
          metadata: {name: web, namespace: shop, labels: {role: frontend}}
          spec: {nodeName: n1, containers: [{name: c, image: i}]}
          status: {podIPs: [{ip: 10.65.0.1}, {ip: "fd65::1"}]}
        - apiVersion: v1
          kind: Pod
          metadata: {name: api, namespace: shop, labels: {role: backend}}
          spec: {nodeName: n1, containers: [{name: c, image: i}]}
          status: {podIPs: [{ip: 10.65.0.2}, {ip: "fd65::2"}]}
        - apiVersion: networking.k8s.io/v1
          kind: NetworkPolicy
          metadata: {name: frontend, namespace: shop}
          spec:
            podSelector: {matchLabels: {role: frontend}}
            ingress: [{from: [{podSelector: {matchLabels: {role: backend}}}]}]
        - apiVersion: projectcalico.org/v3
          kind: IPPool
          metadata: {name: pods}
          spec: {cidr: 10.65.0.0/16}
        - apiVersion: projectcalico.org/v3
          kind: IPAMBlock
          metadata: {name: 10-65-0-0-26}
          spec: {cidr: 10.65.0.0/26, affinity: "host:n1", allocations: ALLOCATIONS, unallocated: UNALLOCATED,
            attributes: [{handle_id: net.1, secondary: {pod: web, namespace: shop, node: n1}}]}
        """;

    [Fact]
    public async Task The_same_answer_comes_from_the_hub_and_from_manifests()
    {
        var manifest = hub.Write("cluster.yaml", Manifest());
        var applied = await hub.RunAsync("apply", "-f", manifest);
        Assert.True(applied.Exit == 0, applied.Error);
        await ReportAddressesAsync("web", "10.65.0.1", "fd65::1");
        await ReportAddressesAsync("api", "10.65.0.2", "fd65::2");

        string[] question = ["policy", "explain", "--from", "shop/api", "--to", "shop/web", "--port", "80/tcp", "--expect", "allow"];
        var offline = await MargayProcess.RunAsync([.. question, "-f", manifest]);
        Assert.Equal(0, offline.Exit);
        Assert.Contains("ingress of shop/web: allowed, ingress[0] of networkpolicy shop/frontend allows it", offline.Output);

        var status = await hub.RunAsync("node", "status", "--agent-socket", "/nonexistent");
        Assert.Matches(@"^NODE +READY +ADDRESSES +BLOCKS +PODS\nn1 +\w+ +172\.30\.0\.1 +1 +2\n$", status.Output);
        Assert.Contains("shop/web", (await hub.RunAsync("describe", "node", "n1")).Output);
        var nodes = JsonNode.Parse((await hub.RunAsync("node", "status", "--agent-socket", "/nonexistent", "-o", "json")).Output)!;
        Assert.Equal("""["shop/api","shop/web"]""", nodes["nodes"]![0]!["pods"]!.ToJsonString());

        var online = await hub.RunAsync([.. question, "-o", "json"]);
        Assert.Equal("Allow", (string?)JsonNode.Parse(online.Output)!["decisions"]![0]!["verdict"]);
        var denied = await hub.RunAsync("policy", "explain", "--from", "192.0.2.1", "--to", "shop/web", "--port", "80", "--expect", "allow");
        Assert.Equal((1, "margay: expected allow\n"), (denied.Exit, denied.Error));

        string[] reach = ["policy", "query", "who-can-reach", "shop/web"];
        var known = await MargayProcess.RunAsync([.. reach, "-f", manifest]);
        Assert.Matches("shop/api +shop/web +all traffic", known.Output);
        Assert.Equal(known.Output, (await hub.RunAsync(reach)).Output);
        await SameFromTheApiAsync("policy explain --from shop/api --to shop/web --port 80/tcp", "explain?from=shop/api&to=shop/web&port=80/tcp");
        await SameFromTheApiAsync("policy query who-can-reach shop/web --port 80", "query/who-can-reach?target=shop/web&port=80");
        await SameFromTheApiAsync("policy query isolated shop all", "query/isolated?one=shop&other=all");
        await SameFromTheApiAsync("policy lint", "lint");
        var snapshot = Path.Combine(Path.GetDirectoryName(manifest)!, "snapshot.yaml");
        Assert.Matches($"^{snapshot}: [0-9]+ objects\n$", (await hub.RunAsync("snapshot", "save", snapshot)).Output);
        Assert.Equal(known.Output, (await MargayProcess.RunAsync([.. reach, "-f", snapshot])).Output);
        var change = hub.Write("change.yaml", Manifest().Replace("role: backend}}}]}]", "role: none}}}]}]", StringComparison.Ordinal));
        var difference = await hub.RunAsync("policy", "diff", "-f", change);
        Assert.Equal(1, difference.Exit);
        Assert.StartsWith("- shop/api → shop/web  all traffic\n", difference.Output);
        var posted = await KubectlAsync("create", "--raw", "/apis/margay.dev/v1/policy/diff", "-f", change);
        Assert.Equal("Removed", (string?)JsonNode.Parse(posted.Output)!["changes"]![0]!["change"]);
        var tests = hub.Write("tests.yaml", """
            {apiVersion: margay.dev/v1, kind: PolicyTest, tests: [{name: open, from: shop/api, to: shop/web, port: 80/tcp, expect: allow}]}
            """);
        var tested = await KubectlAsync("create", "--raw", "/apis/margay.dev/v1/policy/test", "-f", tests);
        Assert.Equal("1", JsonNode.Parse(tested.Output)!["passed"]!.ToJsonString());
        var unasked = await KubectlAsync("get", "--raw", "/apis/margay.dev/v1/policy/explain?from=shop/api");
        Assert.Contains("the parameter to is missing", unasked.Error);

        Assert.Matches(@"\npods +10\.65\.0\.0/16 +1 of 1024 +1 +65535 +<1%\n", (await hub.RunAsync("ipam", "show")).Output);
        var pools = JsonNode.Parse((await hub.RunAsync("ipam", "show", "-o", "json")).Output)!;
        Assert.Equal("65536 1 n1", $"{pools["pools"]![0]!["capacity"]} {pools["pools"]![0]!["inUse"]} {pools["pools"]![0]!["blocks"]![0]!["owner"]}");
        var held = JsonNode.Parse((await hub.RunAsync("ipam", "show", "--ip", "10.65.0.0", "-o", "json")).Output)!;
        Assert.Equal("shop/web", (string?)held["holder"]);
        Assert.Contains("\n10.65.0.0/26", (await hub.RunAsync("ipam", "show", "--blocks")).Output);
        Assert.Contains("In use:   by shop/web\n", (await hub.RunAsync("ipam", "show", "--ip", "10.65.0.0")).Output);
        Assert.Contains("1 of 64 addresses in use", (await hub.RunAsync("describe", "ippool", "pods")).Output);
    }

    [Fact]
    public async Task Bash_completes_commands_kinds_and_names()
    {
        await hub.ApplyAsync("kind: Namespace\napiVersion: v1\nmetadata: {name: completed}\n");
        Assert.Equal("describe", await CompleteAsync("des"));
        Assert.Equal("namespaces", await CompleteAsync("get", "names"));
        Assert.Equal("completed", await CompleteAsync("--kubeconfig", hub.Kubeconfig, "get", "ns", "comp"));
        Assert.Equal("", await CompleteAsync("--kubeconfig", "/nonexistent", "get", "ns", "comp"));
    }

    [Fact]
    public async Task A_kustomization_is_built_and_kubectl_finds_margay_as_its_plugin()
    {
        var pod = hub.Write("pod.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: i}]}}");
        var directory = Path.GetDirectoryName(pod)!;
        hub.Write("kustomization.yaml", "namespace: built\nresources: [pod.yaml]\n");
        OnPath("kubectl-margay");
        string[] question = ["margay", "policy", "query", "who-can-reach", "built/web", "-k", directory];
        var answer = await MargayProcess.RunProgramAsync("bash", "-c", $"export PATH={directory}:$PATH HOME={directory}; kubectl {string.Join(' ', question)}");
        Assert.True(answer.Exit == 0, answer.Error);
        Assert.Contains("built/web", answer.Output);

        var live = await MargayProcess.RunProgramAsync("bash", "-c", $"export PATH={directory}:$PATH HOME={directory} KUBECONFIG={hub.Kubeconfig}; kubectl margay get ns default -o name");
        Assert.Equal("namespace/default\n", live.Output);
        var missing = await MargayProcess.RunAsync("validate", "-k", $"{directory}/none");
        Assert.Equal((1, $"margay: {directory}/none: there is no such directory\n"), (missing.Exit, missing.Error));
    }

    [Fact]
    public async Task A_hub_whose_port_is_taken_says_so_in_one_line()
    {
        var listen = new Uri(hub.Server).Authority;
        var second = await MargayProcess.RunAsync("hub", "--state-dir", $"{Path.GetDirectoryName(hub.Write("second", ""))}/second-hub", "--listen", listen);
        Assert.Equal((1, "", $"margay: Failed to bind to address https://{listen}: address already in use.\n"), (second.Exit, second.Output, second.Error));
    }

    [Fact]
    public async Task Version_names_both_sides() =>
        Assert.Matches($"^client: 0.*\nserver: .+ at {hub.Server}/\n$", (await hub.RunAsync("version")).Output);

    /// <remarks>kubectl keeps what it discovers in its user's home.</remarks>
    private Task<RunResult> KubectlAsync(params string[] arguments) => MargayProcess.RunProgramAsync(
        "env", [$"HOME={Path.GetDirectoryName(hub.Write("home", ""))}", "kubectl", "--kubeconfig", hub.Kubeconfig, .. arguments]);

    /// <summary>The hub's API, asked as any program would, answers as the command does.</summary>
    private async Task SameFromTheApiAsync(string command, string path)
    {
        var asked = await KubectlAsync("get", "--raw", $"/apis/margay.dev/v1/policy/{path}");
        Assert.True(asked.Exit == 0, asked.Error);
        Assert.Equal((await hub.RunAsync([.. command.Split(' '), "-o", "json"])).Output, asked.Output);
    }

    /// <summary>Writes a pod's status, as its node would: a server takes none from a manifest.</summary>
    private async Task ReportAddressesAsync(string pod, string v4, string v6)
    {
        using var api = new ApiClient(Kubeconfig.Load(hub.Kubeconfig, null));
        var patch = $$$"""{"status":{"phase":"Running","podIPs":[{"ip":"{{{v4}}}"},{"ip":"{{{v6}}}"}]}}""";
        await api.PatchAsync(
            Kinds.Pod, "shop", pod, PatchType.Merge, Encoding.UTF8.GetBytes(patch), "status", TestContext.Current.CancellationToken);
    }

    /// <summary>Loads the completion code in a bash where margay is on the path, and asks it about an unfinished line.</summary>
    private async Task<string> CompleteAsync(params string[] words)
    {
        var bin = OnPath("margay");
        var quoted = string.Join(' ', words.Select(word => $"'{word}'"));
        var script = $"PATH={bin}:$PATH; source <(margay completion bash); COMP_WORDS=(margay {quoted}); "
            + $"COMP_CWORD={words.Length}; _margay; echo -n \"${{COMPREPLY[*]}}\"";
        return (await MargayProcess.RunProgramAsync("bash", "-c", script)).Output;
    }

    /// <summary>Writes a program of this name that is margay, and gives its directory.</summary>
    private string OnPath(string name)
    {
        var program = hub.Write(name, $"#!/bin/sh\nexec {string.Join(' ', MargayProcess.Program)} \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        return Path.GetDirectoryName(program)!;
    }

    private static string Manifest() => Cluster
        .Replace("UNALLOCATED", $"[{string.Join(',', Enumerable.Range(1, 63))}]")
        .Replace("ALLOCATIONS", $"[0{string.Concat(Enumerable.Repeat(",null", 63))}]");
}
