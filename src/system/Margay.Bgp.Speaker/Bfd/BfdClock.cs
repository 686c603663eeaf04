namespace Margay.Bgp.Speaker.Bfd;

/// <summary>The time as BFD's machines want it, and lots for their jitter.</summary>
internal sealed class BfdClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Microseconds since this clock began.</summary>
    public long Now => time.GetElapsedTime(_start).Ticks / TimeSpan.TicksPerMicrosecond;

    public DateTimeOffset UtcNow => time.GetUtcNow();

    public static double Lot => Random.Shared.NextDouble();
}
