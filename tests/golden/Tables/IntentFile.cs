using System.Text.Json;
using Margay.Dataplane.Tables;
using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Tests.Golden.Tables;

/// <summary>The intent of one case, as <c>intent.json</c> says it. A direction that is left out is not isolated.</summary>
internal sealed record IntentFile(
    IntentFile.Node? Options, Dictionary<string, IntentFile.Set>? Sets, IntentFile.Policy[]? Policies, IntentFile.Endpoint[]? Endpoints)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    public sealed record Node(string InterfacePrefix, string EndpointToHostAction, bool DropInvalid);

    public sealed record Set(string Kind, string[] Members);

    public sealed record Policy(string Name, Rule[]? Ingress, Rule[]? Egress);

    public sealed record Rule(string? Protocol, string? Ports, string[]? Peers, string? Service, string? Action);

    public sealed record Endpoint(string Pod, string Interface, string[] Addresses, string[]? Ingress, string[]? Egress);

    public static IntentFile Read(string path) => JsonSerializer.Deserialize<IntentFile>(File.ReadAllText(path), Json)!;

    public TableOptions ToOptions() => Options is null
        ? new TableOptions()
        : new TableOptions
        {
            InterfacePrefix = Options.InterfacePrefix,
            EndpointToHostAction = Enum.Parse<EndpointToHostAction>(Options.EndpointToHostAction),
            DropInvalid = Options.DropInvalid,
        };

    public IntentDelta ToDelta() => new(
        [.. (Sets ?? []).Select(set => ToSet(set.Key, set.Value))],
        [.. (Policies ?? []).Select(policy => new PolicyIntent(ToId(policy.Name), ToRules(policy.Ingress), ToRules(policy.Egress)))],
        [.. (Endpoints ?? []).Select(ToEndpoint)],
        [],
        [],
        []);

    private static IpSetDelta ToSet(string id, Set set)
    {
        var kind = Enum.Parse<IpSetKind>(set.Kind);
        return new IpSetDelta(new IpSetId(id), kind, true, [.. set.Members.Select(member => ToMember(member.Split(' ')))], []);
    }

    private static IpSetMember ToMember(string[] words) => words.Length == 1
        ? new IpSetMember(Cidr.Parse(words[0]), default, 0)
        : new IpSetMember(Cidr.Parse(words[0]), ToProtocol(words[1]), ushort.Parse(words[2]));

    private static WorkloadEndpointIntent ToEndpoint(Endpoint endpoint)
    {
        var pod = endpoint.Pod.Split('/');
        return new WorkloadEndpointIntent(
            endpoint.Interface,
            pod[0],
            pod[1],
            [.. endpoint.Addresses.Select(IpAddr.Parse)],
            ToDirection(endpoint.Ingress),
            ToDirection(endpoint.Egress));
    }

    private static DirectionIntent ToDirection(string[]? policies) =>
        policies is null ? DirectionIntent.Open : new DirectionIntent(true, [.. policies.Select(ToId)]);

    private static PolicyId ToId(string name) => new("NetworkPolicy", name.Split('/')[0], name.Split('/')[1]);

    private static IReadOnlyList<RuleIntent> ToRules(Rule[]? rules) => [.. (rules ?? []).Select(ToRule)];

    private static RuleIntent ToRule(Rule rule, int origin) => new(
        rule.Action == "Deny" ? new RuleAction.Deny() : new RuleAction.Allow(),
        rule.Protocol is null ? null : ToProtocol(rule.Protocol),
        [.. (rule.Ports ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ToRange)],
        [.. (rule.Peers ?? []).Select(peer => new IpSetId(peer))],
        rule.Service is null ? null : new IpSetId(rule.Service),
        origin);

    private static IpProtocol ToProtocol(string name) =>
        IpProtocol.TryParse(name, out var protocol) ? protocol : throw new FormatException(name);

    private static PortRange ToRange(string text)
    {
        var ends = text.Split('-');
        return new PortRange(ushort.Parse(ends[0]), ushort.Parse(ends[^1]));
    }
}
