using System.Buffers.Binary;

namespace Margay.Bgp.Wire;

/// <summary>The kinds of message (RFC 4271 §4.1, RFC 2918).</summary>
public enum MessageType : byte
{
    /// <summary>OPEN.</summary>
    Open = 1,

    /// <summary>UPDATE.</summary>
    Update = 2,

    /// <summary>NOTIFICATION.</summary>
    Notification = 3,

    /// <summary>KEEPALIVE.</summary>
    Keepalive = 4,

    /// <summary>ROUTE-REFRESH.</summary>
    RouteRefresh = 5,
}

/// <summary>The header of every message (RFC 4271 §4.1): a marker of ones, the length, the type.</summary>
public static class MessageFrame
{
    /// <summary>Bytes of the header.</summary>
    public const int HeaderLength = 19;

    /// <summary>The most bytes a message may have, its header included.</summary>
    public const int MaxLength = 4096;

    private const int MarkerLength = 16;

    /// <summary>
    /// Finds the first message of a stream. False with no fault: more bytes are needed. False with a fault: the stream is
    /// no BGP and the session must end.
    /// </summary>
    /// <param name="stream">Bytes as they came.</param>
    /// <param name="type">The message's type.</param>
    /// <param name="length">Its whole length; its body begins after <see cref="HeaderLength"/> bytes.</param>
    /// <param name="fault">What is wrong with the header, or null.</param>
    public static bool TryRead(ReadOnlySpan<byte> stream, out MessageType type, out int length, out BgpFault? fault)
    {
        (type, length, fault) = (default, 0, null);
        if (stream.Length < HeaderLength) return false;
        length = BinaryPrimitives.ReadUInt16BigEndian(stream[MarkerLength..]);
        type = (MessageType)stream[MarkerLength + 2];
        fault = FaultOf(stream, type, length);
        return fault is null && stream.Length >= length;
    }

    /// <summary>Begins a message; <see cref="End"/> fills in its length.</summary>
    /// <returns>Where it begins.</returns>
    public static int Begin(BgpWriter writer, MessageType type)
    {
        var start = writer.Length;
        writer.UInt32(uint.MaxValue);
        writer.UInt32(uint.MaxValue);
        writer.UInt32(uint.MaxValue);
        writer.UInt32(uint.MaxValue);
        writer.UInt16(0);
        writer.Byte((byte)type);
        return start;
    }

    /// <summary>Ends the message that began at <paramref name="start"/>.</summary>
    public static void End(BgpWriter writer, int start) =>
        writer.Patch(start + MarkerLength, checked((ushort)(writer.Length - start)));

    /// <summary>Appends a KEEPALIVE, which is a header only.</summary>
    public static void WriteKeepalive(BgpWriter writer) => End(writer, Begin(writer, MessageType.Keepalive));

    private static BgpFault? FaultOf(ReadOnlySpan<byte> header, MessageType type, int length)
    {
        if (header[..MarkerLength].IndexOfAnyExcept((byte)0xff) >= 0)
            return BgpFault.Header(1, "the marker is not all ones");
        var (least, most) = type switch
        {
            MessageType.Open => (29, MaxLength),
            MessageType.Update => (23, MaxLength),
            MessageType.Notification => (21, MaxLength),
            MessageType.Keepalive => (HeaderLength, HeaderLength),
            MessageType.RouteRefresh => (23, MaxLength),
            _ => (-1, -1),
        };
        if (least < 0)
            return BgpFault.Header(3, $"message type {(byte)type} is unknown") with { Data = new[] { (byte)type } };
        if (length < least || length > most)
            return BgpFault.Header(2, $"a {type} of {length} bytes") with { Data = header.Slice(MarkerLength, 2).ToArray() };
        return null;
    }
}
