namespace Margay.Bgp.Bfd;

/// <summary>The states of a session (RFC 5880 §6.2); the numbers are those of the wire.</summary>
public enum BfdState : byte
{
    /// <summary>It is held down on purpose.</summary>
    AdminDown,

    /// <summary>Nothing is heard, or the other side does not hear this one.</summary>
    Down,

    /// <summary>The other side is heard, and whether it hears this one is not known yet.</summary>
    Init,

    /// <summary>Both hear each other.</summary>
    Up,
}

/// <summary>Why a session left a state (RFC 5880 §4.1); the numbers are those of the wire, and others may come.</summary>
public enum BfdDiagnostic : byte
{
    /// <summary>No Diagnostic.</summary>
    None,

    /// <summary>Control Detection Time Expired.</summary>
    DetectionTimeExpired,

    /// <summary>Echo Function Failed.</summary>
    EchoFailed,

    /// <summary>Neighbor Signaled Session Down.</summary>
    NeighborSignaledDown,

    /// <summary>Forwarding Plane Reset.</summary>
    ForwardingPlaneReset,

    /// <summary>Path Down.</summary>
    PathDown,

    /// <summary>Concatenated Path Down.</summary>
    ConcatenatedPathDown,

    /// <summary>Administratively Down.</summary>
    AdministrativelyDown,

    /// <summary>Reverse Concatenated Path Down.</summary>
    ReverseConcatenatedPathDown,
}

/// <summary>A control packet without authentication (RFC 5880 §4.1). Times are in microseconds.</summary>
public readonly record struct BfdPacket
{
    /// <summary>The port that control packets of a single hop go to (RFC 5881 §4).</summary>
    public const int Port = 3784;

    /// <summary>The lowest port that they may come from (RFC 5881 §4); the highest is the highest there is.</summary>
    public const int FirstSourcePort = 49152;

    /// <summary>The sender's state.</summary>
    public required BfdState State { get; init; }

    /// <summary>Why the sender left its state before.</summary>
    public BfdDiagnostic Diagnostic { get; init; }

    /// <summary>P: the sender asks for a packet with <see cref="Final"/>.</summary>
    public bool Poll { get; init; }

    /// <summary>F: the answer to <see cref="Poll"/>.</summary>
    public bool Final { get; init; }

    /// <summary>C: the sender's BFD goes on while its control plane restarts.</summary>
    public bool ControlPlaneIndependent { get; init; }

    /// <summary>D: the sender wants no periodic packets while both are up.</summary>
    public bool Demand { get; init; }

    /// <summary>After how many packets that fail to come the sender is to be taken for dead; not 0.</summary>
    public required byte DetectMultiplier { get; init; }

    /// <summary>The sender's number for the session; not 0.</summary>
    public required uint MyDiscriminator { get; init; }

    /// <summary>The receiver's number for the session, or 0 if the sender does not know it.</summary>
    public uint YourDiscriminator { get; init; }

    /// <summary>How often the sender would like to send.</summary>
    public required uint DesiredMinTx { get; init; }

    /// <summary>How often it can receive; 0 for not at all.</summary>
    public required uint RequiredMinRx { get; init; }

    /// <summary>How often it can receive Echo packets; 0 for not at all.</summary>
    public uint RequiredMinEchoRx { get; init; }
}
