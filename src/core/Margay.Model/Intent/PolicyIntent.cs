using Margay.Primitives;

namespace Margay.Model.Intent;

/// <summary>What the members of an IP set are.</summary>
public enum IpSetKind : byte
{
    /// <summary>Single addresses (a hash set in the kernel).</summary>
    Addresses,

    /// <summary>
    /// Disjoint prefixes (an interval set in the kernel). A prefix of length 0, every address of a family, may be one.
    /// </summary>
    Networks,

    /// <summary>Address, protocol and port together (a concatenation in the kernel).</summary>
    AddressPorts,
}

/// <summary>
/// An IP set's identity: computed from what it selects, so that two policies that select the same peers share it, and
/// the same selection has the same id in every run and on every node.
/// </summary>
public readonly record struct IpSetId(string Value) : IComparable<IpSetId>
{
    /// <inheritdoc/>
    public int CompareTo(IpSetId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>One member of an IP set. Addresses use only the host prefix; ports are 0 and protocol none unless AddressPorts.</summary>
public readonly record struct IpSetMember(Cidr Cidr, IpProtocol Protocol, ushort Port) : IComparable<IpSetMember>
{
    /// <summary>A member of an Addresses set.</summary>
    public static IpSetMember Of(IpAddr address) => new(address.ToHostCidr(), default, 0);

    /// <inheritdoc/>
    public int CompareTo(IpSetMember other)
    {
        var order = Cidr.CompareTo(other.Cidr);
        if (order == 0) order = Protocol.CompareTo(other.Protocol);
        return order != 0 ? order : Port.CompareTo(other.Port);
    }
}

/// <summary>What a rule does with a packet that it matches.</summary>
public abstract record RuleAction
{
    private RuleAction()
    {
    }

    /// <summary>Let it through; this direction has decided.</summary>
    public sealed record Allow : RuleAction;

    /// <summary>Drop it.</summary>
    public sealed record Deny : RuleAction;
}

/// <summary>
/// One rule in terms a dataplane can match: all given members must hold. An empty list or null places no condition.
/// Families are not split here: a set may hold members of both, and a rule applies to both unless its sets say otherwise.
/// </summary>
/// <param name="Action">What to do on a match.</param>
/// <param name="Protocol">The protocol; null is any. Ports need one.</param>
/// <param name="DestinationPorts">Sorted disjoint ranges of destination ports.</param>
/// <param name="PeerSets">
/// Sets (Addresses or Networks) of which at least one must contain the peer: the source for ingress, the destination
/// for egress.
/// </param>
/// <param name="NamedPortSet">
/// A set (AddressPorts) that must contain destination address, protocol and destination port together.
/// </param>
/// <param name="Origin">Where the rule came from: the index in the policy's list of the direction, from 0.</param>
public sealed record RuleIntent(
    RuleAction Action,
    IpProtocol? Protocol,
    IReadOnlyList<PortRange> DestinationPorts,
    IReadOnlyList<IpSetId> PeerSets,
    IpSetId? NamedPortSet,
    int Origin);

/// <summary>A policy as the node must enforce it. Only policies that select a local endpoint appear.</summary>
public sealed record PolicyIntent(PolicyId Id, IReadOnlyList<RuleIntent> Ingress, IReadOnlyList<RuleIntent> Egress);

/// <summary>What isolates one endpoint in one direction.</summary>
/// <param name="Isolated">Whether any policy selects the endpoint in this direction: what none of them allows is dropped.</param>
/// <param name="Policies">The policies to try, in order; the first match decides.</param>
public sealed record DirectionIntent(bool Isolated, IReadOnlyList<PolicyId> Policies)
{
    /// <summary>No policy selects the endpoint: everything passes.</summary>
    public static DirectionIntent Open { get; } = new(false, []);

    /// <summary>Nothing passes: the state of an endpoint about which nothing is known.</summary>
    public static DirectionIntent Closed { get; } = new(true, []);
}

/// <summary>A local workload endpoint: one pod interface and the policies on both its directions.</summary>
/// <param name="Interface">The host side of the pod's veth, as in <c>cali1a2b3c4d5e6</c>.</param>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Name">The pod's name.</param>
/// <param name="Addresses">The pod's addresses, sorted; packets from the pod with another source are dropped.</param>
public sealed record WorkloadEndpointIntent(
    string Interface,
    string Namespace,
    string Name,
    IReadOnlyList<IpAddr> Addresses,
    DirectionIntent Ingress,
    DirectionIntent Egress);
