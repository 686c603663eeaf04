using System.Globalization;
using System.Text;

namespace Margay.Bench.Results;

/// <summary>Reports as a table for people.</summary>
internal static class ReportText
{
    private static readonly string[] Headings = ["", "unit", "margay", "(min–max)", "peer", "(min–max)", "ratio", "goal", "who the peer is"];

    public static string Of(ScenarioReport report)
    {
        string[][] rows = [Headings, .. report.Comparisons.Select(Row)];
        var widths = Enumerable.Range(0, Headings.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\n{report.Scenario}   load {report.LoadBefore} → {report.LoadAfter}\n");
        foreach (var row in rows)
            text.AppendJoin("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd().Append('\n');
        return text.ToString();
    }

    /// <summary>A number with three digits that count.</summary>
    public static string Number(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("F0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("F1", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("F2", CultureInfo.InvariantCulture),
        _ => value.ToString("G3", CultureInfo.InvariantCulture),
    };

    private static string[] Row(Comparison comparison) =>
    [
        comparison.What,
        comparison.Margay.Unit.Symbol,
        Number(comparison.Margay.Median),
        Range(comparison.Margay),
        Number(comparison.Peer.Median),
        Range(comparison.Peer),
        Number(comparison.Ratio),
        Verdict(comparison),
        comparison.PeerName,
    ];

    private static string Range(Series series) =>
        series.Values.Count == 1 ? "" : $"({Number(series.Min)}–{Number(series.Max)})";

    private static string Verdict(Comparison comparison) => comparison.Goal is { } goal
        ? $"{(goal.IsLowerBound ? "≥" : "≤")} {Number(goal.Limit)} {(goal.IsMet(comparison.Ratio) ? "met" : "MISSED")}"
        : "";

    private static StringBuilder TrimEnd(this StringBuilder text)
    {
        while (text.Length > 0 && text[^1] == ' ') text.Length--;
        return text;
    }
}
