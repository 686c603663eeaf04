namespace Margay.Bgp.Wire;

/// <summary>What a ROUTE-REFRESH says (RFC 7313 §3.2).</summary>
public enum RefreshKind : byte
{
    /// <summary>Send the routes again (RFC 2918).</summary>
    Request = 0,

    /// <summary>They begin now.</summary>
    Begin = 1,

    /// <summary>That was all; what did not come again is gone.</summary>
    End = 2,
}

/// <summary>A ROUTE-REFRESH.</summary>
public readonly record struct RouteRefreshMessage(AddressFamily Family, RefreshKind Kind);

/// <summary>Bytes of ROUTE-REFRESH messages (RFC 2918 §3, RFC 7313).</summary>
public static class RouteRefreshCodec
{
    private const int BodyLength = 4;

    /// <summary>Reads a body. Outbound filters (RFC 5291) were never offered and are refused as a wrong length.</summary>
    /// <remarks>An unknown kind is to be ignored (RFC 7313 §5): it gives true and is left to the caller.</remarks>
    public static bool TryDecode(ReadOnlySpan<byte> body, out RouteRefreshMessage message, out BgpFault fault)
    {
        (message, fault) = (default, default);
        if (body.Length != BodyLength)
        {
            fault = new BgpFault(NotificationCode.RouteRefresh, 1, ErrorAction.SessionReset, $"a ROUTE-REFRESH body of {body.Length} bytes");
            return false;
        }

        message = new RouteRefreshMessage(
            new AddressFamily((ushort)((body[0] << 8) | body[1]), body[3]), (RefreshKind)body[2]);
        return true;
    }

    /// <summary>Appends the whole message.</summary>
    public static void Write(BgpWriter writer, RouteRefreshMessage message)
    {
        var start = MessageFrame.Begin(writer, MessageType.RouteRefresh);
        writer.UInt16(message.Family.Afi);
        writer.Byte((byte)message.Kind);
        writer.Byte(message.Family.Safi);
        MessageFrame.End(writer, start);
    }
}
