using Margay.Host.Cli.Resources;

namespace Margay.Tests.Unit.Cli;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["pods", "nodes", "namespaces", "networkpolicies", "ippools"];

    [Theory]
    [InlineData("pdos", "pods")]
    [InlineData("PODS", "pods")]
    [InlineData("node", "nodes")]
    [InlineData("netwrokpolicys", "networkpolicies")]
    [InlineData("names", "namespaces")]
    [InlineData("deployments", null)]
    [InlineData("x", null)]
    public void A_slip_is_recognised_and_another_word_is_not(string word, string? expected) =>
        Assert.Equal(expected, NearestName.To(word, Known));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abc", "abd", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_counts_insertions_removals_changes_and_swaps(string left, string right, int expected) =>
        Assert.Equal(expected, NearestName.Distance(left, right));
}
