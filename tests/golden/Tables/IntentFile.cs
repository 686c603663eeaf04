using System.Text.Json;
using System.Text.Json.Serialization;
using Margay.Dataplane.Tables;
using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Tests.Golden.Tables;

/// <summary>
/// The intent of one case, as <c>intent.json</c> says it. A direction that is left out is open. Policies are named
/// <c>namespace/name</c>, global ones <c>name</c>, profiles <c>profile name</c>.
/// </summary>
internal sealed record IntentFile(
    IntentFile.Node? Options,
    Dictionary<string, IntentFile.Set>? Sets,
    IntentFile.Policy[]? Policies,
    IntentFile.Endpoint[]? Endpoints,
    IntentFile.Host[]? Hosts,
    IntentFile.Surroundings? Network)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public sealed record Node(
        string? InterfacePrefix,
        string? EndpointToHostAction,
        bool? DropInvalid,
        string? DenyAction,
        bool? LogVerdicts,
        string? LogPrefix,
        string? LogRate,
        string[]? FailsafeInbound,
        string[]? FailsafeOutbound, bool? AllowSourcePrefixes, ushort? AnswerQueue, string[]? NameServers, Nat? NatOutgoing, Peer[]? WorkloadPeers, string? ServiceLoops);

    public sealed record Peer(string Interface, string Workload, string Node, int Port);

    public sealed record Nat(string? Ports, string? Address, bool? SparesNodes, string? Interface);

    public sealed record Surroundings(
        string[]? Pools, string[]? NatPools, string[]? Nodes, string[]? ExternalNodes, bool? VxlanV4, bool? VxlanV6, bool? Ipip, string[]? Services);

    public sealed record Set(string Kind, string[] Members);

    public sealed record Policy(string Name, string? Tier, Rule[]? Ingress, Rule[]? Egress, bool? LearnsNames);

    public sealed record Rule(
        string? Action,
        string? Family,
        string? Protocol,
        string? NotProtocol,
        string? Icmp,
        string? NotIcmp,
        End? Source,
        End? Destination,
        string? Note);

    public sealed record End(
        string[]? In, string[]? NotIn, string? Ports, string? NotPorts, string[]? InPorts, string[]? NotInPorts);

    public sealed record Tier(string? Name, string? Default, string[] Policies);

    public sealed record Judged(Tier[]? Tiers, string[]? Profiles, bool? OtherwiseAllow);

    public sealed record Endpoint(
        string Pod, string Interface, string[] Addresses, string[]? Sources, Judged? Ingress, Judged? Egress);

    public sealed record Host(
        string Name,
        string Interface,
        Judged? Ingress,
        Judged? Egress,
        Tier[]? ForwardIngress,
        Tier[]? ForwardEgress,
        Tier[]? UntrackedIngress,
        Tier[]? UntrackedEgress,
        Tier[]? PreDnat);

    public static IntentFile Read(string path) => JsonSerializer.Deserialize<IntentFile>(File.ReadAllText(path), Json)!;

    public TableOptions ToOptions()
    {
        var defaults = new TableOptions { FailsafeInbound = ToFailsafes(Options?.FailsafeInbound), FailsafeOutbound = ToFailsafes(Options?.FailsafeOutbound) };
        if (Options is null) return defaults;
        return defaults with
        {
            InterfacePrefix = Options.InterfacePrefix ?? defaults.InterfacePrefix,
            EndpointToHostAction = ToEnum(Options.EndpointToHostAction, defaults.EndpointToHostAction),
            DropInvalid = Options.DropInvalid ?? defaults.DropInvalid,
            DenyAction = ToEnum(Options.DenyAction, defaults.DenyAction),
            LogVerdicts = Options.LogVerdicts ?? defaults.LogVerdicts,
            LogPrefix = Options.LogPrefix ?? defaults.LogPrefix,
            LogRate = ToRate(Options.LogRate),
            AllowSourcePrefixes = Options.AllowSourcePrefixes ?? defaults.AllowSourcePrefixes,
            NatOutgoing = ToNat(Options.NatOutgoing),
            ServiceLoops = ToEnum(Options.ServiceLoops, defaults.ServiceLoops),
            AnswerQueue = Options.AnswerQueue is { } queue ? new AnswerQueue(queue, AsTarget: false) : null,
            WorkloadPeers = [.. (Options.WorkloadPeers ?? []).Select(peer => new WorkloadPeerIntent(peer.Interface, IpAddr.Parse(peer.Workload), IpAddr.Parse(peer.Node), peer.Port))],
            NameServers = [.. (Options.NameServers ?? []).Select(server => new NameServer(IpAddr.Parse(server), NameServer.DefaultPort)).Order()],
        };
    }

    public IntentDelta ToDelta() => new()
    {
        Sets = [.. (Sets ?? []).Select(set => ToSet(set.Key, set.Value))],
        Policies = [.. (Policies ?? []).Select(policy => new PolicyIntent(ToId(policy.Name), policy.Tier ?? "default", ToRules(policy.Ingress), ToRules(policy.Egress)) { LearnsNames = policy.LearnsNames == true })],
        Endpoints = [.. (Endpoints ?? []).Select(ToEndpoint)],
        HostEndpoints = [.. (Hosts ?? []).Select(ToHost)],
    };

    public NetworkIntent ToNetwork() => new()
    {
        Pools = ToPrefixes(Network?.Pools),
        NatPools = ToPrefixes(Network?.NatPools),
        Nodes = [.. (Network?.Nodes ?? []).Select(IpAddr.Parse).Order()],
        Services = ToPrefixes(Network?.Services),
        ExternalNodes = ToPrefixes(Network?.ExternalNodes),
        VxlanV4 = Network?.VxlanV4 == true,
        VxlanV6 = Network?.VxlanV6 == true,
        Ipip = Network?.Ipip == true,
    };

    private static Cidr[] ToPrefixes(string[]? prefixes) => [.. (prefixes ?? []).Select(Cidr.Parse).Order()];

    private static NatOutgoingSettings ToNat(Nat? nat) => nat is null ? NatOutgoingSettings.Defaults : new NatOutgoingSettings(
        nat.Ports is null ? null : ToRange(nat.Ports),
        nat.Address is null ? default : IpAddr.Parse(nat.Address),
        nat.SparesNodes == true,
        nat.Interface ?? "");

    private static LogRate? ToRate(string? text)
    {
        if (text is null) return null;
        var words = text.Split('/', ' ');
        return new LogRate(uint.Parse(words[0]), Enum.Parse<RateUnit>(words[1], true), uint.Parse(words[2]));
    }

    /// <summary><c>TCP 22</c> or <c>TCP 22 10.0.0.0/8</c>.</summary>
    private static IReadOnlyList<FailsafePort> ToFailsafes(string[]? ports) => [.. (ports ?? []).Select(port => port.Split(' '))
        .Select(words => new FailsafePort(ToProtocol(words[0]), ushort.Parse(words[1]), words.Length > 2 ? Cidr.Parse(words[2]) : null))];

    private static IpSetDelta ToSet(string id, Set set) =>
        new(new IpSetId(id), Enum.Parse<IpSetKind>(set.Kind), true, [.. set.Members.Select(member => ToMember(member.Split(' ')))], []);

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
            [.. (endpoint.Sources ?? []).Select(Cidr.Parse)],
            ToDirection(endpoint.Ingress),
            ToDirection(endpoint.Egress));
    }

    private static HostEndpointIntent ToHost(Host host) => new(host.Name, host.Interface)
    {
        Ingress = ToDirection(host.Ingress),
        Egress = ToDirection(host.Egress),
        ForwardIngress = ToTiers(host.ForwardIngress),
        ForwardEgress = ToTiers(host.ForwardEgress),
        UntrackedIngress = ToTiers(host.UntrackedIngress),
        UntrackedEgress = ToTiers(host.UntrackedEgress),
        PreDnat = ToTiers(host.PreDnat),
    };

    private static DirectionIntent ToDirection(Judged? judged) => judged is null
        ? DirectionIntent.Open
        : new DirectionIntent(ToTiers(judged.Tiers), [.. (judged.Profiles ?? []).Select(ToId)], judged.OtherwiseAllow ?? true);

    private static IReadOnlyList<TierIntent> ToTiers(Tier[]? tiers) => [.. (tiers ?? []).Select(tier =>
        new TierIntent(tier.Name ?? "default", ToEnum(tier.Default, TierDefault.Deny), [.. tier.Policies.Select(ToId)]))];

    private static PolicyId ToId(string name)
    {
        var slash = name.IndexOf('/');
        if (slash >= 0) return new PolicyId(PolicyId.NetworkPolicy, name[..slash], name[(slash + 1)..]);
        return name.StartsWith("profile ", StringComparison.Ordinal)
            ? new PolicyId(PolicyId.Profile, "", name["profile ".Length..])
            : new PolicyId(PolicyId.GlobalNetworkPolicy, "", name);
    }

    private static IReadOnlyList<RuleIntent> ToRules(Rule[]? rules) => [.. (rules ?? []).Select(ToRule)];

    private static RuleIntent ToRule(Rule rule, int origin) => new(
        rule.Action switch
        {
            null or "Allow" => new RuleAction.Allow(),
            "Deny" => new RuleAction.Deny(),
            "Pass" => new RuleAction.Pass(),
            "Log" => new RuleAction.Log(),
            _ => throw new FormatException(rule.Action),
        },
        new PacketMatch
        {
            Family = ToEnum(rule.Family, IpFamily.None),
            Protocol = rule.Protocol is null ? null : ToProtocol(rule.Protocol),
            NotProtocol = rule.NotProtocol is null ? null : ToProtocol(rule.NotProtocol),
            Icmp = ToIcmp(rule.Icmp),
            NotIcmp = ToIcmp(rule.NotIcmp),
            Source = ToEnd(rule.Source),
            Destination = ToEnd(rule.Destination),
        },
        origin,
        rule.Note ?? "");

    private static EndMatch ToEnd(End? end) => end is null ? EndMatch.Any : new EndMatch
    {
        In = ToIds(end.In),
        NotIn = ToIds(end.NotIn),
        Ports = ToRanges(end.Ports),
        NotPorts = ToRanges(end.NotPorts),
        InPorts = ToIds(end.InPorts),
        NotInPorts = ToIds(end.NotInPorts),
    };

    private static IReadOnlyList<IpSetId> ToIds(string[]? ids) => [.. (ids ?? []).Select(id => new IpSetId(id))];

    private static IcmpMatch? ToIcmp(string? text)
    {
        if (text is null) return null;
        var words = text.Split('/');
        return new IcmpMatch(byte.Parse(words[0]), words.Length > 1 ? byte.Parse(words[1]) : null);
    }

    private static T ToEnum<T>(string? text, T otherwise)
        where T : struct, Enum => text is null ? otherwise : Enum.Parse<T>(text);

    private static IpProtocol ToProtocol(string name) =>
        IpProtocol.TryParse(name, out var protocol) ? protocol : throw new FormatException(name);

    private static IReadOnlyList<PortRange> ToRanges(string? ports) =>
        [.. (ports ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ToRange)];

    private static PortRange ToRange(string text)
    {
        var ends = text.Split('-');
        return new PortRange(ushort.Parse(ends[0]), ushort.Parse(ends[^1]));
    }
}
