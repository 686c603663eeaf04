using Margay.Primitives;

namespace Margay.Netlink.Nftables;

/// <summary>What <see cref="NftExpression.Meta"/> loads (enum nft_meta_keys).</summary>
public enum MetaKey : byte
{
    /// <summary>The packet's mark, in host order.</summary>
    Mark = 3,

    /// <summary>The name of the interface the packet came in by.</summary>
    InterfaceIn = 6,

    /// <summary>The name of the interface the packet goes out by.</summary>
    InterfaceOut = 7,

    /// <summary>The family: 2 for IPv4, 10 for IPv6.</summary>
    Family = 15,

    /// <summary>The transport protocol, past IPv6 extension headers.</summary>
    TransportProtocol = 16,
}

/// <summary>Where the offset of a <see cref="NftExpression.Payload"/> counts from (enum nft_payload_bases).</summary>
public enum PayloadBase : byte
{
    /// <summary>The IPv4 or IPv6 header.</summary>
    Network = 1,

    /// <summary>The transport header.</summary>
    Transport = 2,
}

/// <summary>How <see cref="NftExpression.Compare"/> compares (enum nft_cmp_ops).</summary>
public enum CompareOp : byte
{
    /// <summary>Equal.</summary>
    Equal = 0,

    /// <summary>Not equal.</summary>
    NotEqual = 1,

    /// <summary>Below.</summary>
    Less = 2,

    /// <summary>Below or equal.</summary>
    LessOrEqual = 3,

    /// <summary>Above.</summary>
    Greater = 4,

    /// <summary>Above or equal.</summary>
    GreaterOrEqual = 5,
}

/// <summary>What <see cref="NftExpression.FibAddressType"/> asks about (NFTA_FIB_F_*).</summary>
[Flags]
public enum FibQuestion : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The source address.</summary>
    Source = 1,

    /// <summary>The destination address.</summary>
    Destination = 2,

    /// <summary>Only as far as the interface the packet goes out by has it.</summary>
    InterfaceOut = 16,
}

/// <summary>What kind of address a routing table says that one is (enum of rtm_type).</summary>
public enum FibAddress : uint
{
    /// <summary>An address of this host (RTN_LOCAL).</summary>
    Local = 2,
}

/// <summary>What the sender of a refused packet hears.</summary>
public enum RejectAnswer : byte
{
    /// <summary>An ICMP or ICMPv6 error: administratively prohibited.</summary>
    AdminProhibited,

    /// <summary>A TCP reset; for TCP alone.</summary>
    TcpReset,
}

/// <summary>
/// One step of a rule as the kernel runs it. Steps run in order until one does not match. Values: two rules whose steps
/// are equal do the same; the counts of a counter are no part of that.
/// </summary>
public abstract record NftExpression
{
    private NftExpression()
    {
    }

    /// <summary>Loads a property of the packet that is in no header.</summary>
    public sealed record Meta(MetaKey Key, NftRegister Into) : NftExpression;

    /// <summary>Writes the packet's mark.</summary>
    public sealed record SetMark(NftRegister From) : NftExpression;

    /// <summary>Loads header bytes. A packet too short does not match.</summary>
    public sealed record Payload(PayloadBase Base, int Offset, int Length, NftRegister Into) : NftExpression;

    /// <summary>Puts a value into a register.</summary>
    public sealed record Immediate(NftRegister Into, RegisterValue Value) : NftExpression;

    /// <summary>Loads what kind of address the routing tables say that one of the packet's is, in host order.</summary>
    public sealed record FibAddressType(FibQuestion Question, NftRegister Into) : NftExpression;

    /// <summary>Loads the state bits of the packet's connection, in host order.</summary>
    public sealed record ConntrackState(NftRegister Into) : NftExpression;

    /// <summary>Loads the mark of the packet's connection.</summary>
    public sealed record ConntrackMark(NftRegister Into) : NftExpression;

    /// <summary>Computes <c>(from &amp; mask) ^ xor</c>.</summary>
    public sealed record Bitwise(NftRegister From, NftRegister Into, RegisterValue Mask, RegisterValue Xor)
        : NftExpression;

    /// <summary>Goes on if the register compares so with the value; only the value's length counts.</summary>
    public sealed record Compare(NftRegister From, CompareOp Op, RegisterValue Value) : NftExpression;

    /// <summary>
    /// Goes on if the set holds the key that begins at the register; with <paramref name="Negate"/>, if it does not.
    /// </summary>
    public sealed record Lookup(NftRegister From, string Set, bool Negate = false) : NftExpression;

    /// <summary>As <see cref="Lookup"/>, and takes the verdict that the map has for the key.</summary>
    public sealed record VerdictLookup(NftRegister From, string Map) : NftExpression;

    /// <summary>Counts packets and bytes.</summary>
    public sealed record Counter : NftExpression;

    /// <summary>Goes on for so many packets a unit of time, and for a burst of more at once.</summary>
    /// <param name="Rate">Packets in a unit.</param>
    /// <param name="UnitSeconds">The unit: 1, 60, 3600 or 86400.</param>
    /// <param name="Burst">How many may come at once; never 0.</param>
    public sealed record Limit(ulong Rate, ulong UnitSeconds, uint Burst) : NftExpression;

    /// <summary>Hands the packet to the listeners of a group (NFLOG), with a prefix; nobody need listen.</summary>
    public sealed record LogToGroup(ushort Group, string Prefix) : NftExpression;

    /// <summary>Writes a line to the kernel's log, of a level of syslog(3).</summary>
    public sealed record LogToKernel(uint Level, string Prefix) : NftExpression;

    /// <summary>Keeps the packet out of connection tracking.</summary>
    public sealed record NoTrack : NftExpression;

    /// <summary>Drops the packet and answers.</summary>
    public sealed record Reject(RejectAnswer Answer) : NftExpression;

    /// <summary>
    /// Hands the packet to who listens to the queue, whose verdict counts; without a listener it is dropped. Kernels without the
    /// expression (CONFIG_NFT_QUEUE) may have the target of iptables instead.
    /// </summary>
    /// <param name="Number">The queue's number.</param>
    /// <param name="AsTarget">Whether it is the target NFQUEUE (nft_compat).</param>
    public sealed record Queue(ushort Number, bool AsTarget) : NftExpression;

    /// <summary>
    /// Gives the connection an address of the interface it goes out by as source; in chains of type nat at postrouting only. Ends
    /// the rule: the packet passes.
    /// </summary>
    /// <param name="Ports">Where the first and the last of the source ports are; null for any.</param>
    /// <param name="FullyRandom">Whether ports are drawn at random (NF_NAT_RANGE_PROTO_RANDOM_FULLY).</param>
    public sealed record Masquerade(RegisterPair? Ports, bool FullyRandom) : NftExpression;

    /// <summary>As <see cref="Masquerade"/>, with the address of the family that is in a register.</summary>
    public sealed record SourceNat(IpFamily Family, NftRegister Address, RegisterPair? Ports, bool FullyRandom) : NftExpression;

    /// <summary>Ends the rule with a verdict.</summary>
    public sealed record Decide(Verdict Verdict) : NftExpression;

    /// <summary>A step that this codec does not know or not in this form: it can be seen, never written.</summary>
    public sealed record Unknown(string Name) : NftExpression;
}
