using System.Buffers.Binary;

namespace Margay.Netlink.Nftables;

/// <summary>nfnetlink message types of nftables: the subsystem (10) in the high byte.</summary>
public static class NftMessageType
{
    private const ushort Subsystem = SubsystemId << 8;

    /// <summary>NFNL_SUBSYS_NFTABLES.</summary>
    public const ushort SubsystemId = 10;

    /// <summary>NFNL_MSG_BATCH_BEGIN.</summary>
    public const ushort BatchBegin = 0x10;

    /// <summary>NFNL_MSG_BATCH_END.</summary>
    public const ushort BatchEnd = 0x11;

    /// <summary>NFT_MSG_NEWTABLE.</summary>
    public const ushort NewTable = Subsystem | 0;

    /// <summary>NFT_MSG_GETTABLE.</summary>
    public const ushort GetTable = Subsystem | 1;

    /// <summary>NFT_MSG_DELTABLE.</summary>
    public const ushort DeleteTable = Subsystem | 2;

    /// <summary>NFT_MSG_NEWCHAIN.</summary>
    public const ushort NewChain = Subsystem | 3;

    /// <summary>NFT_MSG_GETCHAIN.</summary>
    public const ushort GetChain = Subsystem | 4;

    /// <summary>NFT_MSG_DELCHAIN.</summary>
    public const ushort DeleteChain = Subsystem | 5;

    /// <summary>NFT_MSG_NEWRULE.</summary>
    public const ushort NewRule = Subsystem | 6;

    /// <summary>NFT_MSG_GETRULE.</summary>
    public const ushort GetRule = Subsystem | 7;

    /// <summary>NFT_MSG_DELRULE; without a handle: all rules of the chain.</summary>
    public const ushort DeleteRule = Subsystem | 8;

    /// <summary>NFT_MSG_NEWSET.</summary>
    public const ushort NewSet = Subsystem | 9;

    /// <summary>NFT_MSG_GETSET.</summary>
    public const ushort GetSet = Subsystem | 10;

    /// <summary>NFT_MSG_DELSET.</summary>
    public const ushort DeleteSet = Subsystem | 11;

    /// <summary>NFT_MSG_NEWSETELEM.</summary>
    public const ushort NewElements = Subsystem | 12;

    /// <summary>NFT_MSG_GETSETELEM.</summary>
    public const ushort GetElements = Subsystem | 13;

    /// <summary>NFT_MSG_DELSETELEM; without elements: all of the set.</summary>
    public const ushort DeleteElements = Subsystem | 14;

    /// <summary>NFT_MSG_NEWGEN: a transaction was committed.</summary>
    public const ushort NewGeneration = Subsystem | 15;

    /// <summary>NFT_MSG_GETGEN.</summary>
    public const ushort GetGeneration = Subsystem | 16;
}

/// <summary>The fixed part of every nfnetlink message (struct nfgenmsg).</summary>
/// <param name="Family">The table's family: NFPROTO_INET is <see cref="Inet"/>.</param>
/// <param name="ResourceId">Batch markers: the subsystem. Answers: the low bits of the generation.</param>
public readonly record struct NfHeader(byte Family, ushort ResourceId)
{
    /// <summary>NFPROTO_INET: one table for IPv4 and IPv6.</summary>
    public const byte Inet = 1;

    /// <summary>Bytes of the header.</summary>
    public const int Length = 4;

    /// <summary>Reads the header and gives what follows it; false when the payload is too short.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out NfHeader header, out ReadOnlySpan<byte> attributes)
    {
        header = default;
        attributes = default;
        if (payload.Length < Length) return false;
        header = new NfHeader(payload[0], BinaryPrimitives.ReadUInt16BigEndian(payload[2..]));
        attributes = payload[Length..];
        return true;
    }

    /// <summary>Appends the header to the message just begun.</summary>
    public void Write(NetlinkWriter writer)
    {
        var span = writer.Reserve(Length);
        span[0] = Family;
        BinaryPrimitives.WriteUInt16BigEndian(span[2..], ResourceId);
    }
}
