using System.Text.Json;
using Margay.Host.Lab.Probe;
using Margay.Primitives;

namespace Margay.Tests.Unit.Lab;

public sealed class MatrixTests
{
    private static readonly ProbePod Cart = new("shop", "cart", "n2", [IpAddr.Parse("10.65.1.1"), IpAddr.Parse("fd00:65::1")]);
    private static readonly ProbePod Web = new("shop", "web", "n1", [IpAddr.Parse("10.65.0.1"), IpAddr.Parse("fd00:65::2")]);

    /// <summary>Cells in the order cart-cart, cart-web, web-cart, web-web, each IPv4 then IPv6.</summary>
    private static ConnectivityMatrix Matrix(string measured, string expected)
    {
        ProbePod[] pods = [Cart, Web];
        var cells = new List<Cell>();
        foreach (var from in pods)
        {
            foreach (var to in pods)
            {
                foreach (var family in ConnectivityMatrix.Families)
                    cells.Add(new Cell(from, to, family, OutcomeOf(measured[cells.Count]), ExpectationOf(expected[cells.Count])));
            }
        }

        return new ConnectivityMatrix(pods, 80, cells);
    }

    private static Outcome OutcomeOf(char sign) => sign switch
    {
        '+' => Outcome.Connected,
        '-' => Outcome.NoAnswer,
        'r' => Outcome.Refused,
        'u' => Outcome.Unreachable,
        '?' => Outcome.WrongPod,
        _ => Outcome.NotMeasured,
    };

    private static bool? ExpectationOf(char sign) => sign switch { '+' => true, '-' => false, _ => null };

    [Fact]
    public void Expectations_stand_beside_what_was_measured() => Assert.Equal(
        """
        TCP port 80, from row to column, IPv4 then IPv6
          + connected  - no answer  r refused  u unreachable  ? another pod answered  (..) expected  ! differs

                         1        2
        1 shop/cart  n2  ++(++)   ++(++)
        2 shop/web   n1  --(--)   ++(++)

        8 connections tried, 6 made, all as expected

        """,
        MatrixText.Render(Matrix("++++--++", "++++--++")));

    [Fact]
    public void Differences_are_marked_and_said_in_words() => Assert.Equal(
        """
        TCP port 80, from row to column, IPv4 then IPv6
          + connected  - no answer  r refused  u unreachable  ? another pod answered  (..) expected  ! differs

                         1        2
        1 shop/cart  n2  ++(++)   +-(++)!
        2 shop/web   n1  u-(--)!  ?+(++)!

        8 connections tried, 4 made, 3 not as expected
          ! shop/cart (n2) -> shop/web (n1) IPv6: the policies allow it, but there is no answer
          ! shop/web (n1) -> shop/cart (n2) IPv4: the policies deny it, but the destination is unreachable
          ! shop/web (n1) -> shop/web (n1) IPv4: the policies allow it, but another pod answers

        """,
        MatrixText.Render(Matrix("+++-u-?+", "++++--++")));

    [Fact]
    public void Without_an_oracle_only_the_measurement_is_shown() => Assert.Equal(
        """
        TCP port 80, from row to column, IPv4 then IPv6
          + connected  - no answer  r refused  u unreachable  ? another pod answered  (..) expected  ! differs

                         1        2
        1 shop/cart  n2  ++       r
        2 shop/web   n1  --       ++

        7 connections tried, 4 made

        """,
        MatrixText.Render(Matrix("++r --++", "        ")));

    [Fact]
    public void No_pods_make_no_table() =>
        Assert.Equal("no pods to probe\n", MatrixText.Render(new ConnectivityMatrix([], 80, [])));

    [Theory]
    [InlineData('+', true, true)]
    [InlineData('+', false, false)]
    [InlineData('-', true, false)]
    [InlineData('-', false, true)]
    [InlineData('r', true, true)]
    [InlineData('r', false, false)]
    [InlineData('u', true, false)]
    [InlineData('u', false, false)]
    [InlineData('?', true, false)]
    [InlineData('?', false, false)]
    [InlineData(' ', true, true)]
    [InlineData(' ', false, true)]
    public void Only_silence_bears_out_a_denial(char measured, bool expectedAllowed, bool agrees) =>
        Assert.Equal(agrees, OutcomeOf(measured).Agrees(expectedAllowed));

    [Fact]
    public void The_json_names_every_cell()
    {
        using var json = JsonDocument.Parse(MatrixDocument.Render(Matrix("++++---+", "++++--++")));
        Assert.False(json.RootElement.GetProperty("asExpected").GetBoolean());
        var cells = json.RootElement.GetProperty("cells");
        Assert.Equal(8, cells.GetArrayLength());
        Assert.Equal(
            """{"from":"shop/web","fromNode":"n1","to":"shop/web","toNode":"n1","family":"IPv4","measured":"NoAnswer","expected":"allow","agrees":false}""",
            JsonSerializer.Serialize(cells[6]));
    }
}
