using Margay.Bgp.Wire;

namespace Margay.Bgp.Fsm;

/// <summary>Who ended a session.</summary>
public enum EndCause
{
    /// <summary>The connection broke, without a word.</summary>
    ConnectionLost,

    /// <summary>The peer said why.</summary>
    Received,

    /// <summary>This side said why.</summary>
    Sent,

    /// <summary>The peer came back over a new connection after a restart (RFC 4724 §5).</summary>
    PeerRestarted,

    /// <summary>This side went without a word, to restart.</summary>
    Restarting,
}

/// <summary>How a session ended.</summary>
/// <param name="Cause">Who ended it.</param>
/// <param name="Reason">What was said, or null.</param>
/// <param name="KeepsRoutes">The peer's routes stay for a while, marked stale (RFC 4724 §4.2, RFC 8538 §4).</param>
public sealed record SessionEnd(EndCause Cause, Notification? Reason, bool KeepsRoutes)
{
    /// <summary>For people.</summary>
    public override string ToString() => Cause switch
    {
        EndCause.Received => $"the peer said {Reason}",
        EndCause.Sent => $"this side said {Reason}",
        EndCause.PeerRestarted => "the peer restarted",
        EndCause.Restarting => "this speaker restarts",
        _ => "the connection was lost",
    };
}
