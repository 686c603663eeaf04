namespace Margay.Tests.E2e.Lab.Bgp;

/// <summary>Nodes that are each other's BGP peers.</summary>
public sealed class MeshTests
{
    private const int Nodes = 4;

    [Fact]
    public async Task Agents_are_killed_in_any_order_and_no_stream_breaks_and_no_route_leaves_a_kernel()
    {
        var lab = await BgpLab.UpAsync("mesh", Nodes);
        try
        {
            (await lab.ProbeAsync("fabric", patience: 20)).ExpectAgreement();
            await Chaos.RunAsync(lab, Nodes, watched: Nodes, sessionsOfNode: 2 * (Nodes - 1), rounds: 8, together: 2, settles: false);
            (await lab.ProbeAsync("fabric", patience: 0)).ExpectAgreement();
        }
        finally
        {
            await lab.DownAsync();
        }
    }
}
