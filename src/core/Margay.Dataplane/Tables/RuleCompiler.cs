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
    private const int DestinationPortOffset = 2;
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
        if (rule.IsCounted) compiler._steps.Add(new NftExpression.Counter());
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
        }
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
            case Match.Conntrack conntrack:
                AddConntrack(conntrack.States);
                break;
            case Match.AddressIn address:
                LoadAddress(address.Side, address.Family, NftRegister.First);
                Lookup(address.Set);
                break;
            case Match.AddressWithin address:
                AddPrefix(address.Side, address.Prefix);
                break;
            case Match.InterfaceAndSourceIn source:
                AddInterfaceAndSource(source);
                break;
            case Match.DestinationServiceIn service:
                AddDestinationService(service);
                break;
            case Match.Protocol protocol:
                RequireProtocol(protocol.Value);
                break;
            case Match.DestinationPort port:
                AddPortRange(port);
                break;
            case Match.DestinationPortIn port:
                RequireProtocol(port.Transport);
                LoadDestinationPort(NftRegister.First);
                Lookup(port.Set);
                break;
            case Match.IcmpV6Type icmp:
                RequireFamily(IpFamily.V6);
                RequireProtocol(IpProtocol.IcmpV6);
                _steps.Add(new NftExpression.Payload(PayloadBase.Transport, 0, 1, NftRegister.First));
                CompareRange(RegisterValue.U8(icmp.First), RegisterValue.U8(icmp.Last));
                break;
        }
    }

    private void AddConntrack(ConntrackStates states)
    {
        _steps.Add(new NftExpression.ConntrackState(NftRegister.First));
        _steps.Add(new NftExpression.Bitwise(
            NftRegister.First, NftRegister.First, RegisterValue.U32((uint)states), RegisterValue.U32(0)));
        Compare(CompareOp.NotEqual, RegisterValue.U32(0));
    }

    private void AddPrefix(AddressSide side, Cidr prefix)
    {
        LoadAddress(side, prefix.Family, NftRegister.First);
        Span<byte> bytes = stackalloc byte[16];
        if (!prefix.IsHost)
        {
            var mask = IpAddr.Of(prefix.Family, UInt128.MaxValue).Mask(prefix.Length);
            var maskValue = RegisterValue.Of(bytes[..mask.WriteTo(bytes)]);
            bytes.Clear();
            _steps.Add(new NftExpression.Bitwise(
                NftRegister.First, NftRegister.First, maskValue, RegisterValue.Of(bytes[..maskValue.Length])));
        }

        Compare(CompareOp.Equal, RegisterValue.Of(bytes[..prefix.Network.WriteTo(bytes)]));
    }

    private void AddInterfaceAndSource(Match.InterfaceAndSourceIn source)
    {
        RequireFamily(source.Family);
        LoadInterface(InterfaceSide.In);
        LoadAddress(AddressSide.Source, source.Family, new NftRegister(SetElementCodec.InterfaceNameLength / 4));
        Lookup(source.Set);
    }

    private void AddDestinationService(Match.DestinationServiceIn service)
    {
        LoadAddress(AddressSide.Destination, service.Family, NftRegister.First);
        var slot = (byte)(IpAddr.BitLengthOf(service.Family) / 32);
        _steps.Add(new NftExpression.Meta(MetaKey.TransportProtocol, new NftRegister(slot)));
        LoadDestinationPort(new NftRegister((byte)(slot + 1)));
        Lookup(service.Set);
    }

    private void AddPortRange(Match.DestinationPort port)
    {
        RequireProtocol(port.Transport);
        LoadDestinationPort(NftRegister.First);
        CompareRange(RegisterValue.U16Be(port.Ports.First), RegisterValue.U16Be(port.Ports.Last));
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
        _steps.Add(new NftExpression.Meta(MetaKey.TransportProtocol, NftRegister.First));
        Compare(CompareOp.Equal, RegisterValue.U8(protocol.Number));
        _protocol = protocol;
    }

    private void LoadInterface(InterfaceSide side) => _steps.Add(new NftExpression.Meta(
        side == InterfaceSide.In ? MetaKey.InterfaceIn : MetaKey.InterfaceOut, NftRegister.First));

    private void LoadAddress(AddressSide side, IpFamily family, NftRegister into)
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
        _steps.Add(new NftExpression.Payload(PayloadBase.Network, offset, IpAddr.BitLengthOf(family) / 8, into));
    }

    private void LoadDestinationPort(NftRegister into) =>
        _steps.Add(new NftExpression.Payload(PayloadBase.Transport, DestinationPortOffset, PortLength, into));

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

    private void Lookup(string set) => _steps.Add(new NftExpression.Lookup(NftRegister.First, set));
}
