using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Margay.Client;
using Margay.Model.Resources;

namespace Margay.Tests.E2e.Lab;

/// <summary>The hub knows where policies are live, and what it says is so in the kernels.</summary>
[Collection(SharedLabCollection.Name)]
public sealed class RealizedTests(SharedLab shared)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_has_waited_for_a_policy_finds_it_enforced()
    {
        var lab = await PreparedAsync();
        for (var round = 0; round < 5; round++)
        {
            var isOpen = round % 2 == 1;
            var applied = await ApplyAndWaitAsync(lab, isOpen);
            Assert.Matches(@"\nnetworkpolicies\.networking\.k8s\.io live/web is live on 3 nodes, \d+ ms after it was written\n$", applied.Expect());
            var probe = await lab.ProbeAsync("live", patience: 0);
            probe.ExpectAgreement();
            Assert.Equal(isOpen, probe.Connects("live/caller", "live/web"));
        }

        var status = (await TestLab.MargayAsync("policy", "status", "netpol/web", "-n", "live", "--kubeconfig", lab.Kubeconfig)).Expect();
        Assert.Matches(@"^KIND +NAMESPACE +NAME +GENERATION +LIVE +TOOK +WAITING FOR\nnetworkpolicies\S+ +live +web +\d+ +3/3 +\d+ ms\s*\n$", status);
        using var api = lab.Connect();
        await TestLab.UntilAsync("the status says so too", TimeSpan.FromSeconds(10), async () => await ConditionAsync(api) is ("True", > 0));
    }

    [Fact]
    public async Task A_node_whose_agent_stands_still_is_named()
    {
        var lab = await PreparedAsync();
        (await ApplyAndWaitAsync(lab, isOpen: false)).Expect();
        var agent = Regex.Match((await lab.RunAsync("status")).Expect(), @"^n2 .* process (\d+) ", RegexOptions.Multiline).Groups[1].Value;
        (await Command.RunAsync("kill", ["-STOP", agent])).Expect();
        try
        {
            var late = await ApplyAndWaitAsync(lab, isOpen: true, timeout: "1s");
            Assert.Equal(1, late.ExitCode);
            Assert.Contains("live/web is live on 2 of 3 nodes; waiting for n2\n", late.Errors);
            using var api = lab.Connect();
            await TestLab.UntilAsync("the status names it", TimeSpan.FromSeconds(10), async () => await ConditionAsync(api) is ("False", _));
        }
        finally
        {
            (await Command.RunAsync("kill", ["-CONT", agent])).Expect();
        }

        Assert.Contains("is live on 3 nodes", (await TestLab.MargayAsync("policy", "wait", "web", "-n", "live", "--kubeconfig", lab.Kubeconfig)).Expect());
    }

    private static async Task<(string? Status, long Generation)> ConditionAsync(ApiClient api)
    {
        var policy = await api.Raw.GetAsync(Kinds.NetworkPolicy, "live", "web", Stop);
        var condition = (policy!["status"]?["conditions"] as JsonArray)?.SingleOrDefault(condition => condition!["type"]!.ToString() == "Realized");
        return (condition?["status"]?.ToString(), condition?["observedGeneration"]?.GetValue<long>() ?? 0);
    }

    private static async Task<Outcome> ApplyAndWaitAsync(TestLab lab, bool isOpen, string timeout = "30s")
    {
        var file = Path.GetTempFileName();
        try
        {
            var peer = isOpen ? "caller" : "nobody";
            await File.WriteAllTextAsync(
                file,
                "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web, namespace: live}, "
                + $"spec: {{podSelector: {{matchLabels: {{app: web}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{app: {peer}}}}}}}]}}]}}}}",
                Stop);
            return await TestLab.MargayAsync("apply", "-f", file, "--wait", "--timeout", timeout, "--kubeconfig", lab.Kubeconfig);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<TestLab> PreparedAsync()
    {
        var lab = shared.Lab;
        if (File.Exists(lab.PodNamespace("live", "web"))) return lab;
        await lab.AddPodAsync("live", "web", "n1", "app=web", 80);
        await lab.AddPodAsync("live", "caller", "n2", "app=caller", 80);
        return lab;
    }
}
