using System.Diagnostics;
using System.Text;
using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>Conditions as steps: what the kernel knows of a packet, then addresses, transport and ICMP.</summary>
internal static class MatchCompiler
{
    /// <summary>Appends the steps that go on only for packets that meet the condition.</summary>
    internal static void Add(RuleSteps steps, Match match)
    {
        switch (match)
        {
            case Match.InterfacePrefix name:
                steps.LoadInterface(name.Side);
                var prefix = RegisterValue.Of(Encoding.UTF8.GetBytes(name.Prefix));
                steps.Compare(name.Negate ? CompareOp.NotEqual : CompareOp.Equal, prefix);
                break;
            case Match.InterfaceNamed name:
                steps.LoadInterface(name.Side);
                Span<byte> padded = stackalloc byte[SetElementCodec.InterfaceNameLength];
                SetElementCodec.WriteInterface(padded, name.Name);
                steps.Compare(CompareOp.Equal, RegisterValue.Of(padded));
                break;
            case Match.InterfaceIn name:
                steps.LoadInterface(name.Side);
                steps.Lookup(name.Set);
                break;
            case Match.Conntrack conntrack:
                steps.LoadBits(new NftExpression.ConntrackState(NftRegister.First), (uint)conntrack.States);
                steps.Compare(CompareOp.NotEqual, RegisterValue.U32(0));
                break;
            case Match.ConntrackMark mark:
                steps.LoadBits(new NftExpression.ConntrackMark(NftRegister.First), mark.Bits);
                steps.Compare(CompareOp.Equal, RegisterValue.U32(mark.Bits));
                break;
            case Match.Mark mark:
                steps.LoadBits(new NftExpression.Meta(MetaKey.Mark, NftRegister.First), mark.Bits);
                steps.Compare(CompareOp.Equal, RegisterValue.U32(mark.Bits));
                break;
            case Match.OfFamily family:
                steps.RequireFamily(family.Value);
                break;
            case Match.SourceOfAnotherInterface:
                steps.LoadAddressType(FibQuestion.Source | FibQuestion.InterfaceOut);
                steps.Compare(CompareOp.NotEqual, RegisterValue.U32((uint)FibAddress.Local));
                steps.LoadAddressType(FibQuestion.Source);
                steps.Compare(CompareOp.Equal, RegisterValue.U32((uint)FibAddress.Local));
                break;
            default:
                AddAddress(steps, match);
                break;
        }
    }

    private static void AddAddress(RuleSteps steps, Match match)
    {
        switch (match)
        {
            case Match.AddressIn address:
                steps.LoadAddress(address.Side, address.Family, NftRegister.First);
                steps.Lookup(address.Set, address.Negate);
                break;
            case Match.AddressWithin address:
                AddPrefix(steps, address.Side, address.Prefix);
                break;
            case Match.InterfaceAndSourceIn source:
                AddInterfaceAndSource(steps, source);
                break;
            case Match.ServiceIn service:
                AddService(steps, service);
                break;
            default:
                AddTransport(steps, match);
                break;
        }
    }

    private static void AddTransport(RuleSteps steps, Match match)
    {
        switch (match)
        {
            case Match.Protocol protocol:
                if (!protocol.Negate) steps.RequireProtocol(protocol.Value);
                else steps.LoadAndCompareProtocol(CompareOp.NotEqual, protocol.Value);
                break;
            case Match.Port port:
                steps.LoadPort(port.Transport, port.Side);
                steps.CompareRange(RegisterValue.U16Be(port.Ports.First), RegisterValue.U16Be(port.Ports.Last));
                break;
            case Match.PortPair pair:
                steps.LoadBothPorts(pair.Transport);
                steps.Compare(CompareOp.Equal, RegisterValue.U32Be(((uint)pair.Source << 16) | pair.Destination));
                break;
            case Match.PortIn port:
                steps.LoadPort(port.Transport, port.Side);
                steps.Lookup(port.Set, port.Negate);
                break;
            default:
                AddIcmp(steps, match);
                break;
        }
    }

    private static void AddIcmp(RuleSteps steps, Match match)
    {
        switch (match)
        {
            case Match.IcmpTypes icmp:
                steps.LoadIcmp(icmp.Family, 0, 1);
                steps.CompareRange(RegisterValue.U8(icmp.First), RegisterValue.U8(icmp.Last));
                break;
            case Match.IcmpMessage { Code: { } code } icmp:
                steps.LoadIcmp(icmp.Family, 0, 2);
                steps.Compare(CompareOp.Equal, RegisterValue.Of([icmp.Type, code]));
                break;
            case Match.IcmpMessage icmp:
                steps.LoadIcmp(icmp.Family, 0, 1);
                steps.Compare(CompareOp.Equal, RegisterValue.U8(icmp.Type));
                break;
            case Match.OtherIcmpType icmp:
                steps.LoadIcmp(icmp.Family, 0, 1);
                steps.Compare(CompareOp.NotEqual, RegisterValue.U8(icmp.Type));
                break;
            case Match.OtherIcmpCode icmp:
                steps.LoadIcmp(icmp.Family, 0, 1);
                steps.Compare(CompareOp.Equal, RegisterValue.U8(icmp.Type));
                steps.LoadIcmp(icmp.Family, 1, 1);
                steps.Compare(CompareOp.NotEqual, RegisterValue.U8(icmp.Code));
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <remarks>As nft does, a prefix of whole bytes is loaded no further than it goes.</remarks>
    private static void AddPrefix(RuleSteps steps, AddressSide side, Cidr prefix)
    {
        Span<byte> bytes = stackalloc byte[16];
        var isWhole = prefix.Length % 8 == 0;
        var length = isWhole ? prefix.Length / 8 : IpAddr.BitLengthOf(prefix.Family) / 8;
        steps.LoadAddress(side, prefix.Family, NftRegister.First, length);
        if (!isWhole)
        {
            var mask = IpAddr.Of(prefix.Family, UInt128.MaxValue).Mask(prefix.Length);
            var maskValue = RegisterValue.Of(bytes[..mask.WriteTo(bytes)]);
            bytes.Clear();
            steps.Add(new NftExpression.Bitwise(
                NftRegister.First, NftRegister.First, maskValue, RegisterValue.Of(bytes[..maskValue.Length])));
        }

        prefix.Network.WriteTo(bytes);
        steps.Compare(CompareOp.Equal, RegisterValue.Of(bytes[..length]));
    }

    private static void AddInterfaceAndSource(RuleSteps steps, Match.InterfaceAndSourceIn source)
    {
        steps.RequireFamily(source.Family);
        steps.LoadInterface(InterfaceSide.In);
        steps.LoadAddress(AddressSide.Source, source.Family, new NftRegister(SetElementCodec.InterfaceNameLength / 4));
        steps.Lookup(source.Set);
    }

    private static void AddService(RuleSteps steps, Match.ServiceIn service)
    {
        steps.LoadAddress(service.Side, service.Family, NftRegister.First);
        var slot = (byte)(IpAddr.BitLengthOf(service.Family) / 32);
        steps.Add(new NftExpression.Meta(MetaKey.TransportProtocol, new NftRegister(slot)));
        steps.LoadPort(service.Side, new NftRegister((byte)(slot + 1)));
        steps.Lookup(service.Set, service.Negate);
    }
}
