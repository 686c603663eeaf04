using System.Text;

namespace Margay.Api.Metrics;

/// <summary>Distributions over fixed buckets.</summary>
public sealed class Histogram : MetricFamily<HistogramSeries>
{
    /// <summary>Buckets for latencies in seconds, from 100 µs to 10 s.</summary>
    public static IReadOnlyList<double> LatencyBounds { get; } =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly double[] _bounds;

    internal Histogram(string name, string help, IReadOnlyList<double> bounds, IReadOnlyList<string> labels)
        : base(name, help, "histogram", labels) => _bounds = [.. bounds, double.PositiveInfinity];

    private protected override HistogramSeries NewSeries() => new(_bounds);

    private protected override void WriteSeries(StringBuilder text, string labels, HistogramSeries series)
    {
        var comma = labels.Length > 0 ? "," : "";
        long below = 0;
        for (var i = 0; i < _bounds.Length; i++)
        {
            below += series.InBucket(i);
            WriteSample(text, $"{Name}_bucket", $"{labels}{comma}le=\"{Format(_bounds[i])}\"", below);
        }

        WriteSample(text, $"{Name}_sum", labels, series.Sum);
        WriteSample(text, $"{Name}_count", labels, below);
    }
}

/// <summary>One distribution.</summary>
public sealed class HistogramSeries
{
    private readonly double[] _bounds;
    private readonly long[] _counts;
    private double _sum;

    internal HistogramSeries(double[] bounds)
    {
        _bounds = bounds;
        _counts = new long[bounds.Length];
    }

    /// <summary>The sum of everything observed.</summary>
    public double Sum => Volatile.Read(ref _sum);

    /// <summary>Counts <paramref name="value"/> into the first bucket whose bound is not below it.</summary>
    public void Observe(double value)
    {
        var bucket = 0;
        while (value > _bounds[bucket]) bucket++;
        Interlocked.Increment(ref _counts[bucket]);
        double seen;
        do seen = Volatile.Read(ref _sum);
        while (Interlocked.CompareExchange(ref _sum, seen + value, seen) != seen);
    }

    internal long InBucket(int index) => Interlocked.Read(ref _counts[index]);
}
