using Margay.Model.Selectors;
using Margay.Policy.Graph;
using Margay.Primitives;

namespace Margay.Tests.Unit.Policy;

public sealed class LabelIndexTests
{
    private static LabelSet Labels(params string[] pairs) =>
        LabelSet.Of(pairs.Select(pair => KeyValuePair.Create(pair.Split('=')[0], pair.Split('=')[1])));

    [Fact]
    public void Things_are_found_under_the_rarest_label_that_a_match_must_carry()
    {
        var index = new LabelIndex<string>();
        foreach (var name in new[] { "a", "b", "c" }) index.Add(name, Labels("common=yes", $"own={name}"));
        Assert.Equal(["b"], index.Candidates(Selector.Parse("common == 'yes' && own == 'b'")));
        Assert.Equal(["a", "c"], index.Candidates(Selector.Parse("has(common) && own in {'a', 'c', 'z'}")).Order());
        Assert.Equal(3, index.CountCandidates(Selector.Parse("has(own)")));
        Assert.Equal(0, index.CountCandidates(Selector.Parse("has(other)")));
        Assert.Null(index.CountCandidates(Selector.Parse("own != 'a'")));
    }

    [Fact]
    public void Labels_are_kept_once_and_forgotten_with_their_last_bearer()
    {
        var index = new LabelIndex<string>();
        var first = index.Add("a", Labels("key=value"));
        var second = index.Add("b", Labels("key=value"));
        Assert.Same(first[0].Value, second[0].Value);
        Assert.Same(first[0].Key, second[0].Key);
        index.Remove("a", first);
        Assert.Equal(["b"], index.Candidates(Selector.Parse("has(key)")));
        index.Remove("b", second);
        Assert.Empty(index.Candidates(Selector.Parse("has(key)")));
    }

    [Fact]
    public void Selectors_are_found_by_a_label_that_their_match_must_carry()
    {
        var index = new SelectorIndex<string>();
        index.Add(Selector.Parse("app == 'x'"), "x");
        index.Add(Selector.Parse("app in {'x', 'y'}"), "xy");
        index.Add(Selector.Parse("has(app)"), "any");
        index.Add(Selector.Parse("app != 'x'"), "always");
        Assert.Equal(["always", "any", "x", "xy"], Found(index, "app=x"));
        Assert.Equal(["always", "any", "xy"], Found(index, "app=y"));
        Assert.Equal(["always"], Found(index, "tier=x"));
        foreach (var item in new[] { "x", "xy", "any", "always" }) index.Remove(item);
        Assert.Empty(Found(index, "app=x"));
        Assert.True(index.IsEmpty);
    }

    [Fact]
    public void Selectors_that_share_a_label_part_by_their_rarer_ones()
    {
        var index = new SelectorIndex<string>();
        for (var i = 0; i < 100; i++) index.Add(Selector.Parse($"all == 'same' && own == 'v{i}'"), $"{i}");
        Assert.InRange(Found(index, "all=same", "own=v7").Count(), 1, 3);
    }

    private static IEnumerable<string> Found(SelectorIndex<string> index, params string[] labels)
    {
        var found = new List<string>();
        index.Collect(Labels(labels), found);
        return found.Order(StringComparer.Ordinal);
    }
}
