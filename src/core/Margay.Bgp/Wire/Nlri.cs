using Margay.Primitives;

namespace Margay.Bgp.Wire;

/// <summary>A prefix in an UPDATE, with the path's identifier where RFC 7911 was agreed on, else 0.</summary>
public readonly record struct Nlri(Cidr Prefix, uint PathId = 0);

/// <summary>Bytes of prefixes (RFC 4271 §4.3, RFC 7911 §3).</summary>
internal static class NlriCodec
{
    /// <summary>Reads all prefixes of a field; false if one is too long for its family or the field ends within one.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, IpFamily family, bool withPathIds, out Nlri[] prefixes)
    {
        prefixes = [];
        if (bytes.IsEmpty) return true;
        var found = new Nlri[Count(bytes, withPathIds)];
        var reader = new BgpReader(bytes);
        for (var i = 0; !reader.IsAtEnd; i++)
        {
            var id = 0u;
            if ((withPathIds && !reader.TryUInt32(out id)) || !reader.TryPrefix(family, out var prefix)) return false;
            found[i] = new Nlri(prefix, id);
        }

        prefixes = found;
        return true;
    }

    /// <summary>How many prefixes a field says it has; none of them needs to be right.</summary>
    private static int Count(ReadOnlySpan<byte> bytes, bool withPathIds)
    {
        var (count, lengthAt) = (0, withPathIds ? 4 : 0);
        for (var start = 0; start + lengthAt < bytes.Length; count++) start += lengthAt + 1 + ((bytes[start + lengthAt] + 7) / 8);
        return count;
    }

    public static void Write(BgpWriter writer, Nlri nlri, bool withPathId)
    {
        if (withPathId) writer.UInt32(nlri.PathId);
        writer.Prefix(nlri.Prefix);
    }

    /// <summary>Bytes that one prefix takes.</summary>
    public static int LengthOf(Nlri nlri, bool withPathId) => (withPathId ? 5 : 1) + ((nlri.Prefix.Length + 7) / 8);
}
