namespace Margay.Bgp.Bfd;

/// <summary>What can happen to a session.</summary>
/// <param name="At">When, in microseconds; never earlier than the event before.</param>
/// <param name="Lot">A random number from 0 to less than 1, for the jitter of what is sent.</param>
public abstract record BfdEvent(long At, double Lot)
{
    /// <summary>The session shall be.</summary>
    public sealed record Start(long At, double Lot) : BfdEvent(At, Lot);

    /// <summary>The session shall not be any more. It says so until <see cref="BfdAction.Ended"/>.</summary>
    public sealed record Stop(long At, double Lot) : BfdEvent(At, Lot);

    /// <summary>Another configuration is given from now on.</summary>
    public sealed record Reconfigured(long At, double Lot) : BfdEvent(At, Lot);

    /// <summary>A packet for this session came.</summary>
    public sealed record Received(long At, double Lot, BfdPacket Packet) : BfdEvent(At, Lot);

    /// <summary>Time has passed, as far as <see cref="BfdSession.NextAt"/> or further.</summary>
    public sealed record Elapsed(long At, double Lot) : BfdEvent(At, Lot);
}
