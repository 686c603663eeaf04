using System.Text.Json.Nodes;

namespace Margay.Host.Cli.Output;

/// <summary>A meta.k8s.io/v1 Table as the server answered it.</summary>
/// <param name="Columns">Its columns.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="ResourceVersion">The revision it shows; empty when the server gives none.</param>
internal sealed record TableAnswer(
    IReadOnlyList<TableColumn> Columns, IReadOnlyList<TableRow> Rows, string ResourceVersion)
{
    /// <summary>Reads the JSON form; members that are missing count as empty.</summary>
    /// <exception cref="CliException">It is no Table: the server does not know how to make one.</exception>
    public static TableAnswer Read(JsonObject json)
    {
        if ((string?)json["kind"] != "Table")
            throw new CliException("the server does not answer with tables; use -o yaml, json or name");
        var columns = Items(json["columnDefinitions"]).Select(column =>
            new TableColumn(((string?)column["name"] ?? "").ToUpperInvariant(), (int?)column["priority"] ?? 0));
        var rows = Items(json["rows"]).Select(ReadRow);
        return new TableAnswer([.. columns], [.. rows], (string?)json["metadata"]?["resourceVersion"] ?? "");
    }

    private static TableRow ReadRow(JsonNode row)
    {
        var metadata = row["object"]?["metadata"];
        return new TableRow(
            [.. (row["cells"] as JsonArray ?? []).Select(cell => cell?.ToString() ?? "")],
            (string?)metadata?["namespace"] ?? "",
            (string?)metadata?["name"] ?? "",
            (string?)metadata?["resourceVersion"] ?? "");
    }

    private static IEnumerable<JsonNode> Items(JsonNode? list) =>
        (list as JsonArray ?? []).Where(item => item is not null).Select(item => item!);
}

/// <summary>A column's heading, and its priority: above 0 it is shown on request only.</summary>
internal sealed record TableColumn(string Heading, int Priority);

/// <summary>A row's cells and whose row it is.</summary>
internal sealed record TableRow(IReadOnlyList<string> Cells, string Namespace, string Name, string ResourceVersion);
