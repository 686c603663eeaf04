namespace Margay.Tests.E2e.Hub;

/// <summary>What kubectl's user meets with the BGP kinds beyond what every kind does.</summary>
public sealed class BgpKindTests(HubFixture hub) : IClassFixture<HubFixture>
{
    [Fact]
    public async Task A_peer_needs_its_filters_when_it_is_made_and_when_it_is_changed()
    {
        const string Peer = """
            apiVersion: projectcalico.org/v3
            kind: BGPPeer
            metadata: {name: rack}
            spec: {peerIP: 192.0.2.1, asNumber: 64513, filters: [to-rack]}
            """;
        var refused = await hub.Admin.RunAsync(Peer, ["apply", "-f", "-"]);
        Assert.NotEqual(0, refused.Code);
        Assert.Contains(
            "spec.filters[0]: is 'to-rack', but there is no such BGPFilter: make the BGPFilter first", refused.Errors, StringComparison.Ordinal);

        await hub.Admin.ApplyAsync("""{"apiVersion":"projectcalico.org/v3","kind":"BGPFilter","metadata":{"name":"to-rack"}}""");
        await hub.Admin.ApplyAsync(Peer);
        var changed = await hub.Admin.RunAsync("", ["patch", "bgppeer", "rack", "--type", "merge", "-p", """{"spec":{"filters":["to-rak"]}}"""]);
        Assert.Contains("spec.filters[0]: is 'to-rak', but there is no such BGPFilter: did you mean to-rack?", changed.Errors, StringComparison.Ordinal);
        Assert.Equal("to-rack", await hub.Admin.OutputAsync("get", "bgppeer", "rack", "-o", "jsonpath={.spec.filters[*]}"));
    }
}
