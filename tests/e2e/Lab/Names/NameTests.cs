using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Margay.Tests.E2e.Lab.Names;

/// <summary>Rules that name destinations: what a pod is told by DNS it reaches at once, and nothing else.</summary>
[Collection(SharedLabCollection.Name)]
public sealed class NameTests(SharedLab shared)
{
    private const string Rule = "{action: Allow, protocol: TCP, destination: {domains: ['*.good.test', one.test], ports: [8080]}}";

    private static readonly string[] Records =
    [
        .. Enumerable.Range(1, 40).Select(i => $"--host-record=n{i}.good.test,{NamedWorld.V4(i)},{NamedWorld.V6(i)},60"),
        $"--host-record=one.test,{NamedWorld.V4(41)},60", $"--host-record=other.test,{NamedWorld.V4(42)},60",
        $"--host-record=edge.cdn.test,{NamedWorld.V4(43)},60", "--cname=alias.good.test,edge.cdn.test,60",
    ];

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(2, false, true)]
    [InlineData(3, true, false)]
    [InlineData(4, true, true)]
    public async Task What_a_pod_is_told_it_reaches_at_once(int number, bool overV6, bool tcp)
    {
        await using var world = await NamedWorld.OfAsync(shared.Lab, "");
        await using var server = NameServerProcess.In(world.NetnsOf("dns"), Records);
        await using var policy = await world.AllowAsync(Rule);
        Assert.False(await world.ReachesAsync(number));
        foreach (var v6 in new[] { false, true })
        {
            var told = await world.Client.LookUpAsync(world.Servers[overV6 ? 1 : 0], $"n{number}.good.test", v6, tcp);
            Assert.Equal(IPAddress.Parse(v6 ? NamedWorld.V6(number) : NamedWorld.V4(number)), Assert.Single(told));
            Assert.True(await world.ReachesAsync(number, v6));
        }

        Assert.Null(await world.Client.ConnectAsync(IPAddress.Parse(NamedWorld.V4(number)), 80, NamedWorld.Short));
    }

    [Fact]
    public async Task Aliases_open_their_end_and_other_names_open_nothing()
    {
        await using var world = await NamedWorld.OfAsync(shared.Lab, "");
        await using var server = NameServerProcess.In(world.NetnsOf("dns"), Records);
        await using var policy = await world.AllowAsync(Rule);
        Assert.Single(await world.Client.LookUpAsync(world.Servers[0], "edge.cdn.test"));
        Assert.False(await world.ReachesAsync(43));
        Assert.Single(await world.Client.LookUpAsync(world.Servers[0], "alias.good.test"));
        Assert.True(await world.ReachesAsync(43));
        Assert.Single(await world.Client.LookUpAsync(world.Servers[0], "ONE.test"));
        Assert.True(await world.ReachesAsync(41));
        Assert.Single(await world.Client.LookUpAsync(world.Servers[0], "other.test"));
        Assert.False(await world.ReachesAsync(42));
    }

    [Fact]
    public async Task A_server_that_is_not_trusted_opens_nothing()
    {
        await using var world = await NamedWorld.OfAsync(shared.Lab, "");
        await using var server = NameServerProcess.In(world.NetnsOf("stranger"), Records);
        await using var policy = await world.AllowAsync(Rule);
        Assert.Single(await world.Client.LookUpAsync(world.Strangers[0], "n5.good.test"));
        Assert.False(await world.ReachesAsync(5));
    }

    [Fact]
    public async Task ClusterNetworkPolicys_domain_names_are_the_same()
    {
        await using var world = await NamedWorld.OfAsync(shared.Lab, "");
        await using var server = NameServerProcess.In(world.NetnsOf("dns"), Records);
        await using var policy = await AppliedPolicy.ApplyAsync(
            world.Lab,
            "{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: names}, spec: {tier: Admin, priority: 5, "
            + "subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: client}}}}, egress: ["
            + "{action: Accept, to: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: dns}}}}, {domainNames: ['*.good.test']}]}, "
            + "{action: Deny, to: [{networks: ['0.0.0.0/0', '::/0']}]}]}}");
        Assert.False(await world.ReachesAsync(6));
        Assert.Single(await world.Client.LookUpAsync(world.Servers[0], "n6.good.test"));
        Assert.True(await world.ReachesAsync(6));
    }

    [Fact]
    public async Task An_address_goes_with_its_time_unless_a_connection_is_open()
    {
        await using var world = await NamedWorld.OfAsync(shared.Lab, ", dnsExtraTTL: 1s");
        await using var server = NameServerProcess.In(
            world.NetnsOf("dns"), $"--host-record=n7.good.test,{NamedWorld.V4(7)},1", $"--host-record=n8.good.test,{NamedWorld.V4(8)},1");
        await using var policy = await world.AllowAsync(Rule);
        using var open = world.Client.Open(AddressFamily.InterNetwork, SocketType.Stream);
        Assert.Single(await world.Client.LookUpAsync(world.Servers[0], "n7.good.test"));
        Assert.Single(await world.Client.LookUpAsync(world.Servers[0], "n8.good.test"));
        Assert.Equal(0, await PodResolver.ConnectAsync(open, IPAddress.Parse(NamedWorld.V4(8)), NamedWorld.Port, NamedWorld.Patience));
        await TestLab.UntilAsync("the address without a connection is forgotten", NamedWorld.Patience, async () => !await world.ReachesAsync(7));
        Assert.True(await world.ReachesAsync(8));
    }

    [Fact]
    public async Task What_was_learnt_is_known_after_a_restart()
    {
        await using var world = await NamedWorld.OfAsync(shared.Lab, "");
        await using var server = NameServerProcess.In(world.NetnsOf("dns"), Records);
        await using var policy = await world.AllowAsync(Rule);
        Assert.Single(await world.Client.LookUpAsync(world.Servers[0], "n9.good.test"));
        Assert.True(await world.ReachesAsync(9));
        (await world.Lab.RunAsync("restart", "n1", "--kill")).Expect();
        Assert.True(await world.ReachesAsync(9));
        Assert.Single(await world.Client.LookUpAsync(world.Servers[0], "n10.good.test"));
        Assert.True(await world.ReachesAsync(10));
        Assert.True(await world.ReachesAsync(9));
    }

    [Fact]
    public async Task An_agent_that_starts_while_the_hub_is_away_answers_what_it_knows_and_holds_back_what_it_does_not()
    {
        await using var world = await NamedWorld.OfAsync(shared.Lab, "");
        await using var server = NameServerProcess.In(world.NetnsOf("dns"), Records);
        await using var policy = await world.AllowAsync(Rule);
        Assert.Single(await world.Client.LookUpAsync(world.Servers[0], "n11.good.test"));
        var hub = JsonNode.Parse(await File.ReadAllTextAsync($"{world.Lab.Directory}/lab.json", TestContext.Current.CancellationToken))!
            ["processes"]!["hub"]!["pid"]!.GetValue<int>();
        (await Command.RunAsync("kill", "-STOP", $"{hub}")).Expect();
        try
        {
            (await world.Lab.RunAsync("restart", "n1", "--kill")).Expect();
            Assert.Single(await world.Client.LookUpAsync(world.Servers[0], "n11.good.test"));
            Assert.True(await world.ReachesAsync(11));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Client.LookUpAsync(world.Servers[0], "n12.good.test", patience: TimeSpan.FromSeconds(3)));
        }
        finally
        {
            (await Command.RunAsync("kill", "-CONT", $"{hub}")).Expect();
        }

        Assert.Single(await world.Client.LookUpAsync(world.Servers[0], "n12.good.test", patience: TimeSpan.FromSeconds(30)));
        Assert.True(await world.ReachesAsync(12));
    }
}
