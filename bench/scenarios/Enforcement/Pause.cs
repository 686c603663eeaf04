using System.Runtime.InteropServices;

namespace Margay.Bench.Enforcement;

/// <summary>Sleep that is shorter than a millisecond, which Thread.Sleep cannot.</summary>
internal static partial class Pause
{
    /// <summary>usleep(3): sleeps at least so many microseconds, some 50 more as a rule.</summary>
    [LibraryImport("libc", EntryPoint = "usleep")]
    internal static partial int Microseconds(uint length);
}
