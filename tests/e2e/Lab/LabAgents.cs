using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Margay.Tests.E2e.Lab;

/// <summary>What the agents of a lab say of themselves on their sockets.</summary>
internal sealed class LabAgents(TestLab lab, IReadOnlyList<string> nodes) : IDisposable
{
    private readonly Dictionary<string, HttpClient> _agents = nodes.ToDictionary(node => node, node => Connect(lab, node));

    /// <summary>Waits until every agent has exactly as many policies in its node's kernel.</summary>
    public Task HavePoliciesAsync(int count, CancellationToken stop) => TestLab.UntilAsync(
        $"all agents have {count} policies", TimeSpan.FromSeconds(10), async () =>
        {
            foreach (var agent in _agents.Values)
            {
                var status = JsonNode.Parse(await agent.GetStringAsync("http://agent/status", stop))!;
                if (status["clusterPolicies"]!.GetValue<int>() != count) return false;
            }

            return true;
        });

    public void Dispose()
    {
        foreach (var agent in _agents.Values) agent.Dispose();
    }

    /// <summary>A client of one agent's socket.</summary>
    public static HttpClient Connect(TestLab lab, string node) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, stop) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint($"{lab.Directory}/nodes/{node}/agent-api.sock"), stop);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });
}
