using System.Text;

namespace Margay.Api.Metrics;

/// <summary>Numbers that only grow.</summary>
public sealed class Counter : MetricFamily<CounterSeries>
{
    internal Counter(string name, string help, IReadOnlyList<string> labels)
        : base(name, help, "counter", labels)
    {
    }

    private protected override CounterSeries NewSeries() => new();

    private protected override void WriteSeries(StringBuilder text, string labels, CounterSeries series) =>
        WriteSample(text, Name, labels, series.Value);
}

/// <summary>One number that only grows.</summary>
public sealed class CounterSeries
{
    private long _value;

    /// <summary>The number.</summary>
    public long Value => Interlocked.Read(ref _value);

    /// <summary>Adds one, or <paramref name="by"/>, which is not negative.</summary>
    public void Increment(long by = 1) => Interlocked.Add(ref _value, by);
}
