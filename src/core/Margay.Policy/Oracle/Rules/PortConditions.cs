using System.Globalization;
using Margay.Policy.Oracle.Holders;
using Margay.Primitives;

namespace Margay.Policy.Oracle.Rules;

/// <summary>The port is in a range.</summary>
internal sealed record PortInRange(string Path, PacketEnd End, PortRange Range)
    : Condition(Path, $"{EndWords.PortOf(End)} {Range}")
{
    public override Mismatch? Test(PacketView packet)
    {
        if (!packet.Facts.Protocol.HasPorts) return new Mismatch.NoPorts(packet.Facts.Protocol);
        return Range.Contains(packet.PortOf(End)) ? null : new Mismatch.OtherPort(Range);
    }
}

/// <summary>The port has a name with whoever the end is taken for.</summary>
internal sealed record PortNamed(string Path, PacketEnd End, string Name) : Condition(Path, $"{EndWords.PortOf(End)} '{Name}'")
{
    public override PacketEnd? About => End;

    public override Mismatch? Test(PacketView packet)
    {
        if (!packet.Facts.Protocol.HasPorts) return new Mismatch.NoPorts(packet.Facts.Protocol);
        if (packet.HolderAt(End) is not (Holder.Pod or Holder.Host)) return new Mismatch.NobodyHasPorts(Name, false);
        var numbers = packet.HolderAt(End)!.PortsNamed(Name, packet.Facts.Protocol);
        return numbers.Contains(packet.PortOf(End))
            ? null
            : new Mismatch.NamedElsewhere(EndWords.Name(End), Name, [.. numbers.Distinct().Order()]);
    }
}

/// <summary>The port is not in a range; a packet without ports passes.</summary>
internal sealed record PortOutsideRange(string Path, PacketEnd End, PortRange Range)
    : Condition(Path, $"not {EndWords.PortOf(End)} {Range}")
{
    public override Mismatch? Test(PacketView packet)
    {
        var port = packet.PortOf(End);
        return packet.Facts.Protocol.HasPorts && Range.Contains(port)
            ? new Mismatch.ExcludedPort(port, Range.ToString())
            : null;
    }
}

/// <summary>The port has no such name with anybody who holds the address.</summary>
internal sealed record PortNotNamed(string Path, PacketEnd End, string Name)
    : Condition(Path, $"not {EndWords.PortOf(End)} '{Name}'")
{
    public override Mismatch? Test(PacketView packet)
    {
        var port = packet.PortOf(End);
        return packet.AllAt(End).Any(holder => holder.PortsNamed(Name, packet.Facts.Protocol).Contains(port))
            ? new Mismatch.ExcludedPort(port, $"'{Name}'")
            : null;
    }
}

/// <summary>Reads the port lists of Calico rules: numbers, ranges <c>FIRST:LAST</c>, and names.</summary>
internal static class PortConditions
{
    /// <summary>The ports of which one is asked for; null if the list asks for none.</summary>
    public static Condition? ReadPorts(IReadOnlyList<string?>? ports, PacketEnd end, string path) => ports is { Count: > 0 }
        ? new AnyOf(
            path,
            $"{EndWords.PortOf(end)} {string.Join(", ", ports)}",
            [.. ports.Select((text, i) => Read(text, end, $"{path}[{i}]", negated: false))])
        : null;

    /// <summary>The ports that are excluded, each a condition of its own.</summary>
    public static IEnumerable<Condition> ReadNotPorts(IReadOnlyList<string?>? ports, PacketEnd end, string path) =>
        (ports ?? []).Select((text, i) => Read(text, end, $"{path}[{i}]", true));

    private static Condition Read(string? text, PacketEnd end, string path, bool negated)
    {
        if (string.IsNullOrEmpty(text)) return new Unreadable(path, "the port is empty");
        var parts = text.Split(':');
        if (!parts.All(part => part.Length > 0 && part.All(char.IsAsciiDigit)) || parts.Length > 2)
        {
            if (parts.Length > 1) return new Unreadable(path, $"'{text}' is no range of ports");
            return negated ? new PortNotNamed(path, end, text) : new PortNamed(path, end, text);
        }

        if (RangeOf(parts[0], parts[^1]) is not { } range)
            return new Unreadable(path, $"'{text}' is no port or range of ports up to 65535");
        return negated ? new PortOutsideRange(path, end, range) : new PortInRange(path, end, range);
    }

    private static PortRange? RangeOf(string first, string last) =>
        ushort.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
        && ushort.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to) && to >= from
            ? new PortRange(from, to)
            : null;
}
