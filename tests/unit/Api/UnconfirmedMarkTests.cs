using System.Text.Json.Nodes;
using Margay.Api.Objects;
using Margay.Model.Resources;

namespace Margay.Tests.Unit.Api;

/// <summary>What is asked for with an annotation becomes a mark in the same write, and goes with the next change of content.</summary>
public sealed class UnconfirmedMarkTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_new_object_goes_back_to_nothing()
    {
        var body = Policy(order: 1, within: "60s");
        Assert.Null(UnconfirmedMark.Stamp(body, null, Kinds.GlobalNetworkPolicy, Now));
        var mark = UnconfirmedMark.Of(body)!;
        Assert.Equal((Now.AddSeconds(60), TimeSpan.FromSeconds(60), null), (mark.Until, mark.Time, mark.Before));
        Assert.Null(body["metadata"]!["annotations"]![UnconfirmedMark.Within]);
    }

    [Fact]
    public void A_changed_object_goes_back_to_what_was_last_confirmed()
    {
        var confirmed = Policy(order: 1);
        confirmed["metadata"]!["uid"] = "u";
        confirmed["metadata"]!["resourceVersion"] = "7";
        confirmed["status"] = new JsonObject();
        var first = Policy(order: 2, within: "60s");
        Assert.Null(UnconfirmedMark.Stamp(first, confirmed, Kinds.GlobalNetworkPolicy, Now));
        Assert.Equal(Policy(order: 1).ToJsonString(), UnconfirmedMark.Of(first)!.Before!.ToJsonString());

        var second = Policy(order: 3, within: "30s");
        Assert.Null(UnconfirmedMark.Stamp(second, first, Kinds.GlobalNetworkPolicy, Now.AddSeconds(1)));
        var mark = UnconfirmedMark.Of(second)!;
        Assert.Equal(Now.AddSeconds(31), mark.Until);
        Assert.Equal(Policy(order: 1).ToJsonString(), mark.Before!.ToJsonString());
    }

    [Fact]
    public void A_change_of_content_that_does_not_ask_again_confirms_and_one_of_labels_does_not()
    {
        var marked = Policy(order: 2, within: "60s");
        Assert.Null(UnconfirmedMark.Stamp(marked, Policy(order: 1), Kinds.GlobalNetworkPolicy, Now));
        var labelled = marked.DeepClone().AsObject();
        labelled["metadata"]!["labels"] = new JsonObject { ["a"] = "b" };
        Assert.Null(UnconfirmedMark.Stamp(labelled, marked, Kinds.GlobalNetworkPolicy, Now));
        Assert.NotNull(UnconfirmedMark.Of(labelled));
        var edited = marked.DeepClone().AsObject();
        edited["spec"]!["order"] = 5;
        Assert.Null(UnconfirmedMark.Stamp(edited, marked, Kinds.GlobalNetworkPolicy, Now));
        Assert.Null(UnconfirmedMark.Of(edited));
    }

    [Theory]
    [InlineData("0s", "is '0s': write a duration from 1s to 24h, such as 60s")]
    [InlineData("25h", "is '25h'")]
    [InlineData("soon", "is 'soon'")]
    public void A_time_that_is_none_is_refused(string within, string expected)
    {
        var fault = UnconfirmedMark.Stamp(Policy(order: 1, within), null, Kinds.GlobalNetworkPolicy, Now);
        Assert.Equal(422, fault!.Code);
        Assert.Contains($"metadata.annotations[margay.dev/confirm-within] {expected}", fault.Message);
    }

    [Fact]
    public void Other_kinds_cannot_be_marked() => Assert.Contains(
        "is not for a Pod", UnconfirmedMark.Stamp(Policy(order: 1, within: "60s"), null, Kinds.Pod, Now)!.Message);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"until":"x","seconds":1}""")]
    [InlineData("""{"until":"2026-11-26T12:00:00Z","seconds":-1}""")]
    [InlineData("""{"until":"2026-11-26T12:00:00Z","seconds":1e9}""")]
    [InlineData("""{"until":"2026-11-26T12:00:00Z","seconds":1,"before":[]}""")]
    public void What_nobody_could_have_made_is_no_mark(string text) => Assert.False(UnconfirmedMark.TryParse(text, out _));

    private static JsonObject Policy(int order, string? within = null)
    {
        var policy = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "p" },
            ["spec"] = new JsonObject { ["order"] = order },
        };
        if (within is not null) policy["metadata"]!["annotations"] = new JsonObject { [UnconfirmedMark.Within] = within };
        return policy;
    }
}
