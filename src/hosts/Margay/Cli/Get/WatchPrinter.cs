using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Host.Cli.Output;
using Margay.Model.Resources;

namespace Margay.Host.Cli.Get;

/// <summary>Prints objects and then every change of them, until cancelled.</summary>
internal sealed class WatchPrinter(ResourceQuery query, Screen screen, OutputFormat format)
{
    private readonly bool _asTable = format is OutputFormat.Table or OutputFormat.Wide;
    private TextTable? _table;

    /// <remarks>Those of the first answer: a server leaves them out of later ones.</remarks>
    private IReadOnlyList<TableColumn> _columns = [];

    /// <summary>Prints until cancelled or until the server fails.</summary>
    public async Task PrintAsync(ResourceKind kind, string? name, CancellationToken cancel)
    {
        var version = await PrintAllAsync(kind, name, cancel);
        while (true)
        {
            try
            {
                await foreach (var change in Changes(kind, name, version, cancel))
                    version = PrintChange(kind, change) ?? version;
            }
            catch (ApiException late) when (late.IsExpired)
            {
                screen.Complain("the server no longer knows the changes since the last one; all objects again:");
                version = await PrintAllAsync(kind, name, cancel);
            }
        }
    }

    private IAsyncEnumerable<WatchEvent<JsonObject>> Changes(
        ResourceKind kind, string? name, string version, CancellationToken cancel) => _asTable
        ? query.WatchTableAsync(kind, name, version, cancel)
        : query.WatchAsync(kind, name, version, cancel);

    /// <summary>Prints the present state and returns its revision.</summary>
    private async Task<string> PrintAllAsync(ResourceKind kind, string? name, CancellationToken cancel)
    {
        if (_asTable)
        {
            var answer = TableAnswer.Read(await query.ListTableAsync(kind, name, cancel));
            PrintRows(kind, "ADDED", answer);
            return answer.ResourceVersion;
        }

        var list = await query.ListAsync(kind, name, cancel);
        foreach (var item in ResourceQuery.ItemsOf(list)) PrintObject(kind, item);
        return VersionOf(list) ?? "";
    }

    /// <summary>Prints the change and returns the revision up to which all is printed, if it says.</summary>
    private string? PrintChange(ResourceKind kind, WatchEvent<JsonObject> change)
    {
        if (change is WatchEvent<JsonObject>.Bookmark mark) return mark.ResourceVersion;
        var (word, item) = change switch
        {
            WatchEvent<JsonObject>.Added added => ("ADDED", added.Item),
            WatchEvent<JsonObject>.Modified modified => ("MODIFIED", modified.Item),
            WatchEvent<JsonObject>.Deleted deleted => ("DELETED", deleted.Item),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        if (!_asTable)
        {
            PrintObject(kind, item);
            return VersionOf(item);
        }

        var answer = TableAnswer.Read(item);
        PrintRows(kind, word, answer);
        return answer.Rows.Select(row => row.ResourceVersion).LastOrDefault(version => version.Length > 0);
    }

    private void PrintRows(ResourceKind kind, string change, TableAnswer answer)
    {
        var wide = format == OutputFormat.Wide;
        var view = new TableView(wide, WithNamespace: kind.Namespaced && query.Namespace is null, NamePrefix: "");
        if (_table is null)
        {
            if (answer.Columns.Count == 0) return;
            _table = view.Start(answer.Columns, "EVENT");
            foreach (var row in answer.Rows) _table.Add(view.Cells(answer.Columns, row, change));
            screen.Out.Write(_table.Render(screen.Width));
            _columns = answer.Columns;
        }
        else
        {
            foreach (var row in answer.Rows)
                screen.Out.Write(_table.RenderRow(view.Cells(_columns, row, change), screen.Width));
        }

        screen.Out.Flush();
    }

    private void PrintObject(ResourceKind kind, JsonObject item)
    {
        if (format == OutputFormat.Name) screen.Out.Write(ObjectPrinter.NameLine(kind, item));
        else screen.Out.Write((format == OutputFormat.Yaml ? "---\n" : "") + ObjectPrinter.Text(item, format));
        screen.Out.Flush();
    }

    private static string? VersionOf(JsonObject item) => (string?)item["metadata"]?["resourceVersion"];
}
