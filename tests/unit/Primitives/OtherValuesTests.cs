using Margay.Primitives;

namespace Margay.Tests.Unit.Primitives;

public sealed class OtherValuesTests
{
    [Fact]
    public void Mac_address_is_six_pairs_and_its_link_local_address_is_eui64()
    {
        var mac = MacAddr.Parse("EE:ee:ee:ee:ee:ee");
        Assert.Equal("ee:ee:ee:ee:ee:ee", mac.ToString());
        Assert.Equal(IpAddr.Parse("fe80::ecee:eeff:feee:eeee"), mac.ToLinkLocal());
        Assert.Equal(IpAddr.Parse("fe80::12:34ff:fe56:789a"), MacAddr.Parse("02:12:34:56:78:9a").ToLinkLocal());
    }

    [Theory]
    [InlineData("ee:ee:ee:ee:ee")]
    [InlineData("ee-ee-ee-ee-ee-ee")]
    [InlineData("ee:ee:ee:ee:ee:eg")]
    [InlineData("")]
    public void Text_that_is_no_mac_address_is_refused(string text) => Assert.False(MacAddr.TryParse(text, out _));

    [Theory]
    [InlineData("80,81,82-90,443", "80-90,443")]
    [InlineData("1-10,5-6", "1-10")]
    [InlineData("65535,0", "0,65535")]
    [InlineData("", "")]
    public void Port_ranges_merge_into_the_fewest(string ranges, string merged) =>
        Assert.Equal(merged, string.Join(',', PortRange.Merge(ranges.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Range))));

    [Fact]
    public void Port_range_that_ends_before_it_begins_does_not_exist() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new PortRange(2, 1));

    [Theory]
    [InlineData("TCP", 6)]
    [InlineData("sctp", 132)]
    [InlineData("ICMPv6", 58)]
    [InlineData("47", 47)]
    public void Protocol_is_read_by_name_or_number(string text, int number)
    {
        Assert.True(IpProtocol.TryParse(text, out var protocol));
        Assert.Equal(number, protocol.Number);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("256")]
    [InlineData("TCPP")]
    [InlineData(null)]
    public void Text_that_is_no_protocol_is_refused(string? text) => Assert.False(IpProtocol.TryParse(text, out _));

    [Fact]
    public void Labels_are_found_by_key_and_compared_as_a_set()
    {
        var labels = LabelSet.Of([new("b", "2"), new("a", "1")]);
        Assert.True(labels.TryGetValue("a", out var value));
        Assert.Equal("1", value);
        Assert.False(labels.TryGetValue("c", out _));
        Assert.Equal(LabelSet.Of([new("a", "1"), new("b", "2")]), labels);
        Assert.Equal("a=1,b=2", labels.ToString());
        Assert.Throws<ArgumentException>(() => LabelSet.Of([new("a", "1"), new("a", "2")]));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(40)]
    public void Labels_are_found_among_few_and_many(int count)
    {
        var labels = LabelSet.Of(Enumerable.Range(0, count).Select(i => KeyValuePair.Create($"k{i:d2}", $"{i}")));
        for (var i = 0; i < count; i++) Assert.Equal(i, labels.IndexOf($"k{i:d2}"));
        Assert.Equal(-1, labels.IndexOf("k"));
        Assert.Equal(-1, labels.IndexOf("k99"));
    }

    [Fact]
    public void Labels_in_order_are_taken_as_they_are()
    {
        Assert.Equal(LabelSet.Of([new("b", "2"), new("a", "1")]), LabelSet.OfSorted(["a", "b"], ["1", "2"]));
        Assert.Throws<ArgumentException>(() => LabelSet.OfSorted(["b", "a"], ["2", "1"]));
        Assert.Throws<ArgumentException>(() => LabelSet.OfSorted(["a", "a"], ["1", "2"]));
    }

    private static PortRange Range(string text)
    {
        var ends = text.Split('-').Select(ushort.Parse).ToArray();
        return new PortRange(ends[0], ends[^1]);
    }
}
