namespace Margay.Bgp.Bfd;

/// <summary>What one side wants of a session. Equal by value.</summary>
public sealed record BfdConfig
{
    /// <summary>The least time between packets of this side while the session is up, in microseconds; not 0.</summary>
    public uint MinTx { get; init; } = 300_000;

    /// <summary>The least time between packets that this side can receive, in microseconds; not 0.</summary>
    public uint MinRx { get; init; } = 300_000;

    /// <summary>After how many packets that fail to come the other side is to take this one for dead; not 0.</summary>
    public byte Multiplier { get; init; } = 5;
}
