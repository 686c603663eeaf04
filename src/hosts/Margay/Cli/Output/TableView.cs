namespace Margay.Host.Cli.Output;

/// <summary>Chooses what of the server's tables a person sees.</summary>
/// <param name="Wide">Whether columns of lower priority are shown too.</param>
/// <param name="WithNamespace">Whether a first column names the namespace.</param>
/// <param name="NamePrefix">Written before each name, as in <c>pod/</c>, when several kinds are shown.</param>
internal sealed record TableView(bool Wide, bool WithNamespace, string NamePrefix)
{
    /// <summary>An empty table with the chosen headings.</summary>
    public TextTable Start(IReadOnlyList<TableColumn> columns, params ReadOnlySpan<string> before)
    {
        List<string> headings = [.. before];
        if (WithNamespace) headings.Add("NAMESPACE");
        headings.AddRange(columns.Where(Shown).Select(column => column.Heading));
        return new TextTable(headings);
    }

    /// <summary>The chosen cells of a row.</summary>
    public IReadOnlyList<string> Cells(IReadOnlyList<TableColumn> columns, TableRow row, params ReadOnlySpan<string> before)
    {
        List<string> cells = [.. before];
        if (WithNamespace) cells.Add(row.Namespace);
        for (var i = 0; i < columns.Count; i++)
        {
            if (!Shown(columns[i])) continue;
            var cell = i < row.Cells.Count ? row.Cells[i] : "";
            cells.Add(columns[i].Heading == "NAME" ? NamePrefix + cell : cell);
        }

        return cells;
    }

    private bool Shown(TableColumn column) => Wide || column.Priority == 0;
}
