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
    private const string None = "";

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan LookAgainOnceReady = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task RunAsync(CancellationToken stop)
    {
        string? reported = null;
        using var agent = AgentClient();
        while (true)
        {
            var complaint = await ComplaintAsync(agent, stop);
            if (complaint != reported && await TryReportAsync(complaint, stop)) reported = complaint;
            await Task.Delay(reported == None ? LookAgainOnceReady : LookAgain, clock, stop);
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

    /// <summary>Why the node's agent is not ready, in its words; <see cref="None"/> if it is.</summary>
    private async Task<string> ComplaintAsync(HttpClient agent, CancellationToken stop)
    {
        const string Away = "the node's agent does not answer";
        if (!File.Exists(paths.AgentApi(node.Name))) return Away;
        try
        {
            using var answer = await agent.GetAsync("/readyz", stop);
            return answer.IsSuccessStatusCode ? None : $"the node's agent is not ready: {(await answer.Content.ReadAsStringAsync(stop)).TrimEnd()}";
        }
        catch (Exception away) when (away is HttpRequestException || (away is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return Away;
        }
    }

    private async Task<bool> TryReportAsync(string complaint, CancellationToken stop)
    {
        try
        {
            await CreateIfAbsentAsync(stop);
            await PatchStatusAsync("addresses", Addresses(), PatchType.Merge, stop);
            await PatchStatusAsync("conditions", new JsonArray(Condition(complaint)), PatchType.Strategic, stop);
            log.Write($"node {node.Name}: {(complaint == None ? "ready" : complaint)}");
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

    /// <remarks>A merge patch would take the agent's condition away; a strategic one takes addresses of one type for one.</remarks>
    private async Task PatchStatusAsync(string member, JsonArray value, PatchType type, CancellationToken stop)
    {
        var patch = new JsonObject { ["status"] = new JsonObject { [member] = value } };
        await api.PatchAsync(Kinds.Node, null, node.Name, type, Encoding.UTF8.GetBytes(patch.ToJsonString()), "status", stop);
    }

    private JsonArray Addresses() => new(
        Address("InternalIP", node.V4.ToString()), Address("InternalIP", node.V6.ToString()), Address("Hostname", node.Name));

    private JsonObject Condition(string complaint) => new()
    {
        ["type"] = "Ready",
        ["status"] = complaint == None ? "True" : "False",
        ["reason"] = complaint == None ? "KubeletReady" : "AgentNotReady",
        ["message"] = complaint == None ? "the node's agent is ready" : complaint,
        ["lastTransitionTime"] = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ"),
    };

    private static JsonObject Address(string type, string address) => new() { ["type"] = type, ["address"] = address };
}
