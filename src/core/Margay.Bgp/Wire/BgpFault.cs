namespace Margay.Bgp.Wire;

/// <summary>What to do about a malformed message, from the mildest to the hardest (RFC 7606 §2).</summary>
public enum ErrorAction
{
    /// <summary>Nothing is wrong.</summary>
    None,

    /// <summary>The attribute is left out, the rest of the message stands.</summary>
    AttributeDiscard,

    /// <summary>The routes of the message are taken as withdrawn.</summary>
    TreatAsWithdraw,

    /// <summary>The session ends with a NOTIFICATION.</summary>
    SessionReset,
}

/// <summary>A malformed BGP message and what RFC 7606 says to do about it.</summary>
/// <param name="Code">The NOTIFICATION's error code.</param>
/// <param name="Subcode">Its subcode; 0 is unspecific.</param>
/// <param name="Action">What to do.</param>
/// <param name="Reason">What is wrong, for people.</param>
public readonly record struct BgpFault(byte Code, byte Subcode, ErrorAction Action, string Reason)
{
    /// <summary>Bytes that the NOTIFICATION carries as its data; empty for most faults.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>A fault in a message's header (RFC 4271 §6.1).</summary>
    public static BgpFault Header(byte subcode, string reason) =>
        new(NotificationCode.MessageHeader, subcode, ErrorAction.SessionReset, reason);

    /// <summary>A fault in an OPEN (RFC 4271 §6.2).</summary>
    public static BgpFault Open(byte subcode, string reason) =>
        new(NotificationCode.Open, subcode, ErrorAction.SessionReset, reason);

    /// <summary>A fault in an UPDATE (RFC 4271 §6.3, RFC 7606).</summary>
    public static BgpFault Update(byte subcode, ErrorAction action, string reason) =>
        new(NotificationCode.Update, subcode, action, reason);
}
