namespace Margay.Bgp.Bfd;

/// <summary>Why a datagram is discarded: the rules of RFC 5880 §6.8.6, in their order.</summary>
public enum BfdDiscard
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>There are fewer bytes than a control packet has.</summary>
    Truncated,

    /// <summary>The version is not 1.</summary>
    Version,

    /// <summary>The Length field is less than the least a packet of its kind has: 24, or 26 with authentication.</summary>
    LengthTooShort,

    /// <summary>The Length field goes beyond the datagram.</summary>
    LengthBeyondDatagram,

    /// <summary>Detect Mult is zero.</summary>
    NoDetectMultiplier,

    /// <summary>The Multipoint bit is set.</summary>
    Multipoint,

    /// <summary>My Discriminator is zero.</summary>
    NoMyDiscriminator,

    /// <summary>Your Discriminator is zero although the sender's state says that it has heard this side.</summary>
    NoYourDiscriminator,

    /// <summary>The A bit is set: authentication is not in use here.</summary>
    Authenticated,

    /// <summary>Your Discriminator is no session's.</summary>
    UnknownDiscriminator,

    /// <summary>Your Discriminator is zero and there is no session with the address that the packet came from.</summary>
    UnknownSource,
}
