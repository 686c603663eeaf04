using System.Text;

namespace Margay.Api.Metrics;

/// <summary>Takes the series of one family for one scrape.</summary>
public readonly ref struct SampleWriter
{
    private readonly ObservedFamily _family;
    private readonly StringBuilder _text;

    internal SampleWriter(ObservedFamily family, StringBuilder text) => (_family, _text) = (family, text);

    /// <summary>Writes a series.</summary>
    /// <param name="value">Its number.</param>
    /// <param name="labels">The values of its labels, in the order of the labels' names.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than names.</exception>
    public void Write(double value, params ReadOnlySpan<string> labels) => _family.Write(_text, value, labels);
}

/// <summary>A family whose series are read for each scrape.</summary>
internal sealed class ObservedFamily(string name, string help, bool isCounter, IReadOnlyList<string> labels, Action<SampleWriter> read)
    : MetricFamily(name, help, isCounter ? "counter" : "gauge", labels)
{
    internal void Write(StringBuilder text, double value, ReadOnlySpan<string> values)
    {
        if (values.Length != LabelNames.Count)
            throw new ArgumentException($"{Name} has {LabelNames.Count} labels, not {values.Length}", nameof(values));
        text.Append(Name);
        for (var i = 0; i < values.Length; i++)
        {
            text.Append(i == 0 ? '{' : ',');
            WriteLabel(text, LabelNames[i], values[i]);
        }

        if (values.Length > 0) text.Append('}');
        text.Append(' ').Append(Format(value)).Append('\n');
    }

    private protected override void WriteSeries(StringBuilder text) => read(new SampleWriter(this, text));
}
