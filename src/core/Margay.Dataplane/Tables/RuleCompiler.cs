using System.Diagnostics;
using System.Text;
using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>Rules as the steps the kernel runs.</summary>
/// <remarks>
/// The steps are those that nft makes of the same text (a family or protocol is tested once, before the first condition
/// that needs it), so that <c>nft list</c> shows a rule as it was meant.
/// </remarks>
public sealed class RuleCompiler
{
    private const byte FamilyIpv4 = 2;
    private const byte FamilyIpv6 = 10;
    private const int PortLength = 2;

    private readonly List<NftExpression> _steps = [];
    private IpFamily _family;
    private IpProtocol _protocol;

    private RuleCompiler()
    {
    }

    /// <summary>The steps of a rule.</summary>
    public static IReadOnlyList<NftExpression> Compile(NftRule rule)
    {
        var compiler = new RuleCompiler();
        foreach (var match in rule.Matches) compiler.Add(match);
        foreach (var statement in rule.Statements) compiler.Add(statement);
        compiler.Add(rule.End);
        return compiler._steps;
    }

    private void Add(RuleEnd end)
    {
        switch (end)
        {
            case RuleEnd.Decide decide:
                _steps.Add(new NftExpression.Decide(decide.Verdict));
                break;
            case RuleEnd.Dispatch dispatch:
                LoadInterface(dispatch.Side);
                _steps.Add(new NftExpression.VerdictLookup(NftRegister.First, dispatch.Map));
                break;
            case RuleEnd.Reject reject:
                _steps.Add(new NftExpression.Reject(reject.Answer));
                break;
            case RuleEnd.Continue:
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Add(Statement statement)
    {
        switch (statement)
        {
            case Statement.Mark mark:
                ChangeMark(mark.Bits, mark.Bits);
                break;
            case Statement.Unmark mark:
                ChangeMark(mark.Bits, 0);
                break;
            default:
                _steps.Add(StepOf(statement));
                break;
        }
    }

    private static NftExpression StepOf(Statement statement) => statement switch
    {
        Statement.Counter => new NftExpression.Counter(),
        Statement.Limit limit => new NftExpression.Limit(limit.Rate, (ulong)limit.Unit, limit.Burst),
        Statement.LogToGroup log => new NftExpression.LogToGroup(log.Group, log.Prefix),
        Statement.LogToKernel log => new NftExpression.LogToKernel(Statement.LogToKernel.Level, log.Prefix),
        Statement.NoTrack => new NftExpression.NoTrack(),
        _ => throw new UnreachableException(),
    };

    private void ChangeMark(uint cleared, uint set)
    {
        _steps.Add(new NftExpression.Meta(MetaKey.Mark, NftRegister.First));
        _steps.Add(new NftExpression.Bitwise(
            NftRegister.First, NftRegister.First, RegisterValue.U32(~cleared), RegisterValue.U32(set)));
        _steps.Add(new NftExpression.SetMark(NftRegister.First));
    }

    private void Add(Match match)
    {
        switch (match)
        {
            case Match.InterfacePrefix name:
                LoadInterface(name.Side);
                var prefix = RegisterValue.Of(Encoding.UTF8.GetBytes(name.Prefix));
                Compare(name.Negate ? CompareOp.NotEqual : CompareOp.Equal, prefix);
                break;
            case Match.InterfaceNamed name:
                LoadInterface(name.Side);
                Span<byte> padded = stackalloc byte[SetElementCodec.InterfaceNameLength];
                SetElementCodec.WriteInterface(padded, name.Name);
                Compare(CompareOp.Equal, RegisterValue.Of(padded));
                break;
            case Match.Conntrack conntrack:
                AddBits(new NftExpression.ConntrackState(NftRegister.First), (uint)conntrack.States);
                Compare(CompareOp.NotEqual, RegisterValue.U32(0));
                break;
            case Match.Mark mark:
                AddBits(new NftExpression.Meta(MetaKey.Mark, NftRegister.First), mark.Bits);
                Compare(CompareOp.Equal, RegisterValue.U32(mark.Bits));
                break;
            case Match.OfFamily family:
                RequireFamily(family.Value);
                break;
            default:
                AddAddressOrTransport(match);
                break;
        }
    }

    private void AddAddressOrTransport(Match match)
    {
        switch (match)
        {
            case Match.AddressIn address:
                LoadAddress(address.Side, address.Family, NftRegister.First);
                Lookup(address.Set, address.Negate);
                break;
            case Match.AddressWithin address:
                AddPrefix(address.Side, address.Prefix);
                break;
            case Match.InterfaceAndSourceIn source:
                AddInterfaceAndSource(source);
                break;
            case Match.ServiceIn service:
                AddService(service);
                break;
            case Match.Protocol protocol:
                if (!protocol.Negate) RequireProtocol(protocol.Value);
                else LoadAndCompareProtocol(CompareOp.NotEqual, protocol.Value);
                break;
            case Match.Port port:
                LoadPort(port.Transport, port.Side);
                CompareRange(RegisterValue.U16Be(port.Ports.First), RegisterValue.U16Be(port.Ports.Last));
                break;
            case Match.PortPair pair:
                RequireProtocol(pair.Transport);
                _steps.Add(new NftExpression.Payload(PayloadBase.Transport, 0, 2 * PortLength, NftRegister.First));
                Compare(CompareOp.Equal, RegisterValue.U32Be(((uint)pair.Source << 16) | pair.Destination));
                break;
            case Match.PortIn port:
                LoadPort(port.Transport, port.Side);
                Lookup(port.Set, port.Negate);
                break;
            default:
                AddIcmp(match);
                break;
        }
    }

    private void AddIcmp(Match match)
    {
        switch (match)
        {
            case Match.IcmpTypes icmp:
                LoadIcmp(icmp.Family, 0, 1);
                CompareRange(RegisterValue.U8(icmp.First), RegisterValue.U8(icmp.Last));
                break;
            case Match.IcmpMessage { Code: { } code } icmp:
                LoadIcmp(icmp.Family, 0, 2);
                Compare(CompareOp.Equal, RegisterValue.Of([icmp.Type, code]));
                break;
            case Match.IcmpMessage icmp:
                LoadIcmp(icmp.Family, 0, 1);
                Compare(CompareOp.Equal, RegisterValue.U8(icmp.Type));
                break;
            case Match.OtherIcmpType icmp:
                LoadIcmp(icmp.Family, 0, 1);
                Compare(CompareOp.NotEqual, RegisterValue.U8(icmp.Type));
                break;
            case Match.OtherIcmpCode icmp:
                LoadIcmp(icmp.Family, 0, 1);
                Compare(CompareOp.Equal, RegisterValue.U8(icmp.Type));
                LoadIcmp(icmp.Family, 1, 1);
                Compare(CompareOp.NotEqual, RegisterValue.U8(icmp.Code));
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void AddBits(NftExpression load, uint bits)
    {
        _steps.Add(load);
        _steps.Add(new NftExpression.Bitwise(
            NftRegister.First, NftRegister.First, RegisterValue.U32(bits), RegisterValue.U32(0)));
    }

    /// <remarks>As nft does, a prefix of whole bytes is loaded no further than it goes.</remarks>
    private void AddPrefix(AddressSide side, Cidr prefix)
    {
        Span<byte> bytes = stackalloc byte[16];
        var isWhole = prefix.Length % 8 == 0;
        var length = isWhole ? prefix.Length / 8 : IpAddr.BitLengthOf(prefix.Family) / 8;
        LoadAddress(side, prefix.Family, NftRegister.First, length);
        if (!isWhole)
        {
            var mask = IpAddr.Of(prefix.Family, UInt128.MaxValue).Mask(prefix.Length);
            var maskValue = RegisterValue.Of(bytes[..mask.WriteTo(bytes)]);
            bytes.Clear();
            _steps.Add(new NftExpression.Bitwise(
                NftRegister.First, NftRegister.First, maskValue, RegisterValue.Of(bytes[..maskValue.Length])));
        }

        prefix.Network.WriteTo(bytes);
        Compare(CompareOp.Equal, RegisterValue.Of(bytes[..length]));
    }

    private void AddInterfaceAndSource(Match.InterfaceAndSourceIn source)
    {
        RequireFamily(source.Family);
        LoadInterface(InterfaceSide.In);
        LoadAddress(AddressSide.Source, source.Family, new NftRegister(SetElementCodec.InterfaceNameLength / 4));
        Lookup(source.Set);
    }

    private void AddService(Match.ServiceIn service)
    {
        LoadAddress(service.Side, service.Family, NftRegister.First);
        var slot = (byte)(IpAddr.BitLengthOf(service.Family) / 32);
        _steps.Add(new NftExpression.Meta(MetaKey.TransportProtocol, new NftRegister(slot)));
        LoadPort(service.Side, new NftRegister((byte)(slot + 1)));
        Lookup(service.Set, service.Negate);
    }

    private void RequireFamily(IpFamily family)
    {
        if (_family == family) return;
        _steps.Add(new NftExpression.Meta(MetaKey.Family, NftRegister.First));
        Compare(CompareOp.Equal, RegisterValue.U8(family == IpFamily.V4 ? FamilyIpv4 : FamilyIpv6));
        _family = family;
    }

    private void RequireProtocol(IpProtocol protocol)
    {
        if (_protocol == protocol) return;
        LoadAndCompareProtocol(CompareOp.Equal, protocol);
        _protocol = protocol;
    }

    private void LoadAndCompareProtocol(CompareOp op, IpProtocol protocol)
    {
        _steps.Add(new NftExpression.Meta(MetaKey.TransportProtocol, NftRegister.First));
        Compare(op, RegisterValue.U8(protocol.Number));
    }

    private void LoadInterface(InterfaceSide side) => _steps.Add(new NftExpression.Meta(
        side == InterfaceSide.In ? MetaKey.InterfaceIn : MetaKey.InterfaceOut, NftRegister.First));

    private void LoadAddress(AddressSide side, IpFamily family, NftRegister into, int? length = null)
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
        _steps.Add(new NftExpression.Payload(PayloadBase.Network, offset, bytes, into));
    }

    private void LoadPort(IpProtocol transport, AddressSide side)
    {
        RequireProtocol(transport);
        LoadPort(side, NftRegister.First);
    }

    private void LoadPort(AddressSide side, NftRegister into) => _steps.Add(new NftExpression.Payload(
        PayloadBase.Transport, side == AddressSide.Source ? 0 : PortLength, PortLength, into));

    private void LoadIcmp(IpFamily family, int offset, int length)
    {
        RequireFamily(family);
        RequireProtocol(family == IpFamily.V4 ? IpProtocol.Icmp : IpProtocol.IcmpV6);
        _steps.Add(new NftExpression.Payload(PayloadBase.Transport, offset, length, NftRegister.First));
    }

    private void CompareRange(RegisterValue first, RegisterValue last)
    {
        if (first == last)
        {
            Compare(CompareOp.Equal, first);
            return;
        }

        Compare(CompareOp.GreaterOrEqual, first);
        Compare(CompareOp.LessOrEqual, last);
    }

    private void Compare(CompareOp op, RegisterValue value) =>
        _steps.Add(new NftExpression.Compare(NftRegister.First, op, value));

    private void Lookup(string set, bool negate = false) =>
        _steps.Add(new NftExpression.Lookup(NftRegister.First, set, negate));
}
