using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>The steps of one rule as they come about; knows which family and protocol a packet has by now.</summary>
internal sealed class RuleSteps
{
    private const byte FamilyIpv4 = 2;
    private const byte FamilyIpv6 = 10;
    private const int PortLength = 2;

    /// <summary>nft gives each value that a translation needs 16 bytes of its own.</summary>
    internal const int SlotsOfRegister = 4;

    private readonly List<NftExpression> _steps = [];
    private IpFamily _family;
    private IpProtocol _protocol;

    /// <summary>The steps so far, in order.</summary>
    internal IReadOnlyList<NftExpression> All => _steps;

    /// <summary>Appends a step.</summary>
    internal void Add(NftExpression step) => _steps.Add(step);

    /// <summary>Clears bits of the packet's mark, then sets some.</summary>
    internal void ChangeMark(uint cleared, uint set)
    {
        Add(new NftExpression.Meta(MetaKey.Mark, NftRegister.First));
        Add(new NftExpression.Bitwise(
            NftRegister.First, NftRegister.First, RegisterValue.U32(~cleared), RegisterValue.U32(set)));
        Add(new NftExpression.SetMark(NftRegister.First));
    }

    /// <summary>Loads with this step, and keeps only these bits.</summary>
    internal void LoadBits(NftExpression load, uint bits)
    {
        Add(load);
        Add(new NftExpression.Bitwise(
            NftRegister.First, NftRegister.First, RegisterValue.U32(bits), RegisterValue.U32(0)));
    }

    /// <summary>Goes on only for packets of the family; a rule tests it once.</summary>
    internal void RequireFamily(IpFamily family)
    {
        if (_family == family) return;
        Add(new NftExpression.Meta(MetaKey.Family, NftRegister.First));
        Compare(CompareOp.Equal, RegisterValue.U8(family == IpFamily.V4 ? FamilyIpv4 : FamilyIpv6));
        _family = family;
    }

    /// <summary>Goes on only for packets of the protocol; a rule tests it once.</summary>
    internal void RequireProtocol(IpProtocol protocol)
    {
        if (_protocol == protocol) return;
        LoadAndCompareProtocol(CompareOp.Equal, protocol);
        _protocol = protocol;
    }

    /// <summary>Compares the protocol, and learns nothing for later steps.</summary>
    internal void LoadAndCompareProtocol(CompareOp op, IpProtocol protocol)
    {
        Add(new NftExpression.Meta(MetaKey.TransportProtocol, NftRegister.First));
        Compare(op, RegisterValue.U8(protocol.Number));
    }

    /// <summary>Loads the name of an interface.</summary>
    internal void LoadInterface(InterfaceSide side) => Add(new NftExpression.Meta(
        side == InterfaceSide.In ? MetaKey.InterfaceIn : MetaKey.InterfaceOut, NftRegister.First));

    /// <summary>Loads what kind of address one of the packet's is.</summary>
    internal void LoadAddressType(FibQuestion question) => Add(new NftExpression.FibAddressType(question, NftRegister.First));

    /// <summary>Loads an address, or its first bytes.</summary>
    internal void LoadAddress(AddressSide side, IpFamily family, NftRegister into, int? length = null)
    {
        RequireFamily(family);
        // Offsets of struct iphdr and struct ipv6hdr.
        var offset = (family, side) switch
        {
            (IpFamily.V4, AddressSide.Source) => 12,
            (IpFamily.V4, _) => 16,
            (_, AddressSide.Source) => 8,
            _ => 24,
        };
        var bytes = length ?? (IpAddr.BitLengthOf(family) / 8);
        Add(new NftExpression.Payload(PayloadBase.Network, offset, bytes, into));
    }

    /// <summary>Loads a port of packets of this protocol.</summary>
    internal void LoadPort(IpProtocol transport, AddressSide side)
    {
        RequireProtocol(transport);
        LoadPort(side, NftRegister.First);
    }

    /// <summary>Loads what would be a port, whatever the protocol.</summary>
    internal void LoadPort(AddressSide side, NftRegister into) => Add(new NftExpression.Payload(
        PayloadBase.Transport, side == AddressSide.Source ? 0 : PortLength, PortLength, into));

    /// <summary>Loads source and destination port as one value.</summary>
    internal void LoadBothPorts(IpProtocol transport)
    {
        RequireProtocol(transport);
        Add(new NftExpression.Payload(PayloadBase.Transport, 0, 2 * PortLength, NftRegister.First));
    }

    /// <summary>Loads bytes of the ICMP message: type at 0, code at 1.</summary>
    internal void LoadIcmp(IpFamily family, int offset, int length)
    {
        RequireFamily(family);
        RequireProtocol(family == IpFamily.V4 ? IpProtocol.Icmp : IpProtocol.IcmpV6);
        Add(new NftExpression.Payload(PayloadBase.Transport, offset, length, NftRegister.First));
    }

    /// <summary>Puts an address into the first register.</summary>
    internal void LoadValue(IpAddr address)
    {
        Span<byte> bytes = stackalloc byte[16];
        Add(new NftExpression.Immediate(NftRegister.First, RegisterValue.Of(bytes[..address.WriteTo(bytes)])));
    }

    /// <summary>Puts the ends of a range of ports into registers from this slot on, and gives which; null for no range.</summary>
    internal RegisterPair? LoadPorts(PortRange? ports, byte slot)
    {
        if (ports is not { } range) return null;
        var first = new NftRegister(slot);
        Add(new NftExpression.Immediate(first, RegisterValue.U16Be(range.First)));
        if (range.First == range.Last) return new RegisterPair(first, first);
        var last = new NftRegister((byte)(slot + SlotsOfRegister));
        Add(new NftExpression.Immediate(last, RegisterValue.U16Be(range.Last)));
        return new RegisterPair(first, last);
    }

    /// <summary>Goes on if what was loaded is in the range, both ends included.</summary>
    internal void CompareRange(RegisterValue first, RegisterValue last)
    {
        if (first == last)
        {
            Compare(CompareOp.Equal, first);
            return;
        }

        Compare(CompareOp.GreaterOrEqual, first);
        Compare(CompareOp.LessOrEqual, last);
    }

    /// <summary>Goes on if what was loaded compares so.</summary>
    internal void Compare(CompareOp op, RegisterValue value) =>
        Add(new NftExpression.Compare(NftRegister.First, op, value));

    /// <summary>Goes on if the set holds what was loaded; negated, if it does not.</summary>
    internal void Lookup(string set, bool negate = false) =>
        Add(new NftExpression.Lookup(NftRegister.First, set, negate));
}
