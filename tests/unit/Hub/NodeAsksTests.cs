using System.Text.Json.Nodes;
using Margay.Host.Hub.Asks;

namespace Margay.Tests.Unit.Hub;

/// <summary>Agents come for what is asked of them; who asked gets what came in time.</summary>
public sealed class NodeAsksTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_nodes_are_asked_and_their_answers_come_together()
    {
        var asks = new NodeAsks(TimeProvider.System);
        var waiting = asks.NextAsync("n1", Long, Stop);
        var answers = asks.AskAsync(new HashSet<string> { "n1", "n2" }, "connections", Long, Stop);
        var first = await waiting;
        Assert.Equal("connections", first!.What);
        asks.Answer("n1", first.Id, new JsonObject { ["a"] = 1 });
        Assert.False(answers.IsCompleted);
        var second = await asks.NextAsync("n2", Long, Stop);
        Assert.Equal(first.Id, second!.Id);
        asks.Answer("n2", second.Id, new JsonObject { ["a"] = 2 });
        Assert.Equal(["n1 1", "n2 2"], (await answers).OrderBy(answer => answer.Key).Select(answer => $"{answer.Key} {answer.Value["a"]}"));
        Assert.Null(await asks.NextAsync("n1", TimeSpan.Zero, Stop));
    }

    [Fact]
    public async Task Who_does_not_answer_in_time_is_left_out_and_comes_too_late_after()
    {
        var asks = new NodeAsks(TimeProvider.System);
        var answers = asks.AskAsync(new HashSet<string> { "n1", "n2" }, "connections", TimeSpan.FromMilliseconds(50), Stop);
        var ask = await asks.NextAsync("n1", Long, Stop);
        asks.Answer("n1", ask!.Id, []);
        Assert.Equal(["n1"], (await answers).Keys);
        asks.Answer("n2", ask.Id, []);
        Assert.Null(await asks.NextAsync("n2", TimeSpan.Zero, Stop));
    }

    [Fact]
    public async Task A_node_of_which_nothing_is_asked_waits() =>
        Assert.Null(await new NodeAsks(TimeProvider.System).NextAsync("n1", TimeSpan.FromMilliseconds(20), Stop));

    [Fact]
    public async Task Without_nodes_there_is_nothing_to_wait_for() =>
        Assert.Empty(await new NodeAsks(TimeProvider.System).AskAsync(new HashSet<string>(), "connections", Long, Stop));
}
