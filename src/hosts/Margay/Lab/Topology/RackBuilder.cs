using Margay.Host.Lab.Plan;
using Margay.Linux;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Host.Lab.Topology;

/// <summary>Makes the racks of a lab: a router each, with a bridge for its nodes and a link to the spine.</summary>
internal sealed class RackBuilder(LabPlan plan, NetnsHandle spine) : IDisposable
{
    private const int Loopback = 1;

    private readonly Dictionary<LabRack, NetnsHandle> _racks = [];

    /// <summary>The namespace of a rack's router.</summary>
    public NetnsHandle Of(LabRack rack) => _racks[rack];

    /// <summary>Makes the routers, and the way between them and the spine: what is in the racks themselves is not learnt but known.</summary>
    public void Build()
    {
        if (plan.Racks.Count > 0) NamespaceSetup.EnableForwarding(spine);
        foreach (var rack in plan.Racks)
        {
            var netns = NamespaceSetup.CreateSwitch(rack.Namespace);
            _racks.Add(rack, netns);
            NamespaceSetup.EnableForwarding(netns);
            ConnectToSpine(rack, netns);
            Configure(rack, netns);
        }
    }

    public void Dispose()
    {
        foreach (var rack in _racks.Values) rack.Dispose();
    }

    private void ConnectToSpine(LabRack rack, NetnsHandle netns)
    {
        using var socket = new RouteSocket(spine);
        var near = new VethEnd(rack.Name);
        var far = new VethEnd(LabRack.Uplink, NetnsFd: netns.Number);
        socket.Add((batch, sequence) => LinkCodec.WriteCreateVeth(batch, sequence, near, far)).Execute($"make the link of rack {rack.Name}");
        var port = socket.Links()[rack.Name].Index;
        socket
            .Add((batch, sequence) => LinkCodec.WriteChange(batch, sequence, port, new LinkChange(IsUp: true)))
            .Add((batch, sequence) => AddressCodec.WriteAdd(batch, sequence, new(port, rack.V4Spine, LabRack.V4UplinkLength)))
            .Add((batch, sequence) => AddressCodec.WriteAdd(batch, sequence, new(port, rack.V6Spine, LabRack.V6UplinkLength)))
            .Execute($"give the spine its addresses towards rack {rack.Name}");
    }

    private void Configure(LabRack rack, NetnsHandle netns)
    {
        using var socket = new RouteSocket(netns);
        socket.Add((batch, sequence) => LinkCodec.WriteCreateBridge(batch, sequence, LabPlan.Bridge)).Execute("make the rack's bridge");
        var links = socket.Links();
        var (bridge, uplink) = (links[LabPlan.Bridge].Index, links[LabRack.Uplink].Index);
        foreach (var link in (int[])[Loopback, bridge, uplink])
            socket.Add((batch, sequence) => LinkCodec.WriteChange(batch, sequence, link, new LinkChange(IsUp: true)));
        socket
            .Add((batch, sequence) => AddressCodec.WriteAdd(batch, sequence, new(bridge, rack.V4, LabPlan.V4Length)))
            .Add((batch, sequence) => AddressCodec.WriteAdd(batch, sequence, new(bridge, rack.V6, LabPlan.V6Length)))
            .Add((batch, sequence) => AddressCodec.WriteAdd(batch, sequence, new(uplink, rack.V4Up, LabRack.V4UplinkLength)))
            .Add((batch, sequence) => AddressCodec.WriteAdd(batch, sequence, new(uplink, rack.V6Up, LabRack.V6UplinkLength)))
            .Add((batch, sequence) => RouteCodec.WriteAdd(batch, sequence, LabRoutes.Default(rack.V4Spine), RouteConflict.Refuse))
            .Add((batch, sequence) => RouteCodec.WriteAdd(batch, sequence, LabRoutes.Default(rack.V6Spine), RouteConflict.Refuse))
            .Execute($"give the router of rack {rack.Name} its addresses and routes");

        using var above = new RouteSocket(spine);
        above
            .Add((batch, sequence) => RouteCodec.WriteAdd(batch, sequence, LabRoutes.To(Cidr.Create(rack.V4, LabPlan.V4Length), rack.V4Up), RouteConflict.Refuse))
            .Add((batch, sequence) => RouteCodec.WriteAdd(batch, sequence, LabRoutes.To(Cidr.Create(rack.V6, LabPlan.V6Length), rack.V6Up), RouteConflict.Refuse))
            .Execute($"give the spine its routes to rack {rack.Name}");
    }
}
