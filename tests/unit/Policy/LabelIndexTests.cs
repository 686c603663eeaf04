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
        var index = new LabelIndex<Thing>();
        foreach (var name in new[] { "a", "b", "c" }) index.Add(new Thing(name), Labels("common=yes", $"own={name}"));
        Assert.Equal("b", Found(index, "common == 'yes' && own == 'b'"));
        Assert.Equal("a c", Found(index, "has(common) && own in {'a', 'c', 'z'}"));
        Assert.Equal(3, index.CountCandidates(Selector.Parse("has(own)")));
        Assert.Equal(0, index.CountCandidates(Selector.Parse("has(other)")));
        Assert.Null(index.CountCandidates(Selector.Parse("own != 'a'")));
    }

    [Fact]
    public void Labels_are_kept_once_and_forgotten_with_their_last_bearer()
    {
        var index = new LabelIndex<Thing>();
        var (first, second) = (new Thing("a"), new Thing("b"));
        index.Add(first, Labels("key=value"));
        index.Add(second, Labels("key=value"));
        Assert.Same(first.Group!.Labels, second.Group!.Labels);
        index.Remove(first);
        Assert.Equal("b", Found(index, "has(key)"));
        index.Remove(second);
        Assert.Equal("", Found(index, "has(key)"));
    }

    [Fact]
    public void Things_that_come_and_go_in_any_order_leave_the_others_where_they_are_found()
    {
        var index = new LabelIndex<Thing>();
        var things = Enumerable.Range(0, 12).Select(i => new Thing($"{i:d2}")).ToList();
        for (var i = 0; i < 12; i++) index.Add(things[i], Labels($"half={i % 2}", $"third={i % 3}", "all=yes"));
        foreach (var i in new[] { 0, 7, 11, 3, 2, 6 }) index.Remove(things[i]);
        Assert.Equal("01 04 05 08 09 10", Found(index, "all == 'yes'"));
        Assert.Equal("01 05 09", Found(index, "half == '1'"));
        Assert.Equal("05 08", Found(index, "third == '2'"));
        index.Add(things[0], Labels("all=yes"));
        Assert.Equal("00 01 04 05 08 09 10", Found(index, "has(all)"));
    }

    [Fact]
    public void Selectors_are_found_by_a_label_that_their_match_must_carry()
    {
        var index = new SelectorIndex<Named>(static _ => 0);
        Named[] all = [new("x", "app == 'x'"), new("xy", "app in {'x', 'y'}"), new("any", "has(app)"), new("always", "app != 'x'")];
        foreach (var item in all) index.Add(item);
        Assert.Equal(["always", "any", "x", "xy"], Found(index, "app=x"));
        Assert.Equal(["always", "any", "xy"], Found(index, "app=y"));
        Assert.Equal(["always"], Found(index, "tier=x"));
        foreach (var item in all) index.Remove(item);
        Assert.Empty(Found(index, "app=x"));
        Assert.Equal(0, index.Count);
    }

    [Fact]
    public void Selectors_that_share_a_label_part_by_their_rarer_ones()
    {
        var index = new SelectorIndex<Named>(static _ => 0);
        for (var i = 0; i < 100; i++) index.Add(new Named($"{i}", $"all == 'same' && own == 'v{i}'"));
        Assert.InRange(Found(index, "all=same", "own=v7").Count(), 1, 3);
    }

    [Fact]
    public void Selectors_stand_under_the_label_that_least_carries()
    {
        var index = new SelectorIndex<Named>(static label => label.Key == "common" ? 1000 : 1);
        index.Add(new Named("one", "common == 'yes' && has(own)"));
        Assert.Empty(Found(index, "common=yes"));
        Assert.Equal(["one"], Found(index, "own=any"));
    }

    private static string Found(LabelIndex<Thing> index, string selector)
    {
        var found = new List<Thing>();
        foreach (var group in index.Candidates(Selector.Parse(selector))) group.CopyTo(found);
        return string.Join(' ', found.Select(thing => thing.Name).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Found(SelectorIndex<Named> index, params string[] labels)
    {
        var found = new List<Named>();
        index.Collect(Labels(labels), found);
        return found.Select(named => named.Name).Order(StringComparer.Ordinal);
    }

    private sealed class Named(string name, string selector) : Anchored(Selector.Parse(selector))
    {
        public string Name { get; } = name;
    }

    private sealed class Thing(string name) : ILabelled<Thing>
    {
        private int _place;

        public string Name { get; } = name;

        public LabelGroup<Thing>? Group { get; set; }

        public static ref int PlaceOf(Thing item) => ref item._place;
    }
}
