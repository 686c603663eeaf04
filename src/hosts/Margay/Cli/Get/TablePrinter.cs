using Margay.Host.Cli.Output;
using Margay.Host.Cli.Resources;

namespace Margay.Host.Cli.Get;

/// <summary>Prints objects as the server's tables.</summary>
internal sealed class TablePrinter(ResourceQuery query, Screen screen, bool wide)
{
    /// <summary>Prints a table for each target and returns the exit code.</summary>
    public async Task<int> PrintAsync(IReadOnlyList<ResourceTarget> targets, CancellationToken cancel)
    {
        var (exit, printed) = (ExitCode.Ok, 0);
        foreach (var target in targets)
        {
            var tables = await ReadAsync(target, cancel);
            if (target.Names.Count > tables.Count) exit = ExitCode.Error;
            var text = Layout(target, tables, targets.Count > 1);
            if (text.Length > 0 && printed++ > 0) screen.Out.Write('\n');
            screen.Out.Write(text);
        }

        if (printed == 0 && exit == ExitCode.Ok) screen.Error.Write(NothingFound(targets));
        return exit;
    }

    private async Task<List<TableAnswer>> ReadAsync(ResourceTarget target, CancellationToken cancel)
    {
        if (target.Names.Count == 0) return [TableAnswer.Read(await query.ListTableAsync(target.Kind, null, cancel))];
        var tables = new List<TableAnswer>();
        foreach (var name in target.Names)
        {
            if (await query.GetTableAsync(target.Kind, name, cancel) is { } answer) tables.Add(TableAnswer.Read(answer));
            else screen.Complain(query.NotFound(target.Kind, name));
        }

        return tables;
    }

    private string Layout(ResourceTarget target, List<TableAnswer> tables, bool severalKinds)
    {
        if (tables.Sum(table => table.Rows.Count) == 0) return "";
        var view = new TableView(
            wide,
            WithNamespace: target.Kind.Namespaced && query.Namespace is null,
            NamePrefix: severalKinds ? KindLookup.QualifiedName(target.Kind) + "/" : "");
        var text = view.Start(tables[0].Columns);
        foreach (var table in tables)
        {
            foreach (var row in table.Rows) text.Add(view.Cells(table.Columns, row));
        }

        return text.Render(screen.Width);
    }

    private string NothingFound(IReadOnlyList<ResourceTarget> targets)
    {
        var kinds = string.Join(", ", targets.Select(target => KindLookup.ShortestPlural(target.Kind)));
        var place = targets.Any(target => query.Scope(target.Kind) is not null) ? $" in namespace '{query.Namespace}'" : "";
        return $"no {kinds} found{place}\n";
    }
}
