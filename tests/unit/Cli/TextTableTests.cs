using Margay.Host.Cli.Output;

namespace Margay.Tests.Unit.Cli;

public sealed class TextTableTests
{
    [Fact]
    public void Columns_are_as_wide_as_their_widest_cell_and_no_line_ends_in_blanks()
    {
        var table = new TextTable("NAME", "AGE", "NOTE");
        table.Add("web", "5m", "");
        table.Add("database-0", "12d", "ok");
        Assert.Equal(
            """
            NAME         AGE   NOTE
            web          5m
            database-0   12d   ok

            """,
            table.Render());
    }

    [Fact]
    public void A_letter_made_of_several_code_units_takes_one_place()
    {
        var table = new TextTable("A", "B");
        table.Add("e\u0301te\u0301", "x");
        table.Add("abc", "y");
        Assert.Equal("A     B\ne\u0301te\u0301   x\nabc   y\n", table.Render());
    }

    [Fact]
    public void On_a_terminal_the_last_column_is_cut_at_the_edge()
    {
        var table = new TextTable("NAME", "SELECTOR");
        table.Add("web", "role=frontend,tier=edge");
        Assert.Equal("NAME   SELECTOR\nweb    role=fronten…\n", table.Render(lineWidth: 20));
    }

    [Fact]
    public void Rows_that_arrive_later_stand_in_the_same_columns()
    {
        var table = new TextTable("EVENT", "NAME");
        table.Add("ADDED", "a");
        table.Render();
        Assert.Equal("DELETED   b\n", table.RenderRow(["DELETED", "b"]));
        Assert.Equal("ADDED     c\n", table.RenderRow(["ADDED", "c"]));
    }
}
