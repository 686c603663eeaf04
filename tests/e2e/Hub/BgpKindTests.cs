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

    [Fact]
    public async Task What_is_allowed_and_does_not_do_what_was_meant_is_told_of()
    {
        await TellsAsync(
            """{"apiVersion":"projectcalico.org/v3","kind":"BGPPeer","metadata":{"name":"zero","annotations":{"margay.dev/bdf":"enabled"}},"spec":{"peerIP":"192.0.2.1","asNumber":0}}""",
            "metadata.annotations[margay.dev/bdf] is no annotation of Margay's and does nothing: did you mean margay.dev/bfd?",
            "spec.asNumber is 0, which is no AS (RFC 7607) and counts as absent");
        await TellsAsync(
            """{"apiVersion":"v1","kind":"Node","metadata":{"name":"advised","annotations":{"projectcalico.org/ASNumber":"65001 "}}}""",
            "metadata.annotations[projectcalico.org/ASNumber] is '65001 ', which cannot be read and counts as absent");
    }

    private async Task TellsAsync(string manifest, params string[] warnings)
    {
        var told = await hub.Admin.RunAsync(manifest, ["apply", "-f", "-"]);
        Assert.Equal(0, told.Code);
        Assert.All(warnings, warning => Assert.Contains($"Warning: {warning}", told.Errors, StringComparison.Ordinal));
    }
}
