namespace Margay.Policy.Oracle.Rules;

/// <summary>Small words for conditions.</summary>
internal static class EndWords
{
    /// <summary><c>from</c> for sources, <c>to</c> for destinations.</summary>
    public static string Way(PacketEnd end) => end == PacketEnd.Source ? "from" : "to";

    /// <summary><c>source</c> or <c>destination</c>, as rules spell it.</summary>
    public static string Name(PacketEnd end) => end == PacketEnd.Source ? "source" : "destination";

    /// <summary>What comes before a port: nothing for the destination's, which is what one thinks of.</summary>
    public static string PortOf(PacketEnd end) => end == PacketEnd.Source ? "source port" : "port";
}
