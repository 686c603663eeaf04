using Margay.Primitives;

namespace Margay.Model.Intent;

/// <summary>What a rule does with a packet that it matches.</summary>
public abstract record RuleAction
{
    private RuleAction()
    {
    }

    /// <summary>Let it through; this direction has decided.</summary>
    public sealed record Allow : RuleAction;

    /// <summary>Drop it; this direction has decided.</summary>
    public sealed record Deny : RuleAction;

    /// <summary>Leave this tier and go on with the next; from the last tier with the profiles.</summary>
    public sealed record Pass : RuleAction;

    /// <summary>Write a line to the kernel's log and go on with the next rule.</summary>
    public sealed record Log : RuleAction;
}

/// <summary>
/// One rule in terms that a dataplane can match. A rule of a policy may become several in a row, of which at most one
/// matters to a packet: they share their origin.
/// </summary>
/// <param name="Action">What to do on a match.</param>
/// <param name="Match">What the packet must be.</param>
/// <param name="Origin">Where the rule came from: the index in the policy's list of the direction, from 0.</param>
/// <param name="Note">What the author wrote about the rule, as in <c>key=value, other=value</c>; empty for nothing.</param>
public sealed record RuleIntent(RuleAction Action, PacketMatch Match, int Origin, string Note = "");

/// <summary>Conditions on a packet; all of them must hold. What is null or empty places no condition.</summary>
public sealed record PacketMatch
{
    /// <summary>Every packet.</summary>
    public static PacketMatch Any { get; } = new();

    /// <summary>The family; None is both. Families are not split otherwise: a set may hold members of both.</summary>
    public IpFamily Family { get; init; }

    /// <summary>The transport protocol.</summary>
    public IpProtocol? Protocol { get; init; }

    /// <summary>A transport protocol that the packet does not have.</summary>
    public IpProtocol? NotProtocol { get; init; }

    /// <summary>
    /// An ICMP message. It is of the family of <see cref="Protocol"/>, which is ICMP or ICMPv6.
    /// </summary>
    public IcmpMatch? Icmp { get; init; }

    /// <summary>
    /// An ICMP message that the packet is not. With a <see cref="Protocol"/> of ICMP or ICMPv6 it is of that family.
    /// </summary>
    public IcmpMatch? NotIcmp { get; init; }

    /// <summary>Where the packet comes from.</summary>
    public EndMatch Source { get; init; } = EndMatch.Any;

    /// <summary>Where the packet goes.</summary>
    public EndMatch Destination { get; init; } = EndMatch.Any;
}

/// <summary>An ICMP type, and (unless null) a code of it.</summary>
public readonly record struct IcmpMatch(byte Type, byte? Code);

/// <summary>
/// Conditions on one end of a packet. Wherever ports or sets of ports are named, <see cref="PacketMatch.Protocol"/> is
/// one that has ports, or the sets carry the protocol themselves; a packet without ports never meets a condition that
/// asks for one, and always meets one that excludes some.
/// </summary>
public sealed record EndMatch
{
    /// <summary>No condition.</summary>
    public static EndMatch Any { get; } = new();

    /// <summary>Addresses and Networks sets, each of which must contain the address.</summary>
    public IReadOnlyList<IpSetId> In { get; init; } = [];

    /// <summary>Addresses and Networks sets, none of which may contain the address.</summary>
    public IReadOnlyList<IpSetId> NotIn { get; init; } = [];

    /// <summary>Sorted disjoint ranges, one of which must contain the port.</summary>
    public IReadOnlyList<PortRange> Ports { get; init; } = [];

    /// <summary>Sorted disjoint ranges, none of which may contain the port.</summary>
    public IReadOnlyList<PortRange> NotPorts { get; init; } = [];

    /// <summary>AddressPorts sets, each of which must contain address, protocol and port together.</summary>
    public IReadOnlyList<IpSetId> InPorts { get; init; } = [];

    /// <summary>AddressPorts sets, none of which may contain address, protocol and port together.</summary>
    public IReadOnlyList<IpSetId> NotInPorts { get; init; } = [];

    /// <summary>Whether there is no condition.</summary>
    public bool IsAny =>
        In.Count == 0 && NotIn.Count == 0 && Ports.Count == 0 && NotPorts.Count == 0
        && InPorts.Count == 0 && NotInPorts.Count == 0;

    /// <summary>Every set that is named, in the order of the members.</summary>
    public IEnumerable<IpSetId> Sets => In.Concat(NotIn).Concat(InPorts).Concat(NotInPorts);
}
