using Margay.Model.Resources;
using Margay.Model.Selectors;
using Margay.Primitives;

namespace Margay.Tests.Unit.Model;

public sealed class SelectorTests
{
    [Theory]
    [InlineData("a == b", 5, "expected a value in quotes")]
    [InlineData("a = 'b'", 2, "expected an operator after 'a'")]
    [InlineData("a == 'b", 5, "the quote that begins here is never closed")]
    [InlineData("a == 'b' & c == 'd'", 9, "expected &&")]
    [InlineData("(a == 'b'", 9, "expected )")]
    [InlineData("a in {'b' 'c'}", 10, "expected a value in quotes, or } after the last one")]
    [InlineData("has(a", 5, "expected ) after the label of has(")]
    [InlineData("some(a)", 0, "'some(' is no function")]
    [InlineData("has(a) has(b)", 7, "expected && or || or the end")]
    [InlineData("a == 'b' &&", 11, "expected a label")]
    [InlineData("a == 'b'\n", 8, "expected && or || or the end")]
    public void A_fault_says_where_it_is_and_what_would_be_right(string text, int position, string message)
    {
        Assert.False(Selector.TryParse(text, out var selector, out var fault));
        Assert.Null(selector);
        Assert.Equal(position, fault.Position);
        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_beyond_the_limit_is_refused_instead_of_exhausting_the_stack()
    {
        Assert.True(Selector.TryParse(new string('(', 512) + "all()" + new string(')', 512), out _, out _));
        Assert.False(Selector.TryParse(new string('(', 100_000), out _, out var fault));
        Assert.Equal(512, fault.Position);
    }

    [Fact]
    public void A_label_has_at_most_512_characters()
    {
        Assert.True(Selector.TryParse($"has({new string('a', 512)})", out _, out _));
        Assert.False(Selector.TryParse($"has({new string('a', 513)})", out _, out _));
    }

    [Fact]
    public void Selectors_are_equal_when_they_are_the_same_expression()
    {
        Assert.Equal(Selector.Parse("a in {'y','x','y'}&&has( b )"), Selector.Parse("""(a in {"x", "y"} && has(b))"""));
        Assert.Equal(Selector.Parse("!!a=='b'").GetHashCode(), Selector.Parse("a == 'b'").GetHashCode());
        Assert.NotEqual(Selector.Parse("a == 'b'"), Selector.Parse("a == 'c'"));
        Assert.Equal(Selector.All, Selector.Parse("  "));
    }

    [Fact]
    public void Matching_allocates_nothing()
    {
        var selector = Selector.Parse(
            "(a in {'x','y','z'} || b not in {'1','2'}) && !c starts with 'q' && d != 'e' && has(a) && a contains 'y' && a ends with 'y'");
        var labels = LabelSet.Of([KeyValuePair.Create("a", "y"), KeyValuePair.Create("c", "other")]);
        Assert.True(selector.Matches(labels));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) selector.Matches(labels);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("a == 'x'", "a", "x")]
    [InlineData("a in {'y', 'x'}", "a", "x y")]
    [InlineData("a in {}", "a", "")]
    [InlineData("has(a)", "a", null)]
    [InlineData("a starts with 'x'", "a", null)]
    [InlineData("has(a) && b in {'1', '2'} && c == 'x'", "c", "x")]
    [InlineData("a in {'x', 'y'} && a in {'y', 'z'}", "a", "y")]
    [InlineData("a == 'x' && has(a)", "a", "x")]
    [InlineData("a == 'x' || a in {'y', 'z'}", "a", "x y z")]
    [InlineData("a == 'x' && b == 'y' || b == 'z'", "b", "y z")]
    [InlineData("a == 'x' || has(a)", "a", null)]
    public void The_label_that_every_match_carries_is_known(string text, string key, string? values)
    {
        Assert.True(Selector.Parse(text).TryGetRequiredLabel(out var actualKey, out var actualValues));
        Assert.Equal(key, actualKey);
        Assert.Equal(values, actualValues is null ? null : string.Join(' ', actualValues));
    }

    [Theory]
    [InlineData("all()")]
    [InlineData("a != 'x'")]
    [InlineData("a not in {'x'}")]
    [InlineData("!has(a)")]
    [InlineData("a == 'x' || b == 'x'")]
    [InlineData("a == 'x' || all()")]
    public void A_selector_that_demands_no_label_says_so(string text)
    {
        Assert.False(Selector.Parse(text).TryGetRequiredLabel(out var key, out _));
        Assert.Null(key);
    }

    [Fact]
    public void A_label_selector_becomes_the_selector_with_the_same_matches()
    {
        var selector = Selector.FromLabelSelector(new LabelSelector
        {
            MatchLabels = new Dictionary<string, string> { ["tier"] = "web", ["app"] = "shop" },
            MatchExpressions =
            [
                new() { Key = "env", Operator = "In", Values = ["prod", "dev"] },
                new() { Key = "zone", Operator = "NotIn", Values = ["z1"] },
                new() { Key = "owner", Operator = "Exists" },
                new() { Key = "old", Operator = "DoesNotExist" },
            ],
        });
        Assert.Equal(
            """(app == "shop" && tier == "web" && env in {"dev", "prod"} && zone not in {"z1"} && has(owner) && !has(old))""",
            selector.Canonical);
    }

    [Fact]
    public void An_empty_label_selector_matches_everything() =>
        Assert.True(Selector.FromLabelSelector(new LabelSelector()).IsAll);

    [Theory]
    [InlineData("a", "Near", "b")]
    [InlineData("a b", "Exists", null)]
    [InlineData("a", "In", "both ' and \"")]
    public void A_label_selector_that_was_not_validated_is_refused(string key, string op, string? value)
    {
        var selector = new LabelSelector
        {
            MatchExpressions = [new() { Key = key, Operator = op, Values = value is null ? null : [value] }],
        };
        Assert.False(Selector.TryFromLabelSelector(selector, out _, out var problem));
        Assert.NotEmpty(problem);
        Assert.Throws<ArgumentException>(() => Selector.FromLabelSelector(selector));
    }

    [Fact]
    public void A_requirement_that_is_null_is_refused() =>
        Assert.False(Selector.TryFromLabelSelector(new LabelSelector { MatchExpressions = [null!] }, out _, out _));
}
