using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Host.Cli;
using Margay.Host.Reports;
using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Model.Settings;
using Margay.Policy.Oracle;
using Margay.Policy.Snapshot;
using Margay.Primitives;

namespace Margay.Host.Policy.Analysis;

/// <summary>Open connections that a change of policy denies, alike but for their source ports.</summary>
/// <param name="First">One of them.</param>
/// <param name="Count">How many there are.</param>
/// <param name="After">What the change makes of them.</param>
/// <param name="IsCut">Whether they are cut; else they go on until they end.</param>
internal sealed record DeniedConnections(Flow First, int Count, Decision After, bool IsCut);

/// <summary>What a change of policy means for the connections that are open now.</summary>
/// <param name="Denied">Those that are allowed before it and not after.</param>
/// <param name="Looked">How many connections were looked at.</param>
/// <param name="Unknown">What is not known, in words.</param>
internal sealed record OpenConnectionReport(IReadOnlyList<DeniedConnections> Denied, int Looked, IReadOnlyList<string> Unknown)
{
    /// <summary>Asks a hub for the open connections and judges them by both clusters.</summary>
    /// <exception cref="CliException">The API does not know them.</exception>
    public static async Task<OpenConnectionReport> ReadAsync(ApiClient api, ClusterState before, ClusterState after, CancellationToken cancel)
    {
        JsonNode answer;
        try
        {
            answer = JsonNode.Parse(await api.Raw.GetTextAsync(AnswerPaths.Connections, cancel))!;
        }
        catch (ApiException elsewhere) when (elsewhere.IsNotFound)
        {
            throw new CliException("this API knows no open connections: it is no hub of Margay's", inner: elsewhere);
        }

        var unknown = answer["silent"]!.AsArray().Select(node => $"node {node} has not said what is open there").ToList();
        var flows = new HashSet<Flow>();
        foreach (var node in answer["nodes"]!.AsArray())
        {
            if (node!["fault"] is { } fault) unknown.Add($"node {node["node"]}: {fault}");
            if (node["more"]?.GetValue<int>() is > 0 and var more) unknown.Add($"node {node["node"]} has {more} more connections than it says");
            flows.UnionWith((node["connections"] as JsonArray ?? []).Select(connection => FlowOf(connection!)).OfType<Flow>());
        }

        return Of(flows, before, after, unknown);
    }

    /// <summary>Judges connections by both clusters.</summary>
    public static OpenConnectionReport Of(IReadOnlyCollection<Flow> flows, ClusterState before, ClusterState after, IReadOnlyList<string> unknown)
    {
        var denied = flows.GroupBy(flow => flow with { SourcePort = 0 })
            .SelectMany(alike => alike.Select(flow => (Flow: flow, After: PolicyOracle.Decide(after, flow)))
                .Where(judged => judged.After.Verdict == Verdict.Deny && PolicyOracle.Decide(before, judged.Flow).Verdict == Verdict.Allow)
                .GroupBy(judged => judged.After.Why)
                .Select(reason => new DeniedConnections(reason.First().Flow, reason.Count(), reason.First().After, IsCut(after, reason.First().After))));
        return new OpenConnectionReport([.. denied.OrderByDescending(group => group.Count)], flows.Count, unknown);
    }

    /// <summary>The report as a person reads it.</summary>
    public string Render()
    {
        var text = new StringBuilder();
        foreach (var group in Denied)
        {
            text.Append(group.IsCut ? "cut      " : "goes on  ").Append(NameOf(group.After.Source, group.First.Source)).Append(" → ")
                .Append(NameOf(group.After.Destination, group.First.Destination)).Append("  ").Append(TrafficOf(group.First))
                .Append(CultureInfo.InvariantCulture, $"  ({group.Count} open)\n");
            text.Append("    now ").Append(ExplanationWords.Of(group.After.Why, group.After.Deciding?.Direction)).Append('\n');
        }

        foreach (var limit in Unknown) text.Append("unknown: ").Append(limit).Append('\n');
        var count = Denied.Sum(group => group.Count);
        return text.Append(CultureInfo.InvariantCulture, $"{count} of {Looked} open connections would be denied, {Denied.Where(group => group.IsCut).Sum(group => group.Count)} cut\n")
            .ToString();
    }

    /// <summary>The report for programs.</summary>
    public JsonObject Json() => new()
    {
        ["looked"] = Looked,
        ["denied"] = new JsonArray([.. Denied.Select(group => new JsonObject
        {
            ["from"] = NameOf(group.After.Source, group.First.Source),
            ["to"] = NameOf(group.After.Destination, group.First.Destination),
            ["traffic"] = TrafficOf(group.First),
            ["count"] = group.Count,
            ["cut"] = group.IsCut,
            ["reason"] = ExplanationWords.Of(group.After.Why, group.After.Deciding?.Direction),
        })]),
        ["unknown"] = DifferenceJson.Texts(Unknown),
    };

    private static bool IsCut(ClusterState cluster, Decision decision)
    {
        var usually = OpenConnectionsAnnotation.Read(
            cluster.FelixConfigurations.FirstOrDefault(config => config.Metadata.Name == "default")?.Metadata.Annotations) ?? OpenConnections.Keep;
        var policies = decision.Why switch
        {
            Reason.ByRule rule => [rule.Policy],
            Reason.EndOfTier end => end.Policies,
            _ => [],
        };
        var choices = cluster.Resources.Where(resource => policies.Any(policy => IsOf(resource, policy)))
            .Select(resource => OpenConnectionsAnnotation.Read(resource.Metadata.Annotations)).OfType<OpenConnections>().ToList();
        return (choices.Count == 0 ? usually : choices.Max()) == OpenConnections.Rejudge;
    }

    private static bool IsOf(Resource resource, PolicyId policy) => resource switch
    {
        NetworkPolicy kubernetes => KubernetesPolicyFacts.IdOf(kubernetes) == policy,
        CalicoNetworkPolicy calico => CalicoPolicyFacts.IdOf(calico) == policy,
        GlobalNetworkPolicy global => CalicoPolicyFacts.IdOf(global) == policy,
        ClusterNetworkPolicy cluster => ClusterPolicyFacts.IdOf(cluster) == policy,
        _ => false,
    };

    private static string NameOf(ResolvedEnd? resolved, FlowEnd end) => resolved switch
    {
        ResolvedEnd.Pod pod => $"{pod.Namespace}/{pod.Name}",
        ResolvedEnd.Node node => $"node {node.Name}",
        _ => end.ToString()!,
    };

    private static string TrafficOf(Flow flow) => flow.Protocol.HasPorts ? $"{flow.Protocol} {flow.Port}" : flow.Protocol.ToString();

    private static Flow? FlowOf(JsonNode json)
    {
        if (!IpAddr.TryParse(json["from"]?.ToString() ?? "", out var from) || !IpAddr.TryParse(json["to"]?.ToString() ?? "", out var to)) return null;
        if (!IpProtocol.TryParse(json["protocol"]?.ToString(), out var protocol)) return null;
        return new Flow(new FlowEnd.Address(from), new FlowEnd.Address(to), protocol, (ushort)(json["port"]?.GetValue<int>() ?? 0))
        {
            SourcePort = (ushort)(json["sourcePort"]?.GetValue<int>() ?? 0),
            IcmpType = (byte?)json["icmpType"]?.GetValue<int>(),
            IcmpCode = (byte?)json["icmpCode"]?.GetValue<int>(),
        };
    }
}
