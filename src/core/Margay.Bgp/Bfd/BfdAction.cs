namespace Margay.Bgp.Bfd;

/// <summary>What a session's driver is to do, in the order it is told.</summary>
public abstract record BfdAction
{
    private BfdAction()
    {
    }

    /// <summary>Sends a packet.</summary>
    public sealed record Send(BfdPacket Packet) : BfdAction;

    /// <summary>The session is up.</summary>
    public sealed record Up : BfdAction;

    /// <summary>The session that was up is not any more, and not because it was stopped.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="IsAdministrative">The other side took its session down on purpose: nothing follows for the path (RFC 5882 §3.2).</param>
    /// <param name="RemoteIsIndependent">The other side's BFD does not share the fate of its control plane (C bit): the path has failed, and not only the speaker.</param>
    public sealed record Down(BfdDiagnostic Reason, bool IsAdministrative, bool RemoteIsIndependent) : BfdAction;

    /// <summary>The other side had long enough to hear that the session was stopped.</summary>
    public sealed record Ended : BfdAction;
}
