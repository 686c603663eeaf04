namespace Margay.Bench.Results;

/// <summary>What is measured in.</summary>
internal readonly record struct Unit(string Symbol)
{
    public static Unit Seconds => new("s");

    public static Unit Milliseconds => new("ms");

    public static Unit Microseconds => new("µs");

    public static Unit GigabitsPerSecond => new("Gbit/s");

    public static Unit PerSecond => new("1/s");

    public static Unit Megabytes => new("MB");

    public static Unit Bytes => new("B");
}

/// <summary>Measurements of one quantity in the order they were taken; never empty.</summary>
internal sealed record Series(Unit Unit, IReadOnlyList<double> Values)
{
    public double Median { get; } = MedianOf(Values);

    public double Min { get; } = Values.Min();

    public double Max { get; } = Values.Max();

    /// <summary>A series of one.</summary>
    public static Series Of(Unit unit, double value) => new(unit, [value]);

    /// <summary>The value below which lies the given share (0 to 1) of the sorted values.</summary>
    public static double Percentile(ReadOnlySpan<double> sorted, double share) =>
        sorted[Math.Min((int)(share * sorted.Length), sorted.Length - 1)];

    /// <summary>The value below which lies the given share (0 to 1) of all values.</summary>
    public double Percentile(double share) => Percentile(Values.Order().ToArray(), share);

    /// <summary>The middle value, or the mean of the two middle ones.</summary>
    public static double MedianOf(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
