using System.Text.Json.Nodes;

namespace Margay.Tests.E2e.Lab.Bgp;

/// <summary>Sessions with passwords out of secrets.</summary>
public sealed class PasswordTests
{
    private const string First = "open-sesame";
    private const string Second = "close-sesame";

    [Fact]
    public async Task A_mesh_has_the_password_of_its_secret_and_takes_another()
    {
        var lab = await BgpLab.UpAsync("mesh", 3);
        try
        {
            await lab.UntilEstablishedAsync(4);
            await lab.ApplyAsync("{apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {name: default}, spec: {nodeMeshPassword: {secretKeyRef: {name: bgp, key: mesh}}}}");
            await UntilNoSessionAsync(lab);
            Assert.Contains("there is no secret kube-system/bgp: make it, with the password under the key mesh", await LogsAsync(lab), StringComparison.Ordinal);

            await SecretAsync(lab, First);
            await lab.UntilEstablishedAsync(4);
            (await lab.ProbeAsync("fabric", patience: 30)).ExpectAgreement();
            Assert.Contains("md5keys:", (await lab.OnNodeAsync("n1", "ss", "-tni", "sport = 179 or dport = 179")).Expect(), StringComparison.Ordinal);

            var before = await EstablishmentsAsync(lab);
            await SecretAsync(lab, Second);
            await TestLab.UntilAsync("every session was made anew", TimeSpan.FromSeconds(60), async () =>
                (await EstablishmentsAsync(lab)).All(now => now.Value > before[now.Key]));
            await lab.UntilEstablishedAsync(4);
            (await lab.ProbeAsync("fabric", patience: 30)).ExpectAgreement();

            var said = await LogsAsync(lab)
                + (await TestLab.MargayAsync("bgp", "peers", "--kubeconfig", lab.Kubeconfig, "-o", "json")).Expect()
                + (await TestLab.MargayAsync("describe", "secret", "bgp", "-n", "kube-system", "--kubeconfig", lab.Kubeconfig)).Expect();
            Assert.DoesNotContain([First, Second], word => said.Contains(word, StringComparison.Ordinal));

            await lab.DeleteAsync("{apiVersion: v1, kind: Secret, metadata: {name: bgp, namespace: kube-system}}");
            await UntilNoSessionAsync(lab);
            await lab.ApplyExampleAsync("bgp-password", "password.yaml");
            await lab.ConfigureAsync("bgp-password");
            await lab.UntilEstablishedAsync(4);
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    [Fact]
    public async Task A_router_of_a_rack_and_its_nodes_share_a_password()
    {
        var lab = await BgpLab.UpAsync("bgp", 4);
        try
        {
            await lab.UntilEstablishedAsync(2);
            await SecretAsync(lab, First);
            foreach (var family in (string[])["ipv4", "ipv6"])
            {
                await lab.ApplyAsync($$"""
                    {apiVersion: projectcalico.org/v3, kind: BGPPeer, metadata: {name: r1-{{family}}},
                     spec: {password: {secretKeyRef: {name: bgp, key: mesh} } } }
                    """);
            }

            await TestLab.UntilAsync("the rack's nodes do without their router", TimeSpan.FromSeconds(20), async () =>
                (await PeersAsync(lab, "n1")).All(peer => $"{peer!["state"]}" != "Established"));
            var file = $"{lab.Directory}/r1.conf";
            var config = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(file, config.Replace("passive on;", $"passive on; password \"{First}\";", StringComparison.Ordinal), TestContext.Current.CancellationToken);
            (await Command.RunAsync("birdc", ["-s", $"{lab.Directory}/r1.ctl", "configure"])).Expect();

            await lab.UntilEstablishedAsync(2);
            (await lab.ProbeAsync("fabric", patience: 30)).ExpectAgreement();
        }
        finally
        {
            await lab.DownAsync();
        }
    }

    private static Task SecretAsync(TestLab lab, string password) =>
        lab.ApplyAsync($$"""{apiVersion: v1, kind: Secret, metadata: {name: bgp, namespace: kube-system}, stringData: {mesh: {{password}}} }""");

    private static Task UntilNoSessionAsync(TestLab lab) => TestLab.UntilAsync("no node has a session", TimeSpan.FromSeconds(20), async () =>
        (await lab.AskAsync("peers"))["nodes"]!.AsArray().All(node => node!["peers"]!.AsArray().Count == 0));

    private static async Task<Dictionary<string, int>> EstablishmentsAsync(TestLab lab) =>
        (await lab.AskAsync("peers"))["nodes"]!.AsArray()
            .SelectMany(node => node!["peers"]!.AsArray().Select(peer => ($"{node["node"]} {peer!["name"]}", peer["establishments"]!.GetValue<int>())))
            .ToDictionary(one => one.Item1, one => one.Item2);

    private static async Task<JsonArray> PeersAsync(TestLab lab, string node) => (await lab.AskAsync("peers", "--node", node))["nodes"]![0]!["peers"]!.AsArray();

    private static async Task<string> LogsAsync(TestLab lab)
    {
        var logs = Directory.GetFiles(lab.Directory, "*.log", SearchOption.AllDirectories);
        Assert.NotEmpty(logs);
        return string.Concat(await Task.WhenAll(logs.Select(file => File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))));
    }
}
