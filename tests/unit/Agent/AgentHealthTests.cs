using Margay.Host.Agent;

namespace Margay.Tests.Unit.Agent;

/// <summary>Why an agent is not ready, and who hears of it.</summary>
public sealed class AgentHealthTests
{
    private readonly AgentHealth _health = new(TimeProvider.System);

    [Fact]
    public void The_reason_is_what_failed_and_the_words_of_the_error()
    {
        Assert.Equal("NotInSync", _health.Fault!.Reason);
        _health.InSync();
        Assert.Null(_health.Fault);

        _health.Failed("routes", "192.0.2.9/32: no way");
        Assert.Equal(new AgentFault("RoutesNotApplied", "routes: 192.0.2.9/32: no way"), _health.Fault);
        var condition = AgentCondition.Of(_health.Fault, DateTimeOffset.UnixEpoch);
        Assert.Equal(
            """{"type":"MargayReady","status":"False","reason":"RoutesNotApplied","message":"routes: 192.0.2.9/32: no way","lastTransitionTime":"1970-01-01T00:00:00Z"}""",
            condition.ToJsonString());
        _health.Succeeded();
        Assert.Equal("True", (string?)AgentCondition.Of(_health.Fault, DateTimeOffset.UnixEpoch)["status"]);
    }

    [Fact]
    public void What_ails_an_agent_is_told_and_leaves_it_ready_but_why_it_is_not_ready_comes_first()
    {
        var told = 0;
        _health.Changed = () => told++;
        _health.InSync();
        _health.Ails(new AgentFault("BGPNotListening", "BGP cannot listen at 0.0.0.0:179"));
        Assert.True(_health.IsReady);
        Assert.Null(_health.Fault);
        Assert.Equal("BGPNotListening", _health.Complaint!.Reason);
        _health.Failed("routes", "no way");
        Assert.Equal("RoutesNotApplied", _health.Complaint.Reason);
        _health.Succeeded();
        _health.Ails(null);
        Assert.Null(_health.Complaint);
        Assert.Equal(5, told);
    }

    [Fact]
    public void What_is_the_same_as_before_is_not_told_again_and_waits_longer_each_time()
    {
        var told = 0;
        _health.Changed = () => told++;
        _health.InSync();
        Assert.True(_health.Failed("routes", "no way") < _health.Failed("routes", "no way"));
        Assert.Equal(2, told);
        _health.Failed("routes", "another way");
        Assert.Equal(3, told);
        _health.Succeeded();
        _health.Succeeded();
        Assert.Equal(4, told);
    }
}
