using System.Net;
using Margay.Model.Resources;
using Margay.Tests.E2e.Lab.Traffic;

namespace Margay.Tests.E2e.Lab;

/// <summary>An agent may end at any time: what runs goes on.</summary>
[Collection(SharedLabCollection.Name)]
public sealed class AgentRestartTests(SharedLab shared)
{
    [Theory]
    [InlineData("n1", true)]
    [InlineData("n2", true)]
    [InlineData("n1", false)]
    public async Task A_stream_loses_nothing_while_an_agent_restarts(string node, bool kill)
    {
        var lab = shared.Lab;
        var stop = TestContext.Current.CancellationToken;
        if (!File.Exists(lab.PodNamespace("stream", "server")))
        {
            await lab.AddPodAsync("stream", "client", "n1", "app=client", 80);
            await lab.AddPodAsync("stream", "server", "n2", "app=server", 80);
            await lab.ApplyAsync(
                "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: only-client, namespace: stream}, "
                + "spec: {podSelector: {matchLabels: {app: server}}, ingress: [{from: [{podSelector: {matchLabels: {app: client}}}]}]}}");
            (await lab.ProbeAsync("stream")).ExpectAgreement();
        }

        using var api = lab.Connect();
        var server = (await api.GetAsync(Kinds.Pod, "stream", "server", stop))!;
        foreach (var ip in server.Status!.PodIps!)
        {
            await using var stream = await CountingStream.OpenAsync(lab, "stream", "client", "server", IPAddress.Parse(ip.Ip), stop);
            (await lab.RunAsync(kill ? ["restart", node, "--kill"] : ["restart", node])).Expect();
            await ReadyAsync(lab, node);
            Assert.True(await stream.StillCountsAsync(stop));
        }

        (await lab.ProbeAsync("stream", patience: 0)).ExpectAgreement();
    }

    private static async Task ReadyAsync(TestLab lab, string node)
    {
        using var agent = LabAgents.Connect(lab, node);
        await TestLab.UntilAsync($"agent {node} is ready", TimeSpan.FromSeconds(10), async () =>
        {
            try
            {
                return (await agent.GetAsync("http://agent/readyz", TestContext.Current.CancellationToken)).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }
}
