using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle;
using Margay.Primitives;
using static Margay.Tests.Unit.Policy.Oracle.Calico;

namespace Margay.Tests.Unit.Policy.Oracle;

public sealed class OracleHostEndpointTests
{
    private const string Call = "203.0.113.9 > 192.0.2.1 TCP/80";
    private const string Ssh = "203.0.113.9 > 192.0.2.1 TCP/22";
    private const string Dns = "192.0.2.1 > 203.0.113.9 UDP/53";

    private static readonly CalicoPolicySpec Untracked = new() { DoNotTrack = true, ApplyOnForward = true };
    private static readonly CalicoPolicySpec PreDnat = new() { PreDnat = true, ApplyOnForward = true };

    private static ClusterState With(params Resource[] more) => ClusterState.Of([HostOf("h", "n1", "eth0", "192.0.2.1"), .. more]);

    private static DirectionDecision Ask(PolicyHook hook, ClusterState cluster, string packet = Call, Direction direction = Direction.Ingress) =>
        Assert.IsType<DirectionDecision>(cluster.AskHost("h", hook, direction, packet));

    [Fact]
    public void Without_policy_and_profile_the_node_is_closed_but_for_failsafe_ports()
    {
        Assert.Equal(new Reason.NoProfileDecides(), Ask(PolicyHook.Normal, With()).Why);
        Assert.Equal(Verdict.Deny, Ask(PolicyHook.Normal, With(), "203.0.113.9 > 192.0.2.1 47").Verdict);
        Assert.Equal(new Reason.FailsafePort(IpProtocol.Tcp, 22), Ask(PolicyHook.Normal, With(), Ssh).Why);
        Assert.Equal(new Reason.FailsafePort(IpProtocol.Udp, 53), Ask(PolicyHook.Normal, With(), Dns, Direction.Egress).Why);
        Assert.Equal(Verdict.Deny, Ask(PolicyHook.Normal, With(), "192.0.2.1 > 203.0.113.9 TCP/22", Direction.Egress).Verdict);
    }

    [Theory]
    [InlineData("TCP/22 TCP/179 TCP/2379 TCP/2380 TCP/5473 TCP/6443 TCP/6666 TCP/6667 UDP/68", Direction.Ingress)]
    [InlineData("UDP/53 UDP/67 TCP/179 TCP/2379 TCP/2380 TCP/5473 TCP/6443 TCP/6666 TCP/6667", Direction.Egress)]
    public void The_default_failsafe_ports_stay_open_even_to_a_denying_policy(string ports, Direction direction)
    {
        var cluster = With(Global("p", Ingress(Deny) with { Egress = [Deny], Types = ["Ingress", "Egress"] }));
        Assert.All(ports.Split(' '), port => Assert.Equal(
            Verdict.Allow, Ask(PolicyHook.Normal, cluster, $"203.0.113.9 > 192.0.2.1 {port}", direction).Verdict));
    }

    [Fact]
    public void Failsafe_ports_are_a_setting_of_the_node_or_the_default_and_may_be_none()
    {
        var own = Settings("node.n1", new FelixConfigurationSpec
        {
            FailsafeInboundHostPorts = [new ProtoPort { Port = 80, Net = "203.0.113.0/24" }, new ProtoPort { Port = 81, Net = "nonsense" }, null!],
        });
        var none = Settings("default", new FelixConfigurationSpec { FailsafeInboundHostPorts = [], FailsafeOutboundHostPorts = [] });
        Assert.Equal(Verdict.Allow, Ask(PolicyHook.Normal, With(own, none)).Verdict);
        Assert.Equal(Verdict.Deny, Ask(PolicyHook.Normal, With(own, none), "198.51.100.1 > 192.0.2.1 TCP/80").Verdict);
        Assert.Equal(Verdict.Deny, Ask(PolicyHook.Normal, With(own, none), "203.0.113.9 > 192.0.2.1 TCP/81").Verdict);
        Assert.Equal(Verdict.Deny, Ask(PolicyHook.Normal, With(none), Ssh).Verdict);
        Assert.Equal(Verdict.Deny, Ask(PolicyHook.Normal, With(none), Dns, Direction.Egress).Verdict);
    }

