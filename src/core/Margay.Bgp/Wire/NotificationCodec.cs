namespace Margay.Bgp.Wire;

/// <summary>Bytes of NOTIFICATION messages (RFC 4271 §4.5).</summary>
public static class NotificationCodec
{
    private const int MaxData = MessageFrame.MaxLength - MessageFrame.HeaderLength - 2;

    /// <summary>Reads a body; one that is too short is taken as code 0, as there is nobody to complain to.</summary>
    public static Notification Decode(ReadOnlySpan<byte> body) => body.Length < 2
        ? Notification.Of(0)
        : new Notification(body[0], body[1], body[2..].ToArray());

    /// <summary>Appends the whole message. Data beyond what a message holds is cut off.</summary>
    public static void Write(BgpWriter writer, Notification notification)
    {
        var start = MessageFrame.Begin(writer, MessageType.Notification);
        writer.Byte(notification.Code);
        writer.Byte(notification.Subcode);
        writer.Bytes(notification.Data.Span[..Math.Min(notification.Data.Length, MaxData)]);
        MessageFrame.End(writer, start);
    }
}
