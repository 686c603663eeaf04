using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Analysis.Traffic;

/// <summary>Where rules cut the space of protocols, ports and messages: between two cuts nothing is told apart.</summary>
internal sealed class TrafficCuts
{
    private static readonly IpProtocol[] WithPorts = [IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Sctp, IpProtocol.UdpLite];

    private readonly SortedSet<IpProtocol> _protocols = [.. WithPorts, IpProtocol.Icmp, IpProtocol.IcmpV6];
    private readonly SortedDictionary<byte, SortedSet<byte>> _messages = [];
    private readonly Dictionary<(IpProtocol Protocol, bool IsSource), SortedSet<int>> _ports = [];

    /// <summary>Cuts where a rule cuts. Ports without a protocol cut every protocol that has some.</summary>
    public void Add(PacketMatch match)
    {
        if (match.Protocol is { } protocol) _protocols.Add(protocol);
        if (match.NotProtocol is { } other) _protocols.Add(other);
        Add(match.Icmp);
        Add(match.NotIcmp);
        var cut = match.Protocol is { } one ? [one] : WithPorts;
        foreach (var range in match.Source.Ports.Concat(match.Source.NotPorts)) Cut(cut, isSource: true, range);
        foreach (var range in match.Destination.Ports.Concat(match.Destination.NotPorts)) Cut(cut, isSource: false, range);
    }

    /// <summary>Cuts out the port of a member of a set of addresses and ports.</summary>
    public void Add(IpSetMember member, bool isSource)
    {
        _protocols.Add(member.Protocol);
        Cut([member.Protocol], isSource, PortRange.Single(member.Port));
    }

    /// <summary>The classes between the cuts: all packets, each in one class.</summary>
    public IEnumerable<TrafficClass> Classes()
    {
        foreach (var protocol in _protocols)
        {
            if (protocol.HasPorts)
            {
                foreach (var ports in Ranges(protocol, isSource: false))
                {
                    foreach (var from in Ranges(protocol, isSource: true)) yield return new TrafficClass(protocol, ports, from);
                }
            }
            else if (protocol == IpProtocol.Icmp || protocol == IpProtocol.IcmpV6)
            {
                foreach (var (message, isOther) in Messages())
                    yield return Portless(protocol) with { Icmp = message, IsOtherMessages = isOther };
            }
            else
            {
                yield return Portless(protocol);
            }
        }

        for (var number = 255; number > 0; number--)
        {
            if (_protocols.Contains(new IpProtocol((byte)number))) continue;
            yield return Portless(new IpProtocol((byte)number)) with { IsOtherProtocols = true };
            yield break;
        }
    }

    private static TrafficClass Portless(IpProtocol protocol) => new(protocol, TrafficClass.EveryPort, TrafficClass.EveryPort);

    private void Add(IcmpMatch? icmp)
    {
        if (icmp is not { } message) return;
        if (!_messages.TryGetValue(message.Type, out var codes)) _messages[message.Type] = codes = [];
        if (message.Code is { } code) codes.Add(code);
    }

    private void Cut(IEnumerable<IpProtocol> protocols, bool isSource, PortRange range)
    {
        foreach (var protocol in protocols)
        {
            if (!_ports.TryGetValue((protocol, isSource), out var cuts)) _ports[(protocol, isSource)] = cuts = [];
            cuts.Add(range.First);
            cuts.Add(range.Last + 1);
        }
    }

    private IEnumerable<PortRange> Ranges(IpProtocol protocol, bool isSource)
    {
        var first = 0;
        foreach (var cut in _ports.GetValueOrDefault((protocol, isSource)) ?? [])
        {
            if (cut > first) yield return new PortRange((ushort)first, (ushort)(cut - 1));
            first = cut;
        }

        if (first <= ushort.MaxValue) yield return new PortRange((ushort)first, ushort.MaxValue);
    }

    private IEnumerable<(IcmpMatch Message, bool IsOther)> Messages()
    {
        foreach (var (type, codes) in _messages)
        {
            foreach (var code in codes) yield return (new IcmpMatch(type, code), false);
            if (Unnamed(codes) is { } rest) yield return (new IcmpMatch(type, rest), true);
        }

        if (Unnamed(_messages.Keys) is { } other) yield return (new IcmpMatch(other, null), true);
    }

    private static byte? Unnamed(ICollection<byte> named)
    {
        for (var number = 255; number >= 0; number--)
        {
            if (!named.Contains((byte)number)) return (byte)number;
        }

        return null;
    }
}
