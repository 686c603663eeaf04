namespace Margay.Tests.E2e.Cli;

/// <summary>get, apply, describe and delete against a hub.</summary>
public sealed class ObjectCommandTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private const string Policy =
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: backend}
        spec:
          podSelector: {matchLabels: {role: backend}}
          ingress:
          - from: [{podSelector: {matchLabels: {role: frontend}}}]
            ports: [{port: 80, endPort: 90}, {port: 443}]
        """;

    [Fact]
    public async Task Apply_creates_then_changes_only_what_differs()
    {
        const string Ns = "kind: Namespace\napiVersion: v1\nmetadata: {name: applied}\n";
        var manifest = $"{Policy.Replace("{name: backend}", "{name: backend, namespace: applied}")}\n---\n{Ns}";
        Assert.Equal("namespace/applied created\nnetworkpolicy.networking.k8s.io/backend created\n", await hub.ApplyAsync(manifest));
        Assert.Equal("namespace/applied unchanged\nnetworkpolicy.networking.k8s.io/backend unchanged\n", await hub.ApplyAsync(manifest));

        var narrower = hub.Write("narrower.yaml", manifest.Replace(", endPort: 90", ""));
        var dry = await hub.RunAsync("apply", "-f", narrower, "--dry-run");
        Assert.Contains("networkpolicy.networking.k8s.io/backend configured (dry run)\n", dry.Output);
        Assert.Contains("networkpolicy.networking.k8s.io/backend configured\n", (await hub.RunAsync("apply", "-f", narrower)).Output);
        Assert.DoesNotContain("endPort", (await hub.RunAsync("get", "netpol/backend", "-n", "applied", "-o", "yaml", "--debug")).Output
            .Split("spec:")[^1]);
        Assert.Contains("unchanged (dry run)", (await hub.RunAsync("apply", "-f", narrower, "--dry-run")).Output);

        var deleted = await hub.RunAsync("delete", "-f", narrower);
        Assert.Equal("networkpolicy.networking.k8s.io/backend deleted\nnamespace/applied deleted\n", deleted.Output);
    }

    /// <remarks>kubectl compares this list as a whole, so the manifest writes out what the server would fill in.</remarks>
    [Fact]
    public async Task Kubectl_and_margay_take_turns_on_one_object()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/kubectl"), "needs kubectl (Debian package kubernetes-client)");
        var manifest = hub.Write("turns.yaml", Policy
            .Replace("{name: backend}", "{name: turns}")
            .Replace("{port: 80, endPort: 90}, {port: 443}", "{port: 443, protocol: TCP}"));
        await hub.RunAsync("apply", "-f", manifest);
        var kubectl = await MargayProcess.RunProgramAsync(
            "kubectl", "--kubeconfig", hub.Kubeconfig, "--cache-dir", Path.GetDirectoryName(manifest)!, "apply", "-f", manifest);
        Assert.Equal("networkpolicy.networking.k8s.io/turns unchanged\n", kubectl.Output);
        Assert.Equal("networkpolicy.networking.k8s.io/turns unchanged\n", (await hub.RunAsync("apply", "-f", manifest)).Output);
    }

    [Fact]
    public async Task A_broken_document_keeps_the_good_ones_from_being_applied()
    {
        var manifest = hub.Write(
            "broken.yaml", $"kind: Namespace\napiVersion: v1\nmetadata: {{name: good}}\n---\n{Policy.Replace("port: 443", "port: 70000")}\n");
        var result = await hub.RunAsync("apply", "-f", manifest);
        Assert.Equal((1, ""), (result.Exit, result.Output));
        Assert.Contains("broken.yaml:12:", result.Error);
        Assert.Contains("spec.ingress[0].ports[1].port", result.Error);
        Assert.Equal(1, (await hub.RunAsync("get", "ns", "good")).Exit);
    }

    [Fact]
    public async Task Get_shows_tables_names_and_manifests()
    {
        await hub.ApplyAsync(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, labels: {role: frontend}}
            spec: {nodeName: n1, containers: [{name: c, image: i}]}
            """);
        Assert.StartsWith("NAME", (await hub.RunAsync("get", "pods")).Output);
        Assert.Contains("\nweb ", (await hub.RunAsync("get", "po", "-l", "role=frontend")).Output);
        Assert.Equal("", (await hub.RunAsync("get", "po", "-l", "role=none")).Output);
        Assert.StartsWith("NAMESPACE", (await hub.RunAsync("get", "pods", "-A")).Output);
        Assert.Equal("pod/web\n", (await hub.RunAsync("get", "pod/web", "-o", "name")).Output);
        Assert.Contains("\npod/web ", (await hub.RunAsync("get", "pods,ns")).Output);
        Assert.Contains("\nnamespace/default ", (await hub.RunAsync("get", "pods,ns")).Output);
        Assert.Contains("Egress:     open: no policy selects this pod\n", (await hub.RunAsync("describe", "pod", "web")).Output);

        var yaml = hub.Write("again.yaml", (await hub.RunAsync("get", "pod", "web", "-o", "yaml")).Output);
        Assert.Equal("pod/web valid\n", (await MargayProcess.RunAsync("validate", "-f", yaml)).Output);

        var both = await hub.RunAsync("get", "pod", "web", "nobody");
        Assert.Equal(1, both.Exit);
        Assert.Contains("\nweb ", both.Output);
        Assert.Equal("margay: there is no pod 'nobody' in namespace 'default'\n", both.Error);
    }

    [Fact]
    public async Task A_watch_shows_each_change_until_it_is_interrupted()
    {
        await hub.ApplyAsync("kind: Namespace\napiVersion: v1\nmetadata: {name: watched}\n");
        await using var watch = MargayProcess.Start("get", "sa", "-n", "watched", "-w", "-o", "name", "--kubeconfig", hub.Kubeconfig);
        await using var table = MargayProcess.Start("get", "ns", "watched", "-w", "--kubeconfig", hub.Kubeconfig);
        Assert.StartsWith("EVENT", await table.ReadLineAsync());
        Assert.StartsWith("ADDED", await table.ReadLineAsync());
        await hub.ApplyAsync("kind: ServiceAccount\napiVersion: v1\nmetadata: {name: robot, namespace: watched}\n");
        while (await watch.ReadLineAsync() != "serviceaccount/robot")
        {
        }

        await hub.ApplyAsync("kind: Namespace\napiVersion: v1\nmetadata: {name: watched, labels: {a: b}}\n");
        Assert.StartsWith("MODIFIED", await table.ReadLineAsync());
        Assert.Equal((130, ""), await EndOfAsync(table));
        Assert.Equal((130, ""), await EndOfAsync(watch));
    }

    [Fact]
    public async Task A_refusal_of_the_server_points_into_the_manifest()
    {
        await hub.ApplyAsync("kind: IPPool\napiVersion: projectcalico.org/v3\nmetadata: {name: fixed}\nspec: {cidr: 10.99.0.0/16}\n");
        var moved = hub.Write(
            "moved.yaml", "kind: IPPool\napiVersion: projectcalico.org/v3\nmetadata: {name: fixed}\nspec:\n  cidr: 10.98.0.0/16\n");
        var result = await hub.RunAsync("apply", "-f", moved);
        Assert.Equal((1, ""), (result.Exit, result.Output));
        Assert.Contains("moved.yaml:5:", result.Error);
        Assert.Contains("spec.cidr", result.Error);
    }

    private static async Task<(int Exit, string Error)> EndOfAsync(MargayProcess process)
    {
        var result = await process.StopAsync("INT");
        return (result.Exit, result.Error);
    }
}
