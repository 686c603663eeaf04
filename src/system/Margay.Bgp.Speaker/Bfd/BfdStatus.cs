using Margay.Bgp.Bfd;

namespace Margay.Bgp.Speaker.Bfd;

/// <summary>How things stand with BFD to one peer.</summary>
public sealed record BfdStatus
{
    /// <summary>The session's state.</summary>
    public required BfdState State { get; init; }

    /// <summary>Why it left the state before.</summary>
    public required BfdDiagnostic Diagnostic { get; init; }

    /// <summary>Since when it is in its state.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>What the peer says of its own state.</summary>
    public required BfdState RemoteState { get; init; }

    /// <summary>The peer's BFD goes on while its control plane restarts (C bit).</summary>
    public required bool RemoteIsIndependent { get; init; }

    /// <summary>The time between packets to the peer, before jitter.</summary>
    public required TimeSpan TransmitInterval { get; init; }

    /// <summary>After how long without a packet the peer is taken for dead; zero while it is not heard.</summary>
    public required TimeSpan DetectionTime { get; init; }

    /// <summary>How often the session was up and then down.</summary>
    public required int Failures { get; init; }

    /// <summary>Packets from the peer's address that were discarded.</summary>
    public required int Discarded { get; init; }

    /// <summary>The rule by which the last of them was.</summary>
    public required BfdDiscard LastDiscard { get; init; }

    /// <summary>Why the last packet could not be sent; null if it was.</summary>
    public string? SendError { get; init; }
}
