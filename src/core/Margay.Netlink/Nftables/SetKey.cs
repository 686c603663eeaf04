using System.Numerics;

namespace Margay.Netlink.Nftables;

/// <summary>
/// What one field of a set's key is: nft's own type numbers, which the kernel stores and gives back unread.
/// </summary>
public enum NftDataType : byte
{
    /// <summary>No field.</summary>
    None = 0,

    /// <summary>ipv4_addr: 4 bytes.</summary>
    Ipv4Address = 7,

    /// <summary>ipv6_addr: 16 bytes.</summary>
    Ipv6Address = 8,

    /// <summary>inet_proto: 1 byte.</summary>
    Protocol = 12,

    /// <summary>inet_service: a port, 2 bytes in network order.</summary>
    Port = 13,

    /// <summary>ifname: 16 bytes, padded with NUL.</summary>
    InterfaceName = 41,
}

/// <summary>The type of a set's key: one field, or several one after the other (a concatenation).</summary>
/// <param name="TypeId">The fields' type numbers, 6 bits each, the first most significant.</param>
public readonly record struct SetKey(uint TypeId)
{
    private const int BitsPerField = 6;
    private const uint FieldMask = (1 << BitsPerField) - 1;

    /// <summary>How many fields the key has.</summary>
    public int FieldCount => (32 - BitOperations.LeadingZeroCount(TypeId) + BitsPerField - 1) / BitsPerField;

    /// <summary>Bytes in a key. In a concatenation every field is padded to four bytes.</summary>
    public int Length
    {
        get
        {
            if (FieldCount == 1) return LengthOf(Field(0));
            var length = 0;
            for (var i = 0; i < FieldCount; i++) length += (LengthOf(Field(i)) + 3) & ~3;
            return length;
        }
    }

    /// <summary>The key with these fields: one to five.</summary>
    public static SetKey Of(params ReadOnlySpan<NftDataType> fields)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fields.Length, 32 / BitsPerField);
        uint id = 0;
        foreach (var field in fields) id = (id << BitsPerField) | (uint)field;
        return new SetKey(id);
    }

    /// <summary>The field at <paramref name="index"/>, from 0.</summary>
    public NftDataType Field(int index) =>
        (NftDataType)((TypeId >> (BitsPerField * (FieldCount - 1 - index))) & FieldMask);

    private static int LengthOf(NftDataType type) => type switch
    {
        NftDataType.Ipv4Address => 4,
        NftDataType.Ipv6Address => 16,
        NftDataType.Protocol => 1,
        NftDataType.Port => 2,
        NftDataType.InterfaceName => 16,
        _ => 0,
    };
}
