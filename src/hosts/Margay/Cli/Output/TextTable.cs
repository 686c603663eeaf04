using System.Globalization;
using System.Text;

namespace Margay.Host.Cli.Output;

/// <summary>Rows of text under headings, in columns as wide as their content.</summary>
internal sealed class TextTable(params IReadOnlyList<string> headings)
{
    private const int Gap = 3;
    private const string Cut = "…";

    private readonly List<IReadOnlyList<string>> _rows = [];
    private int[] _widths = [];

    /// <summary>How many rows there are.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds a row; cells beyond the headings are ignored and missing ones are empty.</summary>
    public void Add(params IReadOnlyList<string> cells) => _rows.Add(cells);

    /// <summary>The headings and all rows added so far.</summary>
    /// <param name="lineWidth">Where the last column is cut; null where nobody looks at the lines' ends.</param>
    public string Render(int? lineWidth = null)
    {
        _widths = [.. headings.Select(DisplayWidth)];
        foreach (var row in _rows) Widen(row);
        var text = new StringBuilder();
        AppendLine(text, headings, lineWidth);
        foreach (var row in _rows) AppendLine(text, row, lineWidth);
        return text.ToString();
    }

    /// <summary>One more row in the columns that <see cref="Render"/> laid out; for rows that arrive later.</summary>
    public string RenderRow(IReadOnlyList<string> cells, int? lineWidth = null)
    {
        if (_widths.Length == 0) _widths = [.. headings.Select(DisplayWidth)];
        Widen(cells);
        var text = new StringBuilder();
        AppendLine(text, cells, lineWidth);
        return text.ToString();
    }

    private void Widen(IReadOnlyList<string> row)
    {
        for (var column = 0; column < _widths.Length; column++)
            _widths[column] = Math.Max(_widths[column], DisplayWidth(Cell(row, column)));
    }

    private void AppendLine(StringBuilder text, IReadOnlyList<string> row, int? lineWidth)
    {
        var used = 0;
        for (var column = 0; column < _widths.Length; column++)
        {
            var cell = Cell(row, column);
            if (column == _widths.Length - 1)
            {
                text.Append(lineWidth is { } limit ? Fit(cell, limit - used) : cell);
                break;
            }

            text.Append(cell).Append(' ', _widths[column] - DisplayWidth(cell) + Gap);
            used += _widths[column] + Gap;
        }

        while (text.Length > 0 && text[^1] == ' ') text.Length--;
        text.Append('\n');
    }

    private static string Cell(IReadOnlyList<string> row, int column) => column < row.Count ? row[column] : "";

    private static string Fit(string cell, int room)
    {
        if (DisplayWidth(cell) <= room || room < 2) return cell;
        var letters = new StringInfo(cell);
        return letters.SubstringByTextElements(0, Math.Min(room - 1, letters.LengthInTextElements)) + Cut;
    }

    /// <remarks>Text elements, not UTF-16 units: an accent that is a letter of its own takes no room.</remarks>
    private static int DisplayWidth(string text) => new StringInfo(text).LengthInTextElements;
}
