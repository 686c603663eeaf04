using System.Collections.Concurrent;
using System.Text;

namespace Margay.Api.Metrics;

/// <summary>A program's metrics, written in Prometheus' text format (version 0.0.4).</summary>
/// <remarks>Every member, and every member of the metrics it makes, may be called from any thread.</remarks>
public sealed class MetricRegistry
{
    /// <summary>The media type of <see cref="Write"/>.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);

    /// <summary>A number that only grows. By convention its name ends in <c>_total</c>.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Counter Counter(string name, string help, params string[] labels) => Add(new Counter(name, help, labels));

    /// <summary>A number that goes up and down.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Gauge Gauge(string name, string help, params string[] labels) => Add(new Gauge(name, help, labels));

    /// <summary>A number that is read when asked for; <paramref name="read"/> is called once for each scrape.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Observed(string name, string help, Func<double> read) => Add(new ObservedGauge(name, help, read));

    /// <summary>Numbers that are read when asked for, each under a value of one label; values are words without quotes.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Observed(string name, string help, string label, Func<IEnumerable<KeyValuePair<string, double>>> read) =>
        Add(new ObservedGauges(name, help, label, read));

    /// <summary>Numbers that are read when asked for; <paramref name="read"/> is called once for each scrape and writes every series.</summary>
    /// <param name="name">The name.</param>
    /// <param name="help">One sentence.</param>
    /// <param name="isCounter">Whether the numbers only grow, but for a restart.</param>
    /// <param name="labels">The labels' names.</param>
    /// <param name="read">Writes the series; two of them with the same labels are a fault.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Observed(string name, string help, bool isCounter, IReadOnlyList<string> labels, Action<SampleWriter> read) =>
        Add(new ObservedFamily(name, help, isCounter, labels, read));

    /// <summary>A distribution over fixed buckets.</summary>
    /// <param name="name">The name; by convention it ends in its unit, as in <c>_seconds</c>.</param>
    /// <param name="help">One sentence.</param>
    /// <param name="bounds">The upper bounds of the buckets, ascending; the last, infinite one is added.</param>
    /// <param name="labels">The labels' names.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Histogram Histogram(string name, string help, IReadOnlyList<double> bounds, params string[] labels) =>
        Add(new Histogram(name, help, bounds, labels));

    /// <summary>Everything, families and series in ordinal order.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        foreach (var (_, family) in _families.OrderBy(pair => pair.Key, StringComparer.Ordinal)) family.Write(text);
        return text.ToString();
    }

    private T Add<T>(T family)
        where T : MetricFamily =>
        _families.TryAdd(family.Name, family)
            ? family
            : throw new ArgumentException($"there is a metric {family.Name} already", nameof(family));
}
