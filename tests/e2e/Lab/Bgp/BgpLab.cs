using System.Text.Json.Nodes;

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

    /// <summary>Waits until every node has as many sessions, all of them established and through with what there was to say.</summary>
    public static Task UntilEstablishedAsync(this TestLab lab, int sessionsOfNode) =>
        TestLab.UntilAsync("all sessions are established", TimeSpan.FromSeconds(30), async () =>
        {
            var asked = await TestLab.MargayAsync("bgp", "peers", "--kubeconfig", lab.Kubeconfig, "-o", "json");
            return asked.ExitCode == 0 && JsonNode.Parse(asked.Output)!["nodes"]!.AsArray().All(node =>
                node!["peers"]!.AsArray() is var peers && peers.Count == sessionsOfNode && peers.All(peer => peer!["toldAll"]?.GetValue<bool>() == true));
        });
}
