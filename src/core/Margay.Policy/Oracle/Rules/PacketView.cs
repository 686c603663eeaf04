using System.Diagnostics;
using Margay.Policy.Oracle.Holders;
using Margay.Primitives;

namespace Margay.Policy.Oracle.Rules;

/// <summary>One of the two ends of a packet.</summary>
internal enum PacketEnd : byte
{
    /// <summary>Where it comes from.</summary>
    Source,

    /// <summary>Where it goes.</summary>
    Destination,
}

/// <summary>A packet as a rule sees it: for each end the address, and who holds it.</summary>
/// <param name="Facts">The packet.</param>
/// <param name="Sources">Everything that holds the source address.</param>
/// <param name="Destinations">Everything that holds the destination address.</param>
/// <param name="Source">The holder whom the source is taken for; null for nobody.</param>
/// <param name="Destination">The holder whom the destination is taken for; null for nobody.</param>
internal sealed record PacketView(
    PacketFacts Facts, IReadOnlyList<Holder> Sources, IReadOnlyList<Holder> Destinations, Holder? Source, Holder? Destination)
{
    /// <summary>The packet with nobody chosen yet.</summary>
    public static PacketView Of(ClusterIndex cluster, PacketFacts facts)
    {
        var (sources, destinations) = (cluster.HoldersOf(facts.Source), cluster.HoldersOf(facts.Destination));
        return new PacketView(facts, sources, destinations, First(sources), First(destinations));
    }

    private static Holder? First(IReadOnlyList<Holder> holders) => holders is [var first, ..] ? first : null;

    public IpAddr AddressOf(PacketEnd end) => end == PacketEnd.Source ? Facts.Source : Facts.Destination;

    public ushort PortOf(PacketEnd end) => end == PacketEnd.Source ? Facts.SourcePort : Facts.DestinationPort;

    public IReadOnlyList<Holder> AllAt(PacketEnd end) => end == PacketEnd.Source ? Sources : Destinations;

    public Holder? HolderAt(PacketEnd end) => end == PacketEnd.Source ? Source : Destination;

    /// <summary>The same packet for each that an end may be taken for; once, for nobody, if nobody holds the address.</summary>
    public IEnumerable<PacketView> ForEachHolder(PacketEnd end) => AllAt(end).Count == 0
        ? [this]
        : AllAt(end).Select(holder => end switch
        {
            PacketEnd.Source => this with { Source = holder },
            PacketEnd.Destination => this with { Destination = holder },
            _ => throw new UnreachableException(),
        });
}
