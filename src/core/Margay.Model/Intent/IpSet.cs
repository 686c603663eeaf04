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
/// the same selection has the same id in every run and on every node. A selection whose members become prefixes, or
/// single addresses again, gets another id: the kind of a set never changes.
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

    /// <summary>A member of a Networks set.</summary>
    public static IpSetMember Of(Cidr cidr) => new(cidr, default, 0);

    /// <inheritdoc/>
    public int CompareTo(IpSetMember other)
    {
        var order = Cidr.CompareTo(other.Cidr);
        if (order == 0) order = Protocol.CompareTo(other.Protocol);
        return order != 0 ? order : Port.CompareTo(other.Port);
    }
}
