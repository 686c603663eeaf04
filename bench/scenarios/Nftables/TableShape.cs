using System.Globalization;
using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Bench.Nftables;

/// <summary>A node's intent of so many sets of so many addresses, and as many policies of ten rules, each with a set of its own.</summary>
/// <param name="Sets">How many sets, and how many policies.</param>
/// <param name="Members">How many addresses in a set.</param>
internal sealed record TableShape(int Sets, int Members)
{
    private const int Rules = 10;

    /// <summary>The set whose members change.</summary>
    public const string ChangingSet = "set/sel_0-4";

    /// <summary>The chain whose rules change.</summary>
    public const string ChangingChain = "in/NetworkPolicy/shop/p0";

    /// <summary>An address that is in no set.</summary>
    public static readonly IpAddr Stranger = IpAddr.V4(0xC000_0201);

    public string Name => string.Create(CultureInfo.InvariantCulture, $"{Sets:N0} sets of {Members}");

    public IntentDelta Whole() => new()
    {
        Sets = [.. Enumerable.Range(0, Sets).Select(Set)],
        Policies = [.. Enumerable.Range(0, Sets).Select(number => Policy(number, 80))],
    };

    /// <summary>A stranger enters the first set, or leaves it.</summary>
    public static IntentDelta Member(bool enters)
    {
        IpSetMember[] member = [IpSetMember.Of(Stranger)];
        return new IntentDelta { Sets = [new IpSetDelta(IdOf(0), IpSetKind.Addresses, IsNew: false, enters ? member : [], enters ? [] : member)] };
    }

    /// <summary>The first rule of the first policy is about another port.</summary>
    public IntentDelta Rule(ushort port) => new() { Policies = [Policy(0, port)] };

    private IpSetDelta Set(int number)
    {
        var first = 0x0A00_0000u + (uint)(number * Members);
        return new IpSetDelta(
            IdOf(number), IpSetKind.Addresses, IsNew: true, [.. Enumerable.Range(0, Members).Select(i => IpSetMember.Of(IpAddr.V4(first + (uint)i)))], []);
    }

    private PolicyIntent Policy(int number, ushort firstPort)
    {
        var id = new PolicyId(PolicyId.NetworkPolicy, "shop", Text($"p{number}"));
        return new PolicyIntent(
            id, "default", [.. Enumerable.Range(0, Rules).Select(rule => Rule(number, rule, rule == 0 ? firstPort : (ushort)(8000 + rule)))], []);
    }

    private RuleIntent Rule(int policy, int rule, ushort port)
    {
        var match = new PacketMatch
        {
            Protocol = IpProtocol.Tcp,
            Source = new EndMatch { In = [IdOf((policy + rule) % Sets)] },
            Destination = new EndMatch { Ports = [PortRange.Single(port)] },
        };
        return new RuleIntent(new RuleAction.Allow(), match, rule);
    }

    private static IpSetId IdOf(int number) => new(Text($"sel_{number}"));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
