using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>Which interface of a packet.</summary>
public enum InterfaceSide
{
    /// <summary>The one it came in by.</summary>
    In,

    /// <summary>The one it goes out by.</summary>
    Out,
}

/// <summary>Which address of a packet.</summary>
public enum AddressSide
{
    /// <summary>Where it comes from.</summary>
    Source,

    /// <summary>Where it goes.</summary>
    Destination,
}

/// <summary>States of connection tracking, in the kernel's bits (NF_CT_STATE_BIT).</summary>
[Flags]
public enum ConntrackStates : uint
{
    /// <summary>No state.</summary>
    None = 0,

    /// <summary>The packet fits no connection.</summary>
    Invalid = 1,

    /// <summary>Of a connection that has seen packets in both directions.</summary>
    Established = 2,

    /// <summary>Of a new connection that an existing one announced, or an error about one.</summary>
    Related = 4,
}

/// <summary>One condition of a rule; a packet matches the rule if it meets all.</summary>
public abstract record Match
{
    private Match()
    {
    }

    /// <summary>The interface's name begins so, or with <paramref name="Negate"/> does not.</summary>
    public sealed record InterfacePrefix(InterfaceSide Side, string Prefix, bool Negate = false) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"{NftWords.Of(Side)} {(Negate ? "!= " : "")}\"{Prefix}*\"";
    }

    /// <summary>The connection is in one of the states.</summary>
    public sealed record Conntrack(ConntrackStates States) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"ct state {States.ToString().ToLowerInvariant().Replace(", ", ",")}";
    }

    /// <summary>The address is in the set, whose family the packet has.</summary>
    public sealed record AddressIn(AddressSide Side, IpFamily Family, string Set) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"{NftWords.Of(Family)} {NftWords.Of(Side)} @{Set}";
    }

    /// <summary>The address is in the prefix, whose family the packet has.</summary>
    public sealed record AddressWithin(AddressSide Side, Cidr Prefix) : Match
    {
        /// <inheritdoc/>
        public override string ToString() =>
            $"{NftWords.Of(Prefix.Family)} {NftWords.Of(Side)} {(Prefix.IsHost ? Prefix.Network : Prefix)}";
    }

    /// <summary>The incoming interface and the source address together are in the set.</summary>
    public sealed record InterfaceAndSourceIn(IpFamily Family, string Set) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"iifname . {NftWords.Of(Family)} saddr @{Set}";
    }

    /// <summary>Destination address, protocol and destination port together are in the set.</summary>
    public sealed record DestinationServiceIn(IpFamily Family, string Set) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"{NftWords.Of(Family)} daddr . meta l4proto . th dport @{Set}";
    }

    /// <summary>The transport protocol.</summary>
    public sealed record Protocol(IpProtocol Value) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"meta l4proto {NftWords.Of(Value)}";
    }

    /// <summary>The transport protocol, and a destination port within the range.</summary>
    public sealed record DestinationPort(IpProtocol Transport, PortRange Ports) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"{NftWords.Of(Transport)} dport {Ports}";
    }

    /// <summary>The transport protocol, and a destination port in the set.</summary>
    public sealed record DestinationPortIn(IpProtocol Transport, string Set) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"{NftWords.Of(Transport)} dport @{Set}";
    }

    /// <summary>An ICMPv6 message whose type is in the range.</summary>
    public sealed record IcmpV6Type(byte First, byte Last) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"icmpv6 type {First}-{Last}";
    }
}