    [Theory]
    [InlineData(PolicyHook.Normal, "fd00::9 > fd00::1 ICMPv6/135", true)]
    [InlineData(PolicyHook.Untracked, "fd00::9 > fd00::1 ICMPv6/136", true)]
    [InlineData(PolicyHook.Normal, "fd00::9 > fd00::1 ICMPv6/128", false)]
    public void Neighbour_discovery_passes_a_host_endpoint(PolicyHook hook, string packet, bool passes) =>
        Assert.Equal(passes, Ask(hook, With(), packet).Why is Reason.NeighborDiscovery);

    [Fact]
    public void Profiles_are_asked_in_order_after_the_tiers()
    {
        var passes = Profile("passes", Pass, Deny);
        var silent = Profile("silent", Allow.From("app == 'db'"));
        ClusterState Listed(params string[] names) =>
            ClusterState.Of([HostOf("h", "n1", "eth0").WithProfiles(names), passes, silent, Profile("denies", Deny), Profile("bad", Allow.From("((("))]);
        Assert.Equal(new Reason.ByProfile("denies", 0, Verdict.Deny), Ask(PolicyHook.Normal, Listed("passes", "silent", "denies")).Why);
        Assert.Equal(new Reason.ByProfile("projectcalico-default-allow", 0, Verdict.Allow), Ask(PolicyHook.Normal, Listed("silent", "projectcalico-default-allow")).Why);
        Assert.Equal(new Reason.ProfileMissing("lost"), Ask(PolicyHook.Normal, Listed("lost", "projectcalico-default-allow")).Why);
        Assert.Equal(new Reason.ProfileMissing("bad"), Ask(PolicyHook.Normal, Listed("bad", "projectcalico-default-allow")).Why);
        Assert.Equal(new Reason.NoProfileDecides(), Ask(PolicyHook.Normal, Listed("silent", "passes")).Why);
    }

    [Fact]
    public void A_tier_that_selects_and_does_not_decide_denies_before_profiles_are_asked()
    {
        var host = HostOf("h", "n1", "eth0").WithProfiles("projectcalico-default-allow");
        var cluster = ClusterState.Of([host, Global("p", Ingress(Allow.From("app == 'db'")))]);
        Assert.IsType<Reason.EndOfTier>(Ask(PolicyHook.Normal, cluster).Why);
    }

    [Fact]
    public void Forwarded_packets_meet_only_policies_that_apply_on_forward()
    {
        var deny = Global("p", Ingress(Deny));
        Assert.Equal(Verdict.Allow, Ask(PolicyHook.Forward, With(deny)).Verdict);
        var onForward = Global("p", Ingress(Deny) with { ApplyOnForward = true });
        Assert.Equal(Verdict.Deny, Ask(PolicyHook.Forward, With(onForward)).Verdict);
        Assert.Equal(Verdict.Deny, Ask(PolicyHook.Normal, With(onForward)).Verdict);
        Assert.Equal(Verdict.Allow, Ask(PolicyHook.Forward, With(onForward), Call, Direction.Egress).Verdict);
        var silent = Global("p", Ingress(Allow.From("app == 'db'")) with { ApplyOnForward = true });
        Assert.IsType<Reason.EndOfTier>(Ask(PolicyHook.Forward, With(silent)).Why);
        var passing = Global("p", Ingress(Pass) with { ApplyOnForward = true });
        Assert.Equal(new Reason.AllTiersPassed(), Ask(PolicyHook.Forward, With(passing)).Why);
    }

