using Margay.Host.Lab.Plan;
using Margay.Linux;
using Margay.Netlink.Route;

namespace Margay.Host.Lab.Topology;

/// <summary>Makes a lab's network: the fabric, the nodes and the links between them. The host's own is not touched.</summary>
internal sealed class FabricBuilder(LabPlan plan) : IDisposable
{
    private const int Loopback = 1;

    private readonly NetnsHandle _fabric = NamespaceSetup.CreateSwitch(plan.FabricNamespace);
    private RackBuilder? _racks;
    private NetnsHandle[] _nodes = [];

    /// <summary>Makes the bridge and gives it the hub's addresses: from here on the hub can listen.</summary>
    public void BuildFabric()
    {
        using var fabric = new RouteSocket(_fabric);
        fabric.Add((batch, sequence) => LinkCodec.WriteCreateBridge(batch, sequence, LabPlan.Bridge)).Execute("make the fabric's bridge");
        var bridge = fabric.Links()[LabPlan.Bridge].Index;
        fabric
            .Add((batch, sequence) => LinkCodec.WriteChange(batch, sequence, Loopback, new LinkChange(IsUp: true)))
            .Add((batch, sequence) => LinkCodec.WriteChange(batch, sequence, bridge, new LinkChange(IsUp: true)))
            .Add((batch, sequence) => AddressCodec.WriteAdd(batch, sequence, new(bridge, LabPlan.HubV4, LabPlan.V4Length)))
            .Add((batch, sequence) => AddressCodec.WriteAdd(batch, sequence, new(bridge, LabPlan.HubV6, LabPlan.V6Length)))
            .Execute("set the fabric's bridge up");
        _racks = new RackBuilder(plan, _fabric);
        _racks.Build();
    }

    /// <summary>Makes the nodes and plugs each into the fabric.</summary>
    public void BuildNodes()
    {
        _nodes = new NetnsHandle[plan.Nodes.Count];
        Parallel.For(0, _nodes.Length, i => _nodes[i] = NamespaceSetup.CreateHost(plan.Nodes[i].Namespace));
        foreach (var segment in plan.Nodes.Zip(_nodes).GroupBy(static node => node.First.Rack))
            Connect(segment.Key is { } rack ? _racks!.Of(rack) : _fabric, [.. segment]);
        Parallel.For(0, _nodes.Length, i => ConfigureNode(plan.Nodes[i], _nodes[i]));
    }

    public void Dispose()
    {
        _fabric.Dispose();
        _racks?.Dispose();
        foreach (var node in _nodes) node?.Dispose();
    }

    private static void Connect(NetnsHandle segment, IReadOnlyList<(LabNode Node, NetnsHandle Netns)> nodes)
    {
        using var fabric = new RouteSocket(segment);
        foreach (var (node, netns) in nodes)
        {
            var near = new VethEnd(node.Name);
            var far = new VethEnd(LabNode.Interface, NetnsFd: netns.Number);
            fabric.Add((batch, sequence) => LinkCodec.WriteCreateVeth(batch, sequence, near, far));
        }

        fabric.Execute("make the nodes' links");
        var links = fabric.Links();
        var bridge = links[LabPlan.Bridge].Index;
        foreach (var (node, _) in nodes)
        {
            var port = links[node.Name].Index;
            fabric.Add((batch, sequence) => LinkCodec.WriteChange(batch, sequence, port, new LinkChange(IsUp: true, Master: bridge)));
        }

        fabric.Execute("plug the nodes' links into the bridge");
    }

    private static void ConfigureNode(LabNode node, NetnsHandle netns)
    {
        using var socket = new RouteSocket(netns);
        var eth0 = socket.Links()[LabNode.Interface].Index;
        socket
            .Add((batch, sequence) => LinkCodec.WriteChange(batch, sequence, Loopback, new LinkChange(IsUp: true)))
            .Add((batch, sequence) => LinkCodec.WriteChange(batch, sequence, eth0, new LinkChange(IsUp: true)))
            .Add((batch, sequence) => AddressCodec.WriteAdd(batch, sequence, new(eth0, node.V4, LabPlan.V4Length)))
            .Add((batch, sequence) => AddressCodec.WriteAdd(batch, sequence, new(eth0, node.V6, LabPlan.V6Length)))
            .Add((batch, sequence) => RouteCodec.WriteAdd(batch, sequence, LabRoutes.Default(node.V4Gateway), RouteConflict.Refuse))
            .Add((batch, sequence) => RouteCodec.WriteAdd(batch, sequence, LabRoutes.Default(node.V6Gateway), RouteConflict.Refuse))
            .Execute($"give node {node.Name} its addresses and routes");
    }
}
