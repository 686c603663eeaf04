namespace Margay.Client;

/// <summary>Growing waits between attempts, spread by chance so that many clients do not return at once.</summary>
/// <remarks>The n-th wait lies between half and all of first × 2^n, and below the longest. Not safe for concurrent use.</remarks>
public sealed class Backoff(TimeSpan first, TimeSpan longest, int seed)
{
    private const int MaxDoublings = 16;

    private readonly Random _random = new(seed);
    private int _doublings;

    /// <summary>The next wait.</summary>
    public TimeSpan Next()
    {
        var full = TimeSpan.FromTicks(Math.Min(first.Ticks << _doublings, longest.Ticks));
        if (_doublings < MaxDoublings) _doublings++;
        return full * (0.5 + (0.5 * _random.NextDouble()));
    }

    /// <summary>Starts again from the first wait.</summary>
    public void Reset() => _doublings = 0;
}
