using System.Text.Json.Nodes;
using Margay.Tests.E2e.Hub;

namespace Margay.Tests.E2e.Lab.Bgp;

/// <summary>Labs whose nodes speak BGP.</summary>
internal static class BgpLab
{
    /// <summary>Starts one, with a pod on every node: <c>fabric/p1</c> on n1 and so on.</summary>
    public static async Task<TestLab> UpAsync(string fabric, int nodes)
    {
        TestLab.Require();
        var lab = TestLab.New();
        (await lab.RunAsync("up", "--nodes", $"{nodes}", "--fabric", fabric)).Expect();
        for (var i = 1; i <= nodes; i++) await lab.AddPodAsync("fabric", $"p{i}", $"n{i}", "app=web", 80);
        return lab;
    }

    /// <summary><c>margay bgp …</c>, read as JSON.</summary>
    public static async Task<JsonNode> AskAsync(this TestLab lab, params string[] arguments) =>
        JsonNode.Parse((await TestLab.MargayAsync(["bgp", .. arguments, "--kubeconfig", lab.Kubeconfig, "-o", "json"])).Expect())!;

    /// <summary>
    /// Waits until every node has as many sessions, all of them established and through with what there was to say. A speaker that
    /// restarts is silent for half a minute at most, and peers that turned it away come again later and later.
    /// </summary>
    public static async Task UntilEstablishedAsync(this TestLab lab, int sessionsOfNode)
    {
        var last = "";
        try
        {
            await TestLab.UntilAsync("all sessions are established", TimeSpan.FromSeconds(120), async () =>
            {
                var asked = await TestLab.MargayAsync("bgp", "peers", "--kubeconfig", lab.Kubeconfig, "-o", "json");
                last = asked.Output + asked.Errors;
                return asked.ExitCode == 0 && JsonNode.Parse(asked.Output)!["nodes"]!.AsArray().All(node =>
                    node!["peers"]!.AsArray() is var peers && peers.Count == sessionsOfNode && peers.All(peer => peer!["toldAll"]?.GetValue<bool>() == true));
            });
        }
        catch (Xunit.Sdk.XunitException late)
        {
            Assert.Fail($"{late.Message}; the nodes say:\n{last}");
        }
    }

    /// <summary>Changes fields of BGPConfiguration <c>default</c> as the guide says, with an example's <c>configuration.yaml</c> and kubectl.</summary>
    public static async Task ConfigureAsync(this TestLab lab, string example) =>
        await new Kubectl(lab.Kubeconfig, lab.Directory).OutputAsync(
            "patch", "bgpconfigurations.projectcalico.org", "default", "--type", "merge", "--patch-file", ExampleFile(example, "configuration.yaml"));

    /// <summary>Applies files of an example.</summary>
    public static async Task ApplyExampleAsync(this TestLab lab, string example, params string[] files) =>
        (await TestLab.MargayAsync(["apply", "--kubeconfig", lab.Kubeconfig, .. files.SelectMany(file => (string[])["-f", ExampleFile(example, file)])])).Expect();

    private static string ExampleFile(string example, string file) => Path.Combine(TestLab.Root, "examples", example, file);
}
