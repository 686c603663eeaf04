using System.Buffers.Binary;

namespace Margay.Netlink;

/// <summary>The kernel's verdict on one request (struct nlmsgerr and its extended attributes).</summary>
/// <param name="Sequence">The sequence number of the request it answers.</param>
/// <param name="Errno">The positive error number; 0 is an acknowledgement.</param>
/// <param name="Text">The kernel's own explanation (NLMSGERR_ATTR_MSG); empty when it gave none.</param>
/// <param name="Offset">Where in the request the offending attribute begins; 0 when unknown.</param>
public readonly record struct NetlinkError(uint Sequence, int Errno, string Text, uint Offset)
{
    private const ushort MessageAttribute = 1;
    private const ushort OffsetAttribute = 2;
    private const int CodeLength = 4;
    private const int HeaderLength = 16;

    /// <summary>Whether the request succeeded.</summary>
    public bool IsAcknowledgement => Errno == 0;

    /// <summary>
    /// Decodes an Error message, or a Done message (which carries the dump's errno). False for other types and when the
    /// payload is too short. Never throws.
    /// </summary>
    public static bool TryDecode(in NetlinkHeader header, ReadOnlySpan<byte> payload, out NetlinkError error)
    {
        error = default;
        if (header.Type is not (NetlinkMessageType.Error or NetlinkMessageType.Done)) return false;
        if (payload.Length < CodeLength) return false;
        var errno = Math.Max(0, -(long)BinaryPrimitives.ReadInt32LittleEndian(payload));
        error = new NetlinkError(header.Sequence, (int)Math.Min(errno, int.MaxValue), "", 0);
        if ((header.Flags & NetlinkFlags.AckAttributes) == 0) return true;

        var skip = CodeLength;
        if (header.Type == NetlinkMessageType.Error) skip += RepeatedRequestLength(header, payload[CodeLength..]);
        if (skip > payload.Length) return true;
        var attributes = new AttributeReader(payload[skip..]);
        while (attributes.TryReadNext(out var type, out var value))
        {
            if (type == MessageAttribute) error = error with { Text = AttributeValue.Text(value) };
            else if (type == OffsetAttribute) error = error with { Offset = AttributeValue.U32(value) };
        }

        return true;
    }

    /// <summary>
    /// The bytes between the errno and the attributes: the request's header, and its payload unless capped.
    /// </summary>
    private static int RepeatedRequestLength(in NetlinkHeader header, ReadOnlySpan<byte> request)
    {
        if ((header.Flags & NetlinkFlags.Capped) != 0 || request.Length < HeaderLength) return HeaderLength;
        var length = BinaryPrimitives.ReadInt32LittleEndian(request);
        return length < HeaderLength || length > request.Length ? request.Length : (length + 3) & ~3;
    }
}
