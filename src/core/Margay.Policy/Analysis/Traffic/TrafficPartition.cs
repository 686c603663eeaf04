using Margay.Model.Intent;
using Margay.Policy.Evaluation;
using Margay.Primitives;

namespace Margay.Policy.Analysis.Traffic;

/// <summary>All packets, cut into the classes that the rules of one or several clusters tell apart.</summary>
/// <remarks>Exact: every packet is of one class, and a rule meets the packets of a class all or none, but for its ends.</remarks>
public sealed class TrafficPartition
{
    private readonly TrafficClass[] _classes;

    internal TrafficPartition(TrafficCuts cuts)
    {
        _classes = [.. cuts.Classes()];
        OfV4 = Where(found => found.IsOf(IpFamily.V4));
        OfV6 = Where(found => found.IsOf(IpFamily.V6));
        None = Where(static _ => false);
    }

    /// <summary>The classes, by number.</summary>
    public IReadOnlyList<TrafficClass> Classes => _classes;

    /// <summary>Nothing.</summary>
    public TrafficSet None { get; }

    private TrafficSet OfV4 { get; }

    private TrafficSet OfV6 { get; }

    /// <summary>Whatever a family can carry.</summary>
    public TrafficSet All(IpFamily family) => family == IpFamily.V6 ? OfV6 : OfV4;

    /// <summary>The classes that the predicate takes.</summary>
    public TrafficSet Where(Predicate<TrafficClass> takes) => TrafficSet.Where(_classes.Length, i => takes(_classes[i]));

    /// <summary>The classes of a protocol and, unless null, a destination port.</summary>
    public TrafficSet Of(IpProtocol protocol, ushort? port) => Where(found =>
        found.Protocol == protocol && !found.IsOtherProtocols && (port is not { } number || found.Ports.Contains(number)));

    /// <summary>What meets a rule's conditions on protocol, ports and message; those on addresses and family are left aside.</summary>
    internal TrafficSet Matching(PacketMatch match)
    {
        var header = match with { Family = IpFamily.None };
        return Where(found => PacketMatching.MatchesHeader(header, Representative(found))
            && Holds(match.Source, found.Protocol, found.SourcePorts.First)
            && Holds(match.Destination, found.Protocol, found.Ports.First));
    }

    /// <summary>What a member of a set of addresses and ports stands for, at one end.</summary>
    internal TrafficSet Matching(IpProtocol protocol, ushort port, bool isSource) => Where(found =>
        found.Protocol == protocol && !found.IsOtherProtocols && (isSource ? found.SourcePorts : found.Ports).Contains(port));

    private static Packet Representative(TrafficClass found) => new(
        default, default, found.Protocol, found.Ports.First, found.SourcePorts.First,
        found.Icmp is { } message ? message with { Code = message.Code ?? 0 } : null);

    private static bool Holds(EndMatch end, IpProtocol protocol, ushort port)
    {
        if (!protocol.HasPorts) return end.Ports.Count == 0 && end.InPorts.Count == 0;
        return (end.Ports.Count == 0 || end.Ports.Any(range => range.Contains(port)))
            && !end.NotPorts.Any(range => range.Contains(port));
    }
}
