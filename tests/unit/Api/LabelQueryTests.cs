using Margay.Api.Selection;
using Margay.Primitives;

namespace Margay.Tests.Unit.Api;

public sealed class LabelQueryTests
{
    private static readonly LabelSet Labels = LabelSet.Of(new Dictionary<string, string>
    {
        ["app"] = "web",
        ["example.com/tier"] = "front",
        ["size"] = "10",
        ["empty"] = "",
    });

    [Theory]
    [InlineData("", true)]
    [InlineData("app=web", true)]
    [InlineData("app==web", true)]
    [InlineData("app=db", false)]
    [InlineData("app!=db", true)]
    [InlineData("missing!=db", true)]
    [InlineData("app in (db, web)", true)]
    [InlineData("app in (db)", false)]
    [InlineData("app notin (db,cache)", true)]
    [InlineData("missing notin (db)", true)]
    [InlineData("missing in (db)", false)]
    [InlineData("app", true)]
    [InlineData("!app", false)]
    [InlineData("!missing", true)]
    [InlineData("example.com/tier=front,app=web", true)]
    [InlineData("example.com/tier=front,app=db", false)]
    [InlineData("size>9", true)]
    [InlineData("size > 10", false)]
    [InlineData("size<11", true)]
    [InlineData("app>1", false)]
    [InlineData("empty=", true)]
    [InlineData("empty in ()", true)]
    [InlineData(" app = web , ! missing ", true)]
    public void A_query_matches_as_kubernetes_matches(string text, bool expected)
    {
        Assert.True(LabelQuery.TryParse(text, out var query, out var problem), problem);
        Assert.Equal(expected, query.Matches(Labels));
    }

    [Theory]
    [InlineData("app=web,", "expected a label key")]
    [InlineData("=web", "expected a label key")]
    [InlineData("app in web", "expected '('")]
    [InlineData("app in (web", "expected ')'")]
    [InlineData("app web", "expected '='")]
    [InlineData("size>many", "expected a whole number")]
    [InlineData("app=web)", "expected ',' or the end")]
    public void A_broken_query_says_what_was_expected(string text, string expected)
    {
        Assert.False(LabelQuery.TryParse(text, out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }
}
