using Margay.Primitives;

namespace Margay.Policy.Oracle.Rules;

/// <summary>The address lies in one of the prefixes.</summary>
internal sealed record InNets(string Path, PacketEnd End, IReadOnlyList<Cidr> Nets)
    : Condition(Path, $"{EndWords.Way(End)} {string.Join(", ", Nets)}")
{
    public override Mismatch? Test(PacketView packet)
    {
        var address = packet.AddressOf(End);
        return Nets.Any(net => net.Contains(address)) ? null : new Mismatch.OutsideNets(address, Nets);
    }
}

/// <summary>The address is of a family that the prefixes are of, and lies in none of them.</summary>
internal sealed record NotInNets(string Path, PacketEnd End, IReadOnlyList<Cidr> Nets)
    : Condition(Path, $"not {EndWords.Way(End)} {string.Join(", ", Nets)}")
{
    public override Mismatch? Test(PacketView packet)
    {
        var address = packet.AddressOf(End);
        if (!Nets.Any(net => net.Family == address.Family)) return new Mismatch.OtherFamily(Nets[0].Family);
        var hit = Nets.FirstOrDefault(net => net.Contains(address));
        return hit.IsNone ? null : new Mismatch.InException(address, hit);
    }
}

/// <summary>Reads lists of prefixes; one that cannot be read spoils the list.</summary>
internal static class NetConditions
{
    /// <summary>The condition that <paramref name="make"/> makes of the prefixes; null if the list is empty.</summary>
    public static Condition? Read(
        IReadOnlyList<string?>? texts, PacketEnd end, string path, Func<string, PacketEnd, IReadOnlyList<Cidr>, Condition> make)
    {
        if (texts is not { Count: > 0 }) return null;
        return FirstFault(texts) is { } fault
            ? new Unreadable(path, fault)
            : make(path, end, [.. texts.Select(text => Cidr.Parse(text!))]);
    }

    /// <summary>What is wrong with the first prefix that cannot be read; null if all can.</summary>
    public static string? FirstFault(IEnumerable<string?> texts)
    {
        foreach (var text in texts)
        {
            if (!Cidr.TryParse(text, out _)) return $"'{text}' is not a CIDR";
        }

        return null;
    }
}
