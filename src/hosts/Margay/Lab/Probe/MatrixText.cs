using System.Diagnostics;
using System.Text;
using Margay.Primitives;

namespace Margay.Host.Lab.Probe;

/// <summary>A matrix as a table for people.</summary>
internal static class MatrixText
{
    /// <summary>Wider tables wrap on a terminal; then only what differs is listed.</summary>
    private const int MaxColumns = 24;

    private const string Legend =
        "  + connected  - no answer  r refused  u unreachable  ? another pod answered  (..) expected  ! differs";

    public static string Render(ConnectivityMatrix matrix)
    {
        var text = new StringBuilder();
        if (matrix.Pods.Count == 0) return "no pods to probe\n";
        if (matrix.Pods.Count <= MaxColumns) Table(matrix, text);
        Summary(matrix, text);
        return text.ToString();
    }

    private static void Table(ConnectivityMatrix matrix, StringBuilder text)
    {
        text.Append($"TCP port {matrix.Port}, from row to column, IPv4 then IPv6\n").Append(Legend).Append("\n\n");
        var labels = Labels(matrix.Pods);
        var width = labels.Max(static label => label.Length);
        var columns = Enumerable.Range(0, matrix.Pods.Count).ToArray();
        Line(text, new string(' ', width), columns.Select(static column => $"{column + 1}"));
        foreach (var row in columns)
            Line(text, labels[row].PadRight(width), columns.Select(column => CellText(matrix, row, column)));
        text.Append('\n');
    }

    private static string[] Labels(IReadOnlyList<ProbePod> pods)
    {
        var number = $"{pods.Count}".Length;
        var name = pods.Max(static pod => pod.ToString().Length);
        return [.. pods.Select((pod, index) => $"{$"{index + 1}".PadLeft(number)} {pod.ToString().PadRight(name)}  {pod.Node}")];
    }

    private static void Line(StringBuilder text, string label, IEnumerable<string> cells)
    {
        var line = new StringBuilder(label);
        foreach (var cell in cells) line.Append("  ").Append(cell.PadRight(7));
        text.Append(line.ToString().TrimEnd()).Append('\n');
    }

    private static string CellText(ConnectivityMatrix matrix, int from, int to)
    {
        var v4 = matrix[from, to, IpFamily.V4];
        var v6 = matrix[from, to, IpFamily.V6];
        var measured = $"{Sign(v4)}{Sign(v6)}";
        if (v4.ExpectedAllowed is null && v6.ExpectedAllowed is null) return measured;
        return $"{measured}({Expected(v4)}{Expected(v6)}){(v4.Agrees && v6.Agrees ? "" : "!")}";
    }

    private static char Sign(Cell cell) => cell.Measured switch
    {
        Outcome.Connected => '+',
        Outcome.NoAnswer => '-',
        Outcome.Refused => 'r',
        Outcome.Unreachable => 'u',
        Outcome.WrongPod => '?',
        Outcome.NotMeasured => ' ',
        _ => throw new UnreachableException($"{cell.Measured}"),
    };

    private static char Expected(Cell cell) => cell.ExpectedAllowed switch
    {
        true => '+',
        false => '-',
        null => ' ',
    };

    private static void Summary(ConnectivityMatrix matrix, StringBuilder text)
    {
        var measured = matrix.Cells.Where(static cell => cell.Measured != Outcome.NotMeasured).ToList();
        var open = measured.Count(static cell => cell.Measured == Outcome.Connected);
        text.Append($"{measured.Count} connections tried, {open} made");
        var mismatches = matrix.Mismatches.ToList();
        if (measured.Any(static cell => cell.ExpectedAllowed is not null))
            text.Append(mismatches.Count == 0 ? ", all as expected" : $", {mismatches.Count} not as expected");
        text.Append('\n');
        foreach (var cell in mismatches) text.Append("  ! ").Append(Sentence(cell)).Append('\n');
    }

    private static string Sentence(Cell cell)
    {
        var family = cell.Family == IpFamily.V4 ? "IPv4" : "IPv6";
        var expected = cell.ExpectedAllowed == true ? "allow" : "deny";
        return $"{cell.From} ({cell.From.Node}) -> {cell.To} ({cell.To.Node}) {family}: "
            + $"the policies {expected} it, but {Happened(cell.Measured)}";
    }

    private static string Happened(Outcome outcome) => outcome switch
    {
        Outcome.Connected => "it connects",
        Outcome.NoAnswer => "there is no answer",
        Outcome.Refused => "the connection is refused",
        Outcome.Unreachable => "the destination is unreachable",
        Outcome.WrongPod => "another pod answers",
        _ => throw new UnreachableException($"{outcome}"),
    };
}
