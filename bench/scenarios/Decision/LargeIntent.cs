using System.Globalization;
using Margay.Model.Intent;
using Margay.Policy.Evaluation;
using Margay.Primitives;

namespace Margay.Bench.Decision;

/// <summary>
/// An endpoint under 20,000 ingress rules: four tiers of 50 policies of 100 rules. They ask for 3,700 sets: 3,000 of 50
/// addresses each, 600 of five networks, and 100 of 20 ports.
/// </summary>
internal static class LargeIntent
{
    public const string Interface = "cali0";

    private const int Tiers = 4;
    private const int Policies = 50;
    private const int Rules = 100;
    private const int AddressSets = 3_000;
    private const int NetworkSets = 600;
    private const int PortSets = 100;
    private const int AllSets = AddressSets + NetworkSets + PortSets;
    private const int Peers = 20_000;
    private const int Seed = 3700;

    private static readonly IpAddr Pod = IpAddr.V4(0x0A01_0001);

    public static IntentDelta Build()
    {
        var random = new Random(Seed);
        List<PolicyIntent> policies = [];
        List<TierIntent> tiers = [];
        for (var tier = 0; tier < Tiers; tier++)
        {
            var name = $"tier-{tier}";
            var first = policies.Count;
            for (var i = 0; i < Policies; i++) policies.Add(Policy(name, policies.Count, random));
            var ids = policies.Skip(first).Select(policy => policy.Id).ToList();
            tiers.Add(new TierIntent(name, tier == Tiers - 1 ? TierDefault.Deny : TierDefault.Pass, ids));
        }

        var (ingress, egress) = (new DirectionIntent(tiers, [], true), DirectionIntent.Open);
        return new IntentDelta
        {
            Sets = [.. Enumerable.Range(0, AllSets).Select(number => Set(number, random))],
            Policies = policies,
            Endpoints = [new WorkloadEndpointIntent(Interface, "shop", "web", [Pod], [], ingress, egress)],
        };
    }

    /// <summary>First packets of connections from the peers, of which few meet a rule before the last tier's default.</summary>
    public static Packet[] Packets(int count)
    {
        var random = new Random(Seed + 1);
        return [.. Enumerable.Range(0, count).Select(_ => new Packet(Peer(random), Pod, IpProtocol.Tcp, Port(random)))];
    }

    private static PolicyIntent Policy(string tier, int number, Random random)
    {
        var id = new PolicyId(PolicyId.GlobalNetworkPolicy, "", Text($"policy-{number}"));
        return new PolicyIntent(id, tier, [.. Enumerable.Range(0, Rules).Select(origin => Rule(origin, random))], []);
    }

    private static RuleIntent Rule(int origin, Random random)
    {
        var source = new EndMatch
        {
            In = [IdOf(random.Next(AddressSets + NetworkSets))],
            NotIn = origin % 10 == 0 ? [IdOf(random.Next(AddressSets))] : [],
        };
        var destination = origin % 20 == 0
            ? new EndMatch { InPorts = [IdOf(AddressSets + NetworkSets + random.Next(PortSets))] }
            : new EndMatch { Ports = [PortRange.Single(Port(random))] };
        RuleAction action = origin % 3 == 0 ? new RuleAction.Deny() : new RuleAction.Allow();
        var match = new PacketMatch { Protocol = IpProtocol.Tcp, Source = source, Destination = destination };
        return new RuleIntent(action, match, origin);
    }

    private static IpSetDelta Set(int number, Random random)
    {
        var (kind, members) = number switch
        {
            < AddressSets => (IpSetKind.Addresses, Distinct(50, () => IpSetMember.Of(Peer(random)))),
            < AddressSets + NetworkSets =>
                (IpSetKind.Networks, Distinct(5, () => IpSetMember.Of(Cidr.Create(Peer(random), 28)))),
            _ => (IpSetKind.AddressPorts,
                Distinct(20, () => new IpSetMember(Pod.ToHostCidr(), IpProtocol.Tcp, Port(random)))),
        };
        return new IpSetDelta(IdOf(number), kind, IsNew: true, members, []);
    }

    private static IpSetMember[] Distinct(int count, Func<IpSetMember> next)
    {
        var members = new SortedSet<IpSetMember>();
        while (members.Count < count) members.Add(next());
        return [.. members];
    }

    private static IpAddr Peer(Random random) => IpAddr.V4(0x0A10_0000u + (uint)random.Next(Peers));

    private static ushort Port(Random random) => (ushort)random.Next(1, 2_000);

    private static IpSetId IdOf(int number) => new(Text($"set-{number}"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