    [Fact]
    public void Untracked_and_pre_DNAT_policies_act_at_their_own_hooks_only()
    {
        var cluster = With(Global("u", Untracked with { Ingress = [Deny] }), Global("d", PreDnat with { Ingress = [Allow] }));
        Assert.Equal(Verdict.Deny, Ask(PolicyHook.Untracked, cluster).Verdict);
        Assert.Equal(Verdict.Allow, Ask(PolicyHook.PreDnat, cluster).Verdict);
        Assert.Equal(new Reason.NoProfileDecides(), Ask(PolicyHook.Normal, cluster).Why);
        Assert.Equal(new Reason.NoPolicySelects(), Ask(PolicyHook.Forward, cluster).Why);
    }

    [Theory]
    [InlineData(PolicyHook.Untracked)]
    [InlineData(PolicyHook.PreDnat)]
    public void The_early_hooks_have_no_tier_defaults_and_no_profiles(PolicyHook hook)
    {
        var spec = hook == PolicyHook.Untracked ? Untracked : PreDnat;
        var cluster = With(Global("p", spec with { Ingress = [Allow.From("app == 'db'")] }));
        Assert.Equal((Verdict.Undecided, new Reason.AllTiersPassed()), (Ask(hook, cluster).Verdict, Ask(hook, cluster).Why));
        Assert.Equal((Verdict.Undecided, new Reason.NoPolicySelects()), (Ask(hook, With()).Verdict, Ask(hook, With()).Why));
    }

    [Fact]
    public void Untracked_replies_of_failsafe_ports_pass_by_their_source_port()
    {
        var cluster = With(Global("u", Untracked with { Ingress = [Deny], Egress = [Deny] }));
        Assert.Equal(Verdict.Allow, Ask(PolicyHook.Untracked, cluster, "203.0.113.9#53 > 192.0.2.1 UDP/4000").Verdict);
        Assert.Equal(Verdict.Allow, Ask(PolicyHook.Untracked, cluster, "192.0.2.1#22 > 203.0.113.9 TCP/4000", Direction.Egress).Verdict);
        Assert.Equal(Verdict.Deny, Ask(PolicyHook.Untracked, cluster, "203.0.113.9#4000 > 192.0.2.1 TCP/4000").Verdict);
        var preDnat = With(Global("d", PreDnat with { Ingress = [Deny] }));
        Assert.Equal(Verdict.Allow, Ask(PolicyHook.PreDnat, preDnat, Ssh).Verdict);
        Assert.Equal(Verdict.Deny, Ask(PolicyHook.PreDnat, preDnat, "203.0.113.9#53 > 192.0.2.1 UDP/4000").Verdict);
    }

    [Fact]
    public void Hooks_that_an_endpoint_does_not_have_give_no_answer()
    {
        var agent = Given.Pod("shop", "agent", "192.0.2.1");
        agent = agent with { Spec = agent.Spec! with { HostNetwork = true } };
        var cluster = ClusterState.Of([HostOf("every", "n1", "*"), HostOf("h", "n1", "eth0"), Given.Pod("shop", "web", "10.0.0.1"), agent]);
        Assert.Null(cluster.AskHost("h", PolicyHook.PreDnat, Direction.Egress, Call));
        Assert.Null(cluster.AskHost("every", PolicyHook.Untracked, Direction.Ingress, Call));
        Assert.NotNull(cluster.AskHost("every", PolicyHook.PreDnat, Direction.Ingress, Call));
        Assert.Null(cluster.AskHost("nobody", PolicyHook.Normal, Direction.Ingress, Call));
        Assert.Null(PolicyOracle.DecideAt(cluster, new PolicedEnd.Pod("shop", "web"), PolicyHook.Forward, Direction.Ingress, Packet(Call)));
        Assert.Null(PolicyOracle.DecideAt(cluster, new PolicedEnd.Pod("shop", "agent"), PolicyHook.Normal, Direction.Ingress, Packet(Call)));
        Assert.Null(PolicyOracle.DecideAt(cluster, new PolicedEnd.Pod("shop", "nobody"), PolicyHook.Normal, Direction.Ingress, Packet(Call)));
    }
}
