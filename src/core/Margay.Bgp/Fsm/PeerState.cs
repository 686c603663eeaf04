using System.Collections.Immutable;

namespace Margay.Bgp.Fsm;

/// <summary>The states of RFC 4271 §8.2.2.</summary>
public enum SessionState
{
    /// <summary>Nothing is tried and nothing accepted.</summary>
    Idle,

    /// <summary>This side is connecting.</summary>
    Connect,

    /// <summary>The peer may connect; this side tries again later, or never if it is passive.</summary>
    Active,

    /// <summary>An OPEN is sent, none came.</summary>
    OpenSent,

    /// <summary>Both OPENs are there.</summary>
    OpenConfirm,

    /// <summary>Routes are exchanged.</summary>
    Established,
}

/// <summary>One connection of a session.</summary>
/// <param name="Number">Its driver's number for it.</param>
/// <param name="IsOutgoing">This side made it.</param>
/// <param name="State">OpenSent, OpenConfirm or Established.</param>
/// <param name="Session">What was agreed on; null before the peer's OPEN.</param>
public sealed record Connection(int Number, bool IsOutgoing, SessionState State, NegotiatedSession? Session)
{
    /// <summary>This side's OPEN is sent. A connection that came waits with it while one that was made is undecided (RFC 4271 §8.1.1, DelayOpen).</summary>
    public bool HasOpened { get; init; }

    /// <summary>The peer has taken this side's OPEN: its KEEPALIVE came while this side still waits for another connection.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>This side's OPEN has no answer.</summary>
    internal bool IsUnanswered => HasOpened && Session is null;
}

/// <summary>What a session without connections does to get one.</summary>
public enum Attempt
{
    /// <summary>Nothing: it was stopped.</summary>
    Stopped,

    /// <summary>Nothing, until the idle hold timer runs out.</summary>
    Held,

    /// <summary>It waits for the peer, or for its connect retry timer.</summary>
    Waiting,

    /// <summary>It connects.</summary>
    Dialing,
}

/// <summary>The whole state of a session: at most one established connection, one more that came, and one more that was made.</summary>
public sealed record PeerState
{
    /// <summary>A session that was not started.</summary>
    public static readonly PeerState Initial = new();

    /// <summary>What is done to get a connection.</summary>
    public Attempt Attempt { get; init; }

    /// <summary>Errors in a row, and Ceases that ask to stay away, without a session between them that stayed established.</summary>
    public int Errors { get; init; }

    /// <summary>How long it waited after the last attempt that failed; zero if none has since the session was established last.</summary>
    public TimeSpan RetryTime { get; init; }

    /// <summary>The connections, the oldest first.</summary>
    public ImmutableArray<Connection> Connections { get; init; } = [];

    /// <summary>The established connection, or null.</summary>
    public Connection? Established => Connections.FirstOrDefault(one => one.State == SessionState.Established);

    /// <summary>The state of the furthest connection.</summary>
    public SessionState State => Connections.IsEmpty
        ? Attempt switch
        {
            Attempt.Dialing => SessionState.Connect,
            Attempt.Waiting => SessionState.Active,
            _ => SessionState.Idle,
        }
        : Connections.Max(one => one.State);
}
