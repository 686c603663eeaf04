using System.Text;
using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Host.Lab.Plan;
using Margay.Model.Resources;

namespace Margay.Host.Lab;

/// <summary>Who peers with whom in a lab with racks: each node with its rack's router, and no two nodes.</summary>
internal static class LabPeerings
{
    public static async Task CreateAsync(ApiClient api, LabPlan plan, CancellationToken stop)
    {
        if (plan.Racks.Count == 0) return;
        await api.CreateAsync(Kinds.BgpConfiguration, Configuration, stop);
        foreach (var peer in Peers(plan)) await api.CreateAsync(Kinds.BgpPeer, peer, stop);
    }

    /// <summary>Says of each node in which rack it is.</summary>
    public static async Task LabelNodesAsync(ApiClient api, LabPlan plan, CancellationToken stop)
    {
        foreach (var node in plan.Nodes)
        {
            if (node.Rack is not { } rack) continue;
            var patch = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { [LabRack.Label] = rack.Name } } };
            await api.PatchAsync(Kinds.Node, null, node.Name, PatchType.Merge, Encoding.UTF8.GetBytes(patch.ToJsonString()), null, stop);
        }
    }

    private static BgpConfiguration Configuration { get; } = new()
    {
        Metadata = new ObjectMeta { Name = "default" },
        Spec = new BgpConfigurationSpec
        {
            NodeToNodeMeshEnabled = false,
            AsNumber = new AsNumber(LabPlan.NodesAs),
        },
    };

    private static IEnumerable<BgpPeer> Peers(LabPlan plan)
    {
        foreach (var rack in plan.Racks)
        {
            foreach (var (family, address) in new[] { ("ipv4", rack.V4), ("ipv6", rack.V6) })
            {
                yield return new BgpPeer
                {
                    Metadata = new ObjectMeta { Name = $"{rack.Name}-{family}" },
                    Spec = new BgpPeerSpec
                    {
                        NodeSelector = $"{LabRack.Label} == '{rack.Name}'",
                        PeerIp = address.ToString(),
                        AsNumber = new AsNumber(rack.As),

                        // All nodes are of one AS, so that routes to other nodes have it in their path.
                        NumAllowedLocalAsNumbers = 1,
                    },
                };
            }
        }
    }
}
