using System.Diagnostics;

namespace Margay.Bench.Results;

/// <summary>Times pieces of work.</summary>
internal static class Measured
{
    /// <summary>The seconds that work takes.</summary>
    public static double Seconds<T>(Func<T> work)
    {
        var began = Stopwatch.GetTimestamp();
        _ = work();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>The microseconds that work takes.</summary>
    public static double Microseconds<T>(Func<T> work) => Seconds(work) * 1e6;
}
