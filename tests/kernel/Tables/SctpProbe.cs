using System.Buffers.Binary;
using System.Numerics;
using Margay.Policy.Evaluation;

namespace Margay.Tests.Kernel.Tables;

/// <summary>SCTP packets that begin an association (RFC 9260): a header and an INIT chunk, with a right checksum.</summary>
internal static class SctpProbe
{
    private const int HeaderLength = 12;
    private const int ChecksumOffset = 8;
    private const int ChunkLength = 20;
    private const byte Init = 1;

    /// <summary>The packet; its id is the initial TSN, the last field of the chunk.</summary>
    public static byte[] Bytes(Packet packet, int id)
    {
        var bytes = new byte[HeaderLength + ChunkLength];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, packet.SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), packet.DestinationPort);
        var chunk = bytes.AsSpan(HeaderLength);
        chunk[0] = Init;
        BinaryPrimitives.WriteUInt16BigEndian(chunk[2..], ChunkLength);
        BinaryPrimitives.WriteUInt32BigEndian(chunk[4..], 1);           // initiate tag
        BinaryPrimitives.WriteUInt32BigEndian(chunk[8..], 65536);       // receiver window
        BinaryPrimitives.WriteUInt16BigEndian(chunk[12..], 1);          // streams out
        BinaryPrimitives.WriteUInt16BigEndian(chunk[14..], 1);          // streams in
        BinaryPrimitives.WriteInt32BigEndian(chunk[16..], id);
        var crc = uint.MaxValue;
        foreach (var one in bytes) crc = BitOperations.Crc32C(crc, one);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumOffset), ~crc);
        return bytes;
    }
}
