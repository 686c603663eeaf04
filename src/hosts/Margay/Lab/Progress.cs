using System.Diagnostics;
using System.Globalization;

namespace Margay.Host.Lab;

/// <summary>Tells what a long command has done so far, one line for each step with the time since the start.</summary>
internal sealed class Progress(TextWriter output)
{
    private readonly long _start = Stopwatch.GetTimestamp();

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    public void Done(string step) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds,7:F2} s  {step}"));
}
