using Margay.Host.Cli;
using Margay.Host.Policy.Analysis;

namespace Margay.Tests.Unit.Cli;

/// <summary>An answer about one port is about that port, and its example has it.</summary>
public sealed class ReachQuestionTests
{
    [Theory]
    [InlineData("8080", "TCP 8080", 8080)]
    [InlineData("9005/tcp", "TCP 9005", 9005)]
    public void Traffic_and_witness_have_the_port_that_was_asked_about(string port, string traffic, int witness)
    {
        var answer = new ReachQuestion.WhoCanReach("shop/web", port).Ask(ShopCluster.State, "shop");
        Assert.NotEmpty(answer.Groups);
        Assert.All(answer.Groups, group => Assert.Equal((traffic, witness), (group.Traffic, group.Found.Witness.Port)));
    }

    [Fact]
    public void A_type_of_message_is_no_port_of_a_query() => Assert.Contains(
        "write icmp", Assert.Throws<CliException>(() => new ReachQuestion.WhoCanReach("shop/web", "icmp/8").Ask(ShopCluster.State, "shop")).Message);
}
