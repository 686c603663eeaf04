using System.Globalization;

namespace Margay.Bench;

/// <summary>Runnable tasks over the last minute (proc(5)): how much company a measurement had.</summary>
internal readonly record struct LoadAverage(double LastMinute)
{
    public static LoadAverage Read() =>
        new(double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture));

    public override string ToString() => LastMinute.ToString("F1", CultureInfo.InvariantCulture);
}
