using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Policy.Evaluation;

/// <summary>Whether a packet meets the conditions of a rule.</summary>
internal static class PacketMatching
{
    public static bool Matches(IntentState state, PacketMatch match, Packet packet) =>
        MatchesHeader(match, packet)
        && Matches(state, match.Source, packet.Source, packet.Protocol, packet.SourcePort)
        && Matches(state, match.Destination, packet.Destination, packet.Protocol, packet.DestinationPort);

    /// <summary>Whether a packet meets the conditions that are on neither end.</summary>
    public static bool MatchesHeader(PacketMatch match, in Packet packet)
    {
        if (match.Family != IpFamily.None && match.Family != packet.Source.Family) return false;
        if (match.Protocol is { } protocol && protocol != packet.Protocol) return false;
        if (match.NotProtocol is { } other && other == packet.Protocol) return false;
        if (match.Icmp is { } icmp && !IsMessage(icmp, packet)) return false;
        return match.NotIcmp is not { } notIcmp || !IsMessage(notIcmp, packet);
    }

    private static bool IsMessage(IcmpMatch icmp, in Packet packet) =>
        packet.Icmp is { } message && message.Type == icmp.Type && (icmp.Code is null || icmp.Code == message.Code);

    private static bool Matches(IntentState state, EndMatch end, IpAddr address, IpProtocol protocol, ushort port)
    {
        foreach (var set in end.In)
        {
            if (!state.Sets[set].Contains(address)) return false;
        }

        foreach (var set in end.NotIn)
        {
            if (state.Sets[set].Contains(address)) return false;
        }

        if (end.Ports.Count > 0 && !(protocol.HasPorts && Holds(end.Ports, port))) return false;
        if (protocol.HasPorts && Holds(end.NotPorts, port)) return false;
        foreach (var set in end.InPorts)
        {
            if (!protocol.HasPorts || !state.Sets[set].Contains(address, protocol, port)) return false;
        }

        foreach (var set in end.NotInPorts)
        {
            if (protocol.HasPorts && state.Sets[set].Contains(address, protocol, port)) return false;
        }

        return true;
    }

    private static bool Holds(IReadOnlyList<PortRange> ranges, ushort port)
    {
        foreach (var range in ranges)
        {
            if (range.Contains(port)) return true;
        }

        return false;
    }
}
