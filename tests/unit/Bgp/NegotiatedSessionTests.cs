using Margay.Bgp.Fsm;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp;

/// <summary>What two OPENs agree on.</summary>
public sealed class NegotiatedSessionTests
{
    [Fact]
    public void Add_path_counts_in_the_direction_that_both_agree_on()
    {
        var ours = new SessionConfig
        {
            LocalAs = 64512,
            RemoteAs = 64513,
            LocalId = IpAddr.Parse("10.0.0.1"),
            Families = [new FamilyConfig(AddressFamily.V4Unicast, AddPathMode.Send | AddPathMode.Receive)],
        };
        var theirs = ours with
        {
            LocalAs = 64513,
            RemoteAs = 64512,
            LocalId = IpAddr.Parse("10.0.0.2"),
            Families = [new FamilyConfig(AddressFamily.V4Unicast, AddPathMode.Send)],
        };

        Assert.True(NegotiatedSession.TryNegotiate(ours, theirs.ToOpen(), out var session, out _));

        Assert.True(session.Incoming.V4PathIds);
        Assert.False(session.Outgoing.V4PathIds);
    }
}
