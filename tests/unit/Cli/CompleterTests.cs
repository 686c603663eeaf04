using Margay.Host.Cli.Completion;
using Margay.Model.Resources;

namespace Margay.Tests.Unit.Cli;

public sealed class CompleterTests
{
    [Theory]
    [InlineData("des", "describe")]
    [InlineData("policy|", "diff explain lint query status test wait")]
    [InlineData("get|po", "pods")]
    [InlineData("get|pods,ipp", "pods,ippools")]
    [InlineData("get|pods|-o|j", "json")]
    [InlineData("get|--al", "--all-namespaces")]
    [InlineData("completion|", "bash fish zsh")]
    [InlineData("nonsense|", "")]
    public void Words_become_what_may_stand_there(string words, string expected) =>
        Assert.Equal(expected, string.Join(' ', Completer.For(words.Split('|')).Candidates([])));

    [Theory]
    [InlineData("get|pods|w", "pods", "web")]
    [InlineData("get|pod/w", "pods", "pod/web")]
    [InlineData("delete|netpol|", "networkpolicies", "db web")]
    [InlineData("describe|po|web|d", "pods", "db")]
    [InlineData("node|status|", "nodes", "db web")]
    [InlineData("get|pods|-n|", "namespaces", "db web")]
    [InlineData("get|pods|--namespace|d", "namespaces", "db")]
    public void Names_are_asked_of_the_server(string words, string kind, string expected)
    {
        var completer = Completer.For(words.Split('|'));
        Assert.Equal(kind, completer.NamesOf?.Plural);
        Assert.Equal(expected, string.Join(' ', completer.Candidates(["web", "db"])));
    }

    [Fact]
    public void Every_kind_is_offered_where_a_kind_may_stand() =>
        Assert.Equal(Kinds.All.Count, Completer.For(["get", ""]).Candidates([]).Count());

    [Fact]
    public void A_name_that_another_kind_has_is_offered_with_its_group() => Assert.Equal(
        ["networkpolicies", "networkpolicies.projectcalico.org"], Completer.For(["get", "networkp"]).Candidates([]));

    [Fact]
    public void The_hidden_command_is_not_offered() =>
        Assert.DoesNotContain("complete", Completer.For([""]).Candidates([]));
}
