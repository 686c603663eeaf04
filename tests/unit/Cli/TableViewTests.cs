using System.Text.Json.Nodes;
using Margay.Host.Cli;
using Margay.Host.Cli.Output;

namespace Margay.Tests.Unit.Cli;

public sealed class TableViewTests
{
    private static readonly JsonObject Answer = (JsonObject)JsonNode.Parse(
        """
        {"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"7"},
         "columnDefinitions":[{"name":"Name","priority":0},{"name":"Age","priority":0},{"name":"IP","priority":1}],
         "rows":[{"cells":["web","5m","10.65.0.1"],"object":{"metadata":{"name":"web","namespace":"shop"}}},
                 {"cells":["db",3,null],"object":{"metadata":{"name":"db","namespace":"data"}}}]}
        """)!;

    [Fact]
    public void Columns_of_lower_priority_are_left_out() =>
        Assert.Equal("NAME   AGE\nweb    5m\ndb     3\n", Render(new TableView(Wide: false, WithNamespace: false, NamePrefix: "")));

    [Fact]
    public void Wide_shows_them() =>
        Assert.Equal(
            "NAME   AGE   IP\nweb    5m    10.65.0.1\ndb     3\n",
            Render(new TableView(Wide: true, WithNamespace: false, NamePrefix: "")));

    [Fact]
    public void All_namespaces_add_a_column_and_several_kinds_a_prefix() =>
        Assert.Equal(
            "NAMESPACE   NAME      AGE\nshop        pod/web   5m\ndata        pod/db    3\n",
            Render(new TableView(Wide: false, WithNamespace: true, NamePrefix: "pod/")));

    [Fact]
    public void A_server_that_knows_no_tables_is_told_from_one_that_has_no_rows() =>
        Assert.Contains("-o yaml", Assert.Throws<CliException>(() => TableAnswer.Read(new JsonObject { ["kind"] = "PodList" })).Message);

    private static string Render(TableView view)
    {
        var answer = TableAnswer.Read(Answer);
        var table = view.Start(answer.Columns);
        foreach (var row in answer.Rows) table.Add(view.Cells(answer.Columns, row));
        return table.Render();
    }
}
