using Margay.Primitives;

namespace Margay.Tests.Unit.Names;

/// <summary>Names and patterns as RFC 4343 and ClusterNetworkPolicy compare them.</summary>
public sealed class DomainPatternTests
{
    [Theory]
    [InlineData("example.com", "example.com", true)]
    [InlineData("Example.COM.", "example.com", true)]
    [InlineData("example.com", "www.example.com", false)]
    [InlineData("*.example.com", "www.example.com", true)]
    [InlineData("*.example.com", "a.b.example.com", true)]
    [InlineData("*.example.com", "example.com", false)]
    [InlineData("*.example.com", "badexample.com", false)]
    [InlineData("*.example.com", ".example.com", false)]
    public void It_means_these_names(string pattern, string name, bool means)
    {
        var read = DomainPattern.Parse(pattern);
        Assert.Equal(means, DomainName.TryParse(name, out var asked) && read.Matches(asked));
        if (means) Assert.Contains(read, DomainPattern.Meaning(DomainName.Parse(name)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("com")]
    [InlineData("*.com")]
    [InlineData("a..b")]
    [InlineData("a.*.b")]
    [InlineData("-a.b")]
    [InlineData("a b.c")]
    [InlineData("a.b..")]
    public void It_is_no_pattern(string text) => Assert.False(DomainPattern.TryParse(text, out _));

    [Fact]
    public void A_name_has_a_longest_length()
    {
        var label = new string('a', 63);
        var longest = $"{label}.{label}.{label}.{new string('a', 61)}";
        Assert.True(DomainName.TryParse(longest, out _));
        Assert.False(DomainName.TryParse(longest + "a", out _));
        Assert.False(DomainName.TryParse(new string('a', 64), out _));
    }
}
