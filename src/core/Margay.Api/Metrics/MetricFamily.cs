using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Margay.Api.Metrics;

/// <summary>A metric's name, help and label names, and its series by label values.</summary>
public abstract class MetricFamily
{
    private protected MetricFamily(string name, string help, string type, IReadOnlyList<string> labels) =>
        (Name, Help, Type, LabelNames) = (name, help, type, labels);

    /// <summary>The name, as in <c>margay_hub_requests_total</c>.</summary>
    public string Name { get; }

    /// <summary>One sentence on what is counted.</summary>
    public string Help { get; }

    private protected string Type { get; }

    private protected IReadOnlyList<string> LabelNames { get; }

    internal void Write(StringBuilder text)
    {
        text.Append("# HELP ").Append(Name).Append(' ').Append(Help.Replace("\\", @"\\").Replace("\n", @"\n")).Append('\n');
        text.Append("# TYPE ").Append(Name).Append(' ').Append(Type).Append('\n');
        WriteSeries(text);
    }

    private protected abstract void WriteSeries(StringBuilder text);

    private protected static void WriteSample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Format(value)).Append('\n');
    }

    private protected static void WriteLabel(StringBuilder text, string name, string value) =>
        text.Append(name).Append("=\"").Append(Escape(value)).Append('"');

    private static string Escape(string value) => value.Replace("\\", @"\\").Replace("\"", "\\\"").Replace("\n", @"\n");

    private protected static string Format(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A family whose series are of one type, made when first asked for.</summary>
/// <typeparam name="TSeries">What one series can do.</typeparam>
public abstract class MetricFamily<TSeries> : MetricFamily
    where TSeries : class
{
    private readonly ConcurrentDictionary<string, TSeries> _series = new(StringComparer.Ordinal);

    private protected MetricFamily(string name, string help, string type, IReadOnlyList<string> labels)
        : base(name, help, type, labels)
    {
    }

    /// <summary>The series with these label values, in the order of the labels' names.</summary>
    /// <exception cref="ArgumentException">There are more or fewer values than names.</exception>
    public TSeries With(params ReadOnlySpan<string> values)
    {
        if (values.Length != LabelNames.Count)
            throw new ArgumentException($"{Name} has {LabelNames.Count} labels, not {values.Length}", nameof(values));
        var key = new StringBuilder();
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0) key.Append(',');
            WriteLabel(key, LabelNames[i], values[i]);
        }

        return _series.GetOrAdd(key.ToString(), _ => NewSeries());
    }

    private protected abstract TSeries NewSeries();

    private protected abstract void WriteSeries(StringBuilder text, string labels, TSeries series);

    private protected sealed override void WriteSeries(StringBuilder text)
    {
        foreach (var (labels, series) in _series.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            WriteSeries(text, labels, series);
    }
}
