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

    /// <summary>Whether the condition looks in the set.</summary>
    internal bool LooksIn(string set) => set == this switch
    {
        AddressIn match => match.Set,
        ServiceIn match => match.Set,
        PortIn match => match.Set,
        InterfaceAndSourceIn match => match.Set,
        InterfaceIn match => match.Set,
        _ => null,
    };

    /// <summary>The interface's name begins so, or with <paramref name="Negate"/> does not.</summary>
    public sealed record InterfacePrefix(InterfaceSide Side, string Prefix, bool Negate = false) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"{NftWords.Of(Side)} {(Negate ? "!= " : "")}\"{Prefix}*\"";
    }

    /// <summary>The interface has this name.</summary>
    public sealed record InterfaceNamed(InterfaceSide Side, string Name) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"{NftWords.Of(Side)} \"{Name}\"";
    }

    /// <summary>
    /// The source is an address of this host, and not of the interface by which the packet goes out.
    /// </summary>
    public sealed record SourceOfAnotherInterface : Match
    {
        /// <inheritdoc/>
        public override string ToString() => "fib saddr . oif type != local fib saddr type local";
    }

    /// <summary>The interface is in the set.</summary>
    public sealed record InterfaceIn(InterfaceSide Side, string Set) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"{NftWords.Of(Side)} @{Set}";
    }

    /// <summary>The connection is in one of the states.</summary>
    public sealed record Conntrack(ConntrackStates States) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"ct state {States.ToString().ToLowerInvariant().Replace(", ", ",")}";
    }

    /// <summary>All these bits of the connection's mark are set.</summary>
    public sealed record ConntrackMark(uint Bits) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"ct mark & 0x{Bits:x8} == 0x{Bits:x8}";
    }

    /// <summary>The family.</summary>
    public sealed record OfFamily(IpFamily Value) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"meta nfproto {(Value == IpFamily.V4 ? "ipv4" : "ipv6")}";
    }

    /// <summary>All these bits of the mark are set.</summary>
    public sealed record Mark(uint Bits) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"meta mark & 0x{Bits:x8} == 0x{Bits:x8}";
    }

    /// <summary>
    /// The address is in the set, whose family the packet has; with <paramref name="Negate"/> it is not.
    /// </summary>
    public sealed record AddressIn(AddressSide Side, IpFamily Family, string Set, bool Negate = false) : Match
    {
        /// <inheritdoc/>
        public override string ToString() =>
            $"{NftWords.Of(Family)} {NftWords.Of(Side)} {NftWords.Unless(Negate)}@{Set}";
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

    /// <summary>
    /// Address, protocol and port of one end together are in the set; with <paramref name="Negate"/> they are not.
    /// </summary>
    public sealed record ServiceIn(AddressSide Side, IpFamily Family, string Set, bool Negate = false) : Match
    {
        /// <inheritdoc/>
        public override string ToString() =>
            $"{NftWords.Of(Family)} {NftWords.Of(Side)} . meta l4proto . th {NftWords.PortOf(Side)} "
            + $"{NftWords.Unless(Negate)}@{Set}";
    }

    /// <summary>The transport protocol; with <paramref name="Negate"/> any other.</summary>
    public sealed record Protocol(IpProtocol Value, bool Negate = false) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"meta l4proto {NftWords.Unless(Negate)}{NftWords.Of(Value)}";
    }

    /// <summary>The transport protocol, and a port of one end within the range.</summary>
    public sealed record Port(AddressSide Side, IpProtocol Transport, PortRange Ports) : Match
    {
        internal bool IsSingle => Ports.First == Ports.Last;

        /// <inheritdoc/>
        public override string ToString() => $"{NftWords.Of(Transport)} {NftWords.PortOf(Side)} {Ports}";
    }

    /// <summary>The transport protocol, and the ports of both ends.</summary>
    public sealed record PortPair(IpProtocol Transport, ushort Source, ushort Destination) : Match
    {
        /// <inheritdoc/>
        public override string ToString()
        {
            var word = NftWords.Of(Transport);
            return $"{word} sport {Source} {word} dport {Destination}";
        }
    }

    /// <summary>
    /// The transport protocol, and a port of one end in the set; with <paramref name="Negate"/> not in it.
    /// </summary>
    public sealed record PortIn(AddressSide Side, IpProtocol Transport, string Set, bool Negate = false) : Match
    {
        /// <inheritdoc/>
        public override string ToString() =>
            $"{NftWords.Of(Transport)} {NftWords.PortOf(Side)} {NftWords.Unless(Negate)}@{Set}";
    }

    /// <summary>An ICMP message of the family, whose type is in the range.</summary>
    public sealed record IcmpTypes(IpFamily Family, byte First, byte Last) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"{NftWords.IcmpOf(Family)} type {First}-{Last}";
    }

    /// <summary>An ICMP message of the family, of this type and (unless null) this code.</summary>
    public sealed record IcmpMessage(IpFamily Family, byte Type, byte? Code) : Match
    {
        /// <inheritdoc/>
        public override string ToString()
        {
            var word = NftWords.IcmpOf(Family);
            return Code is null ? $"{word} type {Type}" : $"{word} type {Type} {word} code {Code}";
        }
    }

    /// <summary>An ICMP message of the family, of another type.</summary>
    public sealed record OtherIcmpType(IpFamily Family, byte Type) : Match
    {
        /// <inheritdoc/>
        public override string ToString() => $"{NftWords.IcmpOf(Family)} type != {Type}";
    }

    /// <summary>An ICMP message of the family, of this type and another code.</summary>
    public sealed record OtherIcmpCode(IpFamily Family, byte Type, byte Code) : Match
    {
        /// <inheritdoc/>
        public override string ToString()
        {
            var word = NftWords.IcmpOf(Family);
            return $"{word} type {Type} {word} code != {Code}";
        }
    }
}
