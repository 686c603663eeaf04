using Margay.Policy.Oracle.Holders;
using Margay.Primitives;

namespace Margay.Policy.Oracle.Rules;

/// <summary>The destination is an address that a name stands for which one of the patterns means.</summary>
internal sealed record OfDomain(string Path, IReadOnlyList<DomainPattern> Domains, ClusterIndex Cluster)
    : Condition(Path, $"to {string.Join(", ", Domains)}")
{
    /// <summary>Reads a list of patterns; null if there is none.</summary>
    public static Condition? Read(IReadOnlyList<string?>? texts, string path, ClusterIndex cluster)
    {
        if (texts is not { Count: > 0 }) return null;
        var domains = new List<DomainPattern>();
        foreach (var text in texts)
        {
            if (!DomainPattern.TryParse(text, out var pattern)) return new Unreadable(path, $"'{text}' is no domain name");
            domains.Add(pattern);
        }

        return new OfDomain(path, domains, cluster);
    }

    public override Mismatch? Test(PacketView packet)
    {
        IEnumerable<DomainName> known = packet.Facts.DestinationName is { } asked ? [asked] : Cluster.NamesAt(packet.Facts.Destination);
        if (known.Any(name => Domains.Any(pattern => pattern.Matches(name)))) return null;
        return new Mismatch.NotOfName(packet.Facts.Destination, [.. known]);
    }
}
