using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Host.Lab.Plan;
using Margay.Model.Resources;

namespace Margay.Host.Lab.Kubelet;

/// <summary>Keeps one node's object in the API: it is Ready when its agent says so.</summary>
internal sealed class NodeReporter(LabNode node, LabPaths paths, ApiClient api, TimeProvider clock, KubeletLog log)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan LookAgainOnceReady = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task RunAsync(CancellationToken stop)
    {
        bool? reported = null;
        using var agent = AgentClient();
        while (true)
        {
            var ready = await IsReadyAsync(agent, stop);
            if (ready != reported && await TryReportAsync(ready, stop)) reported = ready;
            await Task.Delay(reported == true ? LookAgainOnceReady : LookAgain, clock, stop);
        }
    }

    private HttpClient AgentClient() => new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, stop) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(paths.AgentApi(node.Name)), stop);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    })
    { BaseAddress = new Uri("http://agent"), Timeout = Patience };

    private async Task<bool> IsReadyAsync(HttpClient agent, CancellationToken stop)
    {
        if (!File.Exists(paths.AgentApi(node.Name))) return false;
        try
        {
            using var answer = await agent.GetAsync("/readyz", stop);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception away) when (away is HttpRequestException || (away is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return false;
        }
    }

    private async Task<bool> TryReportAsync(bool ready, CancellationToken stop)
    {
        try
        {
            await CreateIfAbsentAsync(stop);
            var patch = Encoding.UTF8.GetBytes(Status(ready).ToJsonString());
            await api.PatchAsync(Kinds.Node, null, node.Name, PatchType.Merge, patch, "status", stop);
            log.Write($"node {node.Name}: {(ready ? "ready" : "not ready")}");
            return true;
        }
        catch (ApiException failure)
        {
            log.Write($"node {node.Name}: cannot be written: {failure.Message}");
            return false;
        }
    }

    private async Task CreateIfAbsentAsync(CancellationToken stop)
    {
        if (await api.GetAsync(Kinds.Node, null, node.Name, stop) is not null) return;
        var labels = new Dictionary<string, string> { ["kubernetes.io/hostname"] = node.Name, ["kubernetes.io/os"] = "linux" };
        try
        {
            await api.CreateAsync(Kinds.Node, new Node { Metadata = new ObjectMeta { Name = node.Name, Labels = labels } }, stop);
        }
        catch (ApiException raced) when (raced.IsAlreadyExists)
        {
            log.Write($"node {node.Name}: registered by its agent");
        }
    }

    private JsonObject Status(bool ready) => new()
    {
        ["status"] = new JsonObject
        {
            ["addresses"] = new JsonArray(
                Address("InternalIP", node.V4.ToString()), Address("InternalIP", node.V6.ToString()), Address("Hostname", node.Name)),
            ["conditions"] = new JsonArray(new JsonObject
            {
                ["type"] = "Ready",
                ["status"] = ready ? "True" : "False",
                ["reason"] = ready ? "KubeletReady" : "AgentNotReady",
                ["message"] = ready ? "the node's agent is ready" : "the node's agent is not ready",
                ["lastTransitionTime"] = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ"),
            }),
        },
    };

    private static JsonObject Address(string type, string address) => new() { ["type"] = type, ["address"] = address };
}
