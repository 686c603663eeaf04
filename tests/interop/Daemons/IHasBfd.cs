namespace Margay.Tests.Interop.Daemons;

/// <summary>A daemon that knows BFD. GoBGP does not.</summary>
internal interface IHasBfd
{
    /// <summary>Waits until its BFD session with the speaker is up, or is not.</summary>
    void AwaitBfd(bool isUp);

    /// <summary>Waits until it says that BFD ended its session with the speaker.</summary>
    void AwaitBfdFailure();

    /// <summary>Has what answers BFD hang, so that the kernel still acknowledges what comes for BGP; it ends with the daemon.</summary>
    void HangBfd();
}
