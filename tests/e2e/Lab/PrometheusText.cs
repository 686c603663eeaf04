using System.Globalization;
using System.Text.RegularExpressions;

namespace Margay.Tests.E2e.Lab;

/// <summary>Metrics in Prometheus' text format (version 0.0.4), read as strictly as Prometheus reads them; what is no such text fails the test.</summary>
internal sealed partial class PrometheusText
{
    private readonly Dictionary<string, double> _samples = [];

    private PrometheusText()
    {
    }

    /// <summary>The families' types by name.</summary>
    public Dictionary<string, string> Types { get; } = [];

    /// <summary>All series, as in <c>up{state="x"}</c>, and their numbers.</summary>
    public IReadOnlyDictionary<string, double> Samples => _samples;

    /// <summary>The number of the one series of a family whose labels contain this text.</summary>
    public double Of(string family, string label = "") =>
        Assert.Single(_samples, sample => FamilyOf(sample.Key) == family && sample.Key.Contains(label, StringComparison.Ordinal)).Value;

    public static PrometheusText Parse(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var parsed = new PrometheusText();
        var (helped, current) = ("", "");
        foreach (var line in text[..^1].Split('\n'))
        {
            if (Help().Match(line) is { Success: true } help) helped = help.Groups["name"].Value;
            else if (Type().Match(line) is { Success: true } type)
            {
                current = type.Groups["name"].Value;
                Assert.Equal(current, helped);
                Assert.True(parsed.Types.TryAdd(current, type.Groups["type"].Value), $"{current} comes twice");
            }
            else parsed.Take(line, current);
        }

        return parsed;
    }

    private void Take(string line, string family)
    {
        var sample = Sample().Match(line);
        Assert.True(sample.Success, $"no sample: {line}");
        var name = sample.Groups["name"].Value;
        var isOfFamily = Types[family] == "histogram"
            ? name == $"{family}_bucket" || name == $"{family}_sum" || name == $"{family}_count"
            : name == family;
        Assert.True(isOfFamily, $"under {family}: {line}");
        Assert.True(_samples.TryAdd(name + sample.Groups["labels"].Value, Number(sample.Groups["value"].Value)), $"comes twice: {line}");
        string[] labels = [.. sample.Groups["label"].Captures.Select(one => one.Value)];
        Assert.Equal(labels.Distinct(), labels);
    }

    private static double Number(string text) => text == "+Inf" ? double.PositiveInfinity : double.Parse(text, CultureInfo.InvariantCulture);

    private static string FamilyOf(string series) => series.Split('{')[0];

    [GeneratedRegex("^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) .+$")]
    private static partial Regex Help();

    [GeneratedRegex("^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram)$")]
    private static partial Regex Type();

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?<labels>\{(?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?:[^"\\]|\\[\\"n])*"(?:,(?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?:[^"\\]|\\[\\"n])*")*\})? (?<value>\+Inf|-?[0-9][0-9.eE+-]*)$""")]
    private static partial Regex Sample();
}
