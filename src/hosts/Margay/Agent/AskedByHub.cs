using System.Text.Json;
using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Dataplane.Linux.Connections;
using Margay.Host.Agent.Bgp;
using Margay.Host.Reports;
using Margay.Linux;
using Margay.Netlink.Conntrack;
using Margay.Primitives;

namespace Margay.Host.Agent;

/// <summary>Fetches what the hub asks of this node, and answers it.</summary>
internal sealed class AskedByHub(
    ApiClient api, string node, Func<IEnumerable<EndpointRecord>> endpoints, BgpNetworking? bgp, TimeProvider clock, ILogger log)
{
    /// <summary>So many connections fit into an answer; what is beyond is counted only.</summary>
    private const int MaxConnections = 15_000;

    private const string HeldBack = "?timeout=20";

    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryElsewhere = TimeSpan.FromMinutes(1);

    /// <summary>Runs until it is stopped; what fails is tried again.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var connections = new ConnectionTable();
        while (true)
        {
            try
            {
                var begun = clock.GetTimestamp();
                var asked = JsonNode.Parse(await api.Raw.GetTextAsync(NodeAsk.PathOf(node) + HeldBack, stop));
                if (asked?["id"]?.ToString() is not { } id)
                {
                    if (clock.GetElapsedTime(begun) < Retry) await Task.Delay(Retry, clock, stop);
                    continue;
                }

                var ask = new NodeAsk(id, asked["what"]?.ToString() ?? "");
                await api.Raw.PutAsync(ask.AnswerPathOf(node), await AnswerAsync(ask, connections), stop);
            }
            catch (ApiException elsewhere) when (elsewhere.IsNotFound)
            {
                await Task.Delay(RetryElsewhere, clock, stop);
            }
            catch (Exception failure) when (failure is ApiException or JsonException)
            {
                AgentLog.NotAnswered(log, failure.Message);
                await Task.Delay(Retry, clock, stop);
            }
        }
    }

    private async Task<JsonObject> AnswerAsync(NodeAsk ask, ConnectionTable connections)
    {
        if (ask.What == NodeAsk.Connections) return Connections(connections);
        if (!ask.What.StartsWith(NodeAsk.Bgp, StringComparison.Ordinal)) return new JsonObject { ["fault"] = $"this agent does not know what {ask.What} are" };
        return bgp is null
            ? new JsonObject { ["fault"] = "this node does not speak BGP: its agent runs without --bgp" }
            : await BgpReport.AnswerAsync(bgp.Speaker, [.. bgp.Refusals, .. bgp.Problems, .. bgp.Remarks], ask.What[NodeAsk.Bgp.Length..]);
    }

    private JsonObject Connections(ConnectionTable connections)
    {
        try
        {
            var own = endpoints().SelectMany(record => record.ToLocalEndpoint().Addresses).ToHashSet();
            var found = connections.List().Where(entry => own.Contains(entry.Original.Source) || own.Contains(entry.Reply.Source)).ToList();
            return new JsonObject
            {
                ["connections"] = new JsonArray([.. found.Take(MaxConnections).Select(Of)]),
                ["more"] = Math.Max(0, found.Count - MaxConnections),
            };
        }
        catch (LinuxException failure)
        {
            return new JsonObject { ["fault"] = failure.Message };
        }
    }

    /// <remarks>Where the destination was translated, what it was translated to: policy sees that.</remarks>
    private static JsonObject Of(ConntrackEntry entry)
    {
        var json = new JsonObject
        {
            ["from"] = entry.Original.Source.ToString(),
            ["to"] = entry.Reply.Source.ToString(),
            ["protocol"] = entry.Original.Protocol.ToString(),
        };
        if (entry.Original.Protocol.HasPorts)
        {
            json["sourcePort"] = (int)entry.Original.SourcePort;
            json["port"] = (int)entry.Reply.SourcePort;
        }
        else if (entry.Original.Protocol == IpProtocol.Icmp || entry.Original.Protocol == IpProtocol.IcmpV6)
        {
            json["icmpType"] = (int)entry.Original.IcmpType;
            json["icmpCode"] = (int)entry.Original.IcmpCode;
        }

        return json;
    }
}
