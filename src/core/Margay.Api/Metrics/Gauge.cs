using System.Text;

namespace Margay.Api.Metrics;

/// <summary>Numbers that go up and down.</summary>
public sealed class Gauge : MetricFamily<GaugeSeries>
{
    internal Gauge(string name, string help, IReadOnlyList<string> labels)
        : base(name, help, "gauge", labels)
    {
    }

    private protected override GaugeSeries NewSeries() => new();

    private protected override void WriteSeries(StringBuilder text, string labels, GaugeSeries series) =>
        WriteSample(text, Name, labels, series.Value);
}

/// <summary>One number that goes up and down.</summary>
public sealed class GaugeSeries
{
    private long _value;

    /// <summary>The number.</summary>
    public long Value => Interlocked.Read(ref _value);

    /// <summary>Sets the number.</summary>
    public void Set(long value) => Interlocked.Exchange(ref _value, value);

    /// <summary>Adds <paramref name="by"/>, which may be negative.</summary>
    public void Add(long by) => Interlocked.Add(ref _value, by);
}

/// <summary>A gauge without labels whose number is computed for each scrape.</summary>
internal sealed class ObservedGauge(string name, string help, Func<double> read)
    : MetricFamily(name, help, "gauge", [])
{
    private protected override void WriteSeries(StringBuilder text) => WriteSample(text, Name, "", read());
}

/// <summary>Gauges with one label whose numbers are computed for each scrape.</summary>
internal sealed class ObservedGauges(string name, string help, string label, Func<IEnumerable<KeyValuePair<string, double>>> read)
    : MetricFamily(name, help, "gauge", [label])
{
    private protected override void WriteSeries(StringBuilder text)
    {
        foreach (var (value, number) in read()) WriteSample(text, Name, $"{LabelNames[0]}=\"{value}\"", number);
    }
}
