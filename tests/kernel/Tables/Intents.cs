using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Tests.Kernel.Tables;

/// <summary>Intent as the policy graph would give it, in few words.</summary>
internal static class Intents
{
    public static readonly RuleAction Allow = new RuleAction.Allow();

    public static IpSetId Id(string name) => new(name);

    public static PolicyId PolicyNamed(string name) => new("NetworkPolicy", "shop", name);

    public static IpSetDelta Addresses(string id, params string[] members) => new(
        Id(id), IpSetKind.Addresses, true, [.. members.Select(member => IpSetMember.Of(IpAddr.Parse(member)))], []);

    public static IpSetDelta Networks(string id, params string[] members) => new(
        Id(id), IpSetKind.Networks, true, [.. members.Select(member => new IpSetMember(Cidr.Parse(member), default, 0))], []);

    public static IpSetDelta Services(string id, params (string Address, IpProtocol Protocol, ushort Port)[] members) => new(
        Id(id),
        IpSetKind.AddressPorts,
        true,
        [.. members.Select(member => new IpSetMember(IpAddr.Parse(member.Address).ToHostCidr(), member.Protocol, member.Port))],
        []);

    /// <summary>A change of a set that is there; a bare address is the prefix that holds only it.</summary>
    public static IpSetDelta Changed(string id, string[] added, string[] removed) => new(
        Id(id),
        IpSetKind.Networks,
        false,
        [.. added.Select(member => new IpSetMember(Cidr.Parse(member), default, 0))],
        [.. removed.Select(member => new IpSetMember(Cidr.Parse(member), default, 0))]);

    /// <summary>A rule for what comes in: the peers are sources, ports and services those of the destination.</summary>
    public static RuleIntent Rule(
        IpProtocol? protocol = null, string ports = "", string[]? peers = null, string? service = null, int origin = 0, RuleAction? action = null) =>
        Rule(
            new PacketMatch
            {
                Protocol = protocol,
                Source = new EndMatch { In = [.. (peers ?? []).Select(Id)] },
                Destination = new EndMatch { Ports = Ranges(ports), InPorts = service is null ? [] : [Id(service)] },
            },
            action,
            origin);

    public static RuleIntent Rule(PacketMatch match, RuleAction? action = null, int origin = 0, string note = "") =>
        new(action ?? Allow, match, origin, note);

    public static IReadOnlyList<PortRange> Ranges(string ports) =>
        [.. ports.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(ParseRange)];

    /// <summary>A policy of the tier <c>default</c>. Peers of rules for what goes out are destinations.</summary>
    public static PolicyIntent Rules(string name, RuleIntent[] ingress, RuleIntent[] egress) =>
        new(PolicyNamed(name), "default", ingress, [.. egress.Select(Outwards)]);

    private static RuleIntent Outwards(RuleIntent rule) => rule with
    {
        Match = rule.Match with
        {
            Source = rule.Match.Source with { In = [] },
            Destination = rule.Match.Destination with { In = [.. rule.Match.Destination.In, .. rule.Match.Source.In] },
        },
    };

    public static DirectionIntent Isolated(params string[] policies) =>
        new([new TierIntent("default", TierDefault.Deny, [.. policies.Select(PolicyNamed)])], [], true);

    public static WorkloadEndpointIntent Endpoint(
        string name, string[] addresses, DirectionIntent? ingress = null, DirectionIntent? egress = null) => new(
            $"cali{name}",
            "shop",
            name,
            [.. addresses.Select(IpAddr.Parse)],
            [],
            ingress ?? DirectionIntent.Open,
            egress ?? DirectionIntent.Open);

    public static IntentDelta Delta(
        IpSetDelta[]? sets = null,
        PolicyIntent[]? policies = null,
        WorkloadEndpointIntent[]? endpoints = null,
        string[]? endpointsRemoved = null,
        string[]? policiesRemoved = null,
        string[]? setsRemoved = null,
        HostEndpointIntent[]? hosts = null,
        string[]? hostsRemoved = null) => new()
        {
            Sets = sets ?? [],
            Policies = policies ?? [],
            Endpoints = endpoints ?? [],
            HostEndpoints = hosts ?? [],
            HostEndpointsRemoved = hostsRemoved ?? [],
            EndpointsRemoved = endpointsRemoved ?? [],
            PoliciesRemoved = [.. (policiesRemoved ?? []).Select(PolicyNamed)],
            SetsRemoved = [.. (setsRemoved ?? []).Select(Id)],
        };

    /// <summary>One of everything: each kind of set, of port condition and of direction.</summary>
    public static IntentDelta OneOfEverything() => Delta(
        sets:
        [
            Addresses("sel_clients", "10.1.0.2", "10.1.0.3", "fd00:1::2"),
            Networks("net_world", "0.0.0.0/0", "::/0"),
            Networks("net_office", "10.8.0.0/24", "10.8.1.0/24", "192.0.2.7/32", "224.0.0.0/3", "fd00:8::/64", "ffff::/16"),
            Services("port_http", ("10.1.0.9", IpProtocol.Tcp, 8080), ("fd00:1::9", IpProtocol.Udp, 53)),
        ],
        policies:
        [
            Rules(
                "web",
                [
                    Rule(IpProtocol.Tcp, "80", ["sel_clients", "net_office"], origin: 0),
                    Rule(IpProtocol.Tcp, "80,443,8000-8010,65000-65535", ["sel_clients"], origin: 1),
                    Rule(IpProtocol.Sctp, "9000-9010", origin: 2),
                    Rule(service: "port_http", origin: 3),
                    Rule(IpProtocol.Udp, "", ["net_world"], origin: 4),
                ],
                [
                    Rule(IpProtocol.Udp, "53", origin: 0),
                    Rule(IpProtocol.Tcp, "", ["sel_clients"], "port_http", origin: 1),
                    Rule(origin: 2),
                    Rule(IpProtocol.Icmp, origin: 3, action: new RuleAction.Deny()),
                ]),
            Rules("deny-all", [], []),
        ],
        endpoints:
        [
            Endpoint("web", ["10.1.0.9", "fd00:1::9"], Isolated("deny-all", "web"), Isolated("web")),
            Endpoint("free", ["10.1.0.2"]),
            Endpoint("closed", [], DirectionIntent.Closed, DirectionIntent.Closed),
        ]);

    private static PortRange ParseRange(string text)
    {
        var ends = text.Split('-');
        return new PortRange(ushort.Parse(ends[0]), ushort.Parse(ends[^1]));
    }
}
