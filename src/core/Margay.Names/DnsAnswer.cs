using Margay.Primitives;

namespace Margay.Names;

/// <summary>An address that a name stands for, and for how many seconds it may be believed.</summary>
public readonly record struct NamedAddress(DomainName Name, IpAddr Address, uint Seconds);

/// <summary>
/// What a DNS response says of addresses (RFC 1035; AAAA by RFC 3596): of the name that was asked for, and of each name that this
/// one is an alias for. Records about other names are not believed.
/// </summary>
public static class DnsAnswer
{
    /// <summary>The longest chain of aliases that is followed.</summary>
    public const int MaxAliases = 16;

    private const int HeaderLength = 12;
    private const int RecordHeaderLength = 10;
    private const int ResponseBit = 0x80;
    private const int OpcodeMask = 0x78;
    private const int ResponseCodeMask = 0x0f;
    private const ushort TypeA = 1;
    private const ushort TypeAlias = 5;
    private const ushort TypeAaaa = 28;
    private const ushort ClassInternet = 1;

    /// <summary>
    /// The addresses, in the order of the records; none if the message is no response without error to one question. A record that
    /// cannot be read is left out, and what follows a malformed one is not read.
    /// </summary>
    public static IReadOnlyList<NamedAddress> Read(ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderLength) return [];
        var isAnswer = (message[2] & ResponseBit) != 0 && (message[2] & OpcodeMask) == 0 && (message[3] & ResponseCodeMask) == 0;
        if (!isAnswer || U16(message, 4) != 1) return [];
        var at = HeaderLength;
        if (!DnsName.TryRead(message, ref at, out var asked) || at + 4 > message.Length) return [];
        if (asked is not { } question || U16(message, at + 2) != ClassInternet) return [];
        return Follow(question, ReadRecords(message, at + 4, U16(message, 6)));
    }

    private static Records ReadRecords(ReadOnlySpan<byte> message, int at, int count)
    {
        var records = new Records();
        for (var n = 0; n < count; n++)
        {
            if (!DnsName.TryRead(message, ref at, out var owner) || at + RecordHeaderLength > message.Length) break;
            var (type, kind) = (U16(message, at), U16(message, at + 2));
            var seconds = (uint)((U16(message, at + 4) << 16) | U16(message, at + 6));
            var data = at + RecordHeaderLength;
            var length = U16(message, at + 8);
            at = data + length;
            if (at > message.Length) break;
            if (owner is not { } name || kind != ClassInternet) continue;
            // RFC 2181, section 8: a TTL with its highest bit set is zero.
            if (seconds > int.MaxValue) seconds = 0;
            if (type == TypeAlias && DnsName.TryRead(message, ref data, out var target) && target is { } alias)
                records.Aliases.TryAdd(name, (alias, seconds));
            else if (type is TypeA or TypeAaaa && IpAddr.TryFromBytes(message.Slice(data, length), out var address) && address.IsV4 == (type == TypeA))
                records.Addresses.Add(new NamedAddress(name, address, seconds));
        }

        return records;
    }

    private static List<NamedAddress> Follow(DomainName question, Records records)
    {
        if (records.Addresses.Count == 0) return [];
        var chain = new List<(DomainName Name, uint Seconds)> { (question, uint.MaxValue) };
        while (chain.Count <= MaxAliases && records.Aliases.Remove(chain[^1].Name, out var alias)) chain.Add((alias.Target, alias.Seconds));
        var found = new List<NamedAddress>();
        foreach (var record in records.Addresses.Where(record => record.Name == chain[^1].Name))
        {
            // Each name is believed no longer than the links between it and the address.
            var seconds = record.Seconds;
            for (var i = chain.Count - 1; i >= 0; i--)
            {
                found.Add(new NamedAddress(chain[i].Name, record.Address, seconds));
                seconds = Math.Min(seconds, chain[i].Seconds);
            }
        }

        return found;
    }

    private static ushort U16(ReadOnlySpan<byte> message, int at) => (ushort)((message[at] << 8) | message[at + 1]);

    private sealed class Records
    {
        public Dictionary<DomainName, (DomainName Target, uint Seconds)> Aliases { get; } = [];

        public List<NamedAddress> Addresses { get; } = [];
    }
}
