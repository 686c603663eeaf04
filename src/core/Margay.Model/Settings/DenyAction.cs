namespace Margay.Model.Settings;

/// <summary>How a denied packet is refused.</summary>
public enum DenyAction : byte
{
    /// <summary>Without an answer.</summary>
    Drop,

    /// <summary>With a TCP reset, or an ICMP error that says that an administrator forbids it.</summary>
    Reject,
}
