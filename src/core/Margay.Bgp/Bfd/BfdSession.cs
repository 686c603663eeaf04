namespace Margay.Bgp.Bfd;

/// <summary>How far a Poll Sequence is (RFC 5880 §6.5).</summary>
public enum PollState
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>This side sends P until an F comes.</summary>
    Asking,

    /// <summary>The same, and what is asked about has changed meanwhile: after the F another begins.</summary>
    AskingAgain,
}

/// <summary>
/// The whole state of a session, by the names of RFC 5880 §6.8.1. Times are microseconds; moments are counted from wherever the
/// driver's clock begins.
/// </summary>
public sealed record BfdSession
{
    private BfdSession()
    {
    }

    /// <summary>This side's number for the session; not 0.</summary>
    public required uint LocalDiscriminator { get; init; }

    /// <summary>This side's state.</summary>
    public BfdState State { get; init; } = BfdState.AdminDown;

    /// <summary>Why the state before was left.</summary>
    public BfdDiagnostic Diagnostic { get; init; }

    /// <summary>The other side's number for the session, or 0 while it is not known.</summary>
    public uint RemoteDiscriminator { get; init; }

    /// <summary>The state that the other side said last.</summary>
    public BfdState RemoteState { get; init; } = BfdState.Down;

    /// <summary>The other side's diagnostic.</summary>
    public BfdDiagnostic RemoteDiagnostic { get; init; }

    /// <summary>How often the other side can receive; 0 for not at all.</summary>
    public uint RemoteMinRx { get; init; } = 1;

    /// <summary>How often it would like to send.</summary>
    public uint RemoteMinTx { get; init; }

    /// <summary>Its detect multiplier; 0 while nothing is heard.</summary>
    public byte RemoteMultiplier { get; init; }

    /// <summary>It asks for no periodic packets while both are up.</summary>
    public bool RemoteDemands { get; init; }

    /// <summary>What it said last of its control plane: BFD goes on without it.</summary>
    public bool RemoteIsIndependent { get; init; }

    /// <summary>How often this side says that it would like to send.</summary>
    public uint DesiredMinTx { get; init; }

    /// <summary>How often this side says that it can receive.</summary>
    public uint RequiredMinRx { get; init; }

    /// <summary>Like <see cref="DesiredMinTx"/>, but what is more than before counts only once the other side has answered a Poll (§6.8.3).</summary>
    public uint UsedMinTx { get; init; }

    /// <summary>Like <see cref="RequiredMinRx"/>, but what is less than before counts only once the other side has answered a Poll (§6.8.3).</summary>
    public uint UsedMinRx { get; init; }

    /// <summary>The Poll Sequence of this side.</summary>
    public PollState Poll { get; init; }

    /// <summary>When a packet was last received; null while the other side is not heard.</summary>
    public long? HeardAt { get; init; }

    /// <summary>When a periodic packet was last sent.</summary>
    public long? SentAt { get; init; }

    /// <summary>When the next is due; null if none is.</summary>
    public long? TransmitAt { get; init; }

    /// <summary>When a session that was stopped has said so for long enough.</summary>
    public long? EndsAt { get; init; }

    /// <summary>The time between this side's packets, before jitter.</summary>
    public uint TransmitInterval => Math.Max(UsedMinTx, RemoteMinRx);

    /// <summary>After how long without a packet the other side is taken for dead (§6.8.4); 0 while it is not heard.</summary>
    public long DetectionTime => (long)RemoteMultiplier * Math.Max(UsedMinRx, RemoteMinTx);

    /// <summary>When the detection time runs out.</summary>
    public long? DetectAt => HeardAt + DetectionTime;

    /// <summary>When <see cref="BfdEvent.Elapsed"/> is to happen next; null if nothing is waited for.</summary>
    public long? NextAt => Earliest(TransmitAt, State == BfdState.AdminDown ? EndsAt : DetectAt);

    /// <summary>Whether the other side's Demand mode is active: it wants to hear nothing but Poll Sequences (§6.6).</summary>
    public bool IsRemoteDemandActive => RemoteDemands && State == BfdState.Up && RemoteState == BfdState.Up;

    /// <summary>A session that was not started.</summary>
    /// <param name="discriminator">Its number: not 0, no other session's, and drawn by lot so that nobody can guess it (§6.8.1).</param>
    public static BfdSession Create(uint discriminator)
    {
        ArgumentOutOfRangeException.ThrowIfZero(discriminator);
        return new BfdSession { LocalDiscriminator = discriminator };
    }

    private static long? Earliest(long? one, long? other) => (one, other) switch
    {
        (null, _) => other,
        (_, null) => one,
        _ => Math.Min(one.Value, other.Value),
    };
}
