using Margay.Primitives;

namespace Margay.Host.Lab.Plan;

/// <summary>Everything about a lab that is decided before the first system call: names, addresses, links.</summary>
internal sealed record LabPlan
{
    /// <summary>The fabric's subnet has room for this many nodes beside the hub.</summary>
    public const int MaxNodes = 200;

    public const int V4Length = 24;
    public const int V6Length = 64;

    /// <summary>The bridge in the fabric's namespace; it carries the hub's addresses.</summary>
    public const string Bridge = "br0";

    /// <summary>Where the agents reach the hub.</summary>
    public const ushort HubPort = 6443;

    /// <summary>The AS of the nodes.</summary>
    public const uint NodesAs = 64512;

    private const int FirstHostNumber = 11;
    private const int NodesOfRack = 8;

    private LabPlan(LabName name, LabFabric fabric, IReadOnlyList<LabRack> racks, IReadOnlyList<LabNode> nodes, IReadOnlyList<Cidr> pools) =>
        (Name, Fabric, Racks, Nodes, Pools) = (name, fabric, racks, nodes, pools);

    public LabName Name { get; }

    public LabFabric Fabric { get; }

    public LabOverlay Overlay { get; init; }

    /// <summary>The racks, if the fabric has any.</summary>
    public IReadOnlyList<LabRack> Racks { get; }

    public IReadOnlyList<LabNode> Nodes { get; }

    /// <summary>The ranges from which pods get their addresses.</summary>
    public IReadOnlyList<Cidr> Pools { get; }

    /// <summary>The namespace that plays the switch. The hub listens in it too.</summary>
    public string FabricNamespace => NamespaceNames.Fabric(Name);

    public static IpAddr HubV4 { get; } = IpAddr.Parse("172.30.0.254");

    public static IpAddr HubV6 { get; } = IpAddr.Parse("fd30::254");

    /// <summary>The pools of a lab that names none.</summary>
    public static IReadOnlyList<Cidr> DefaultPools { get; } =
        [Cidr.Parse("10.65.0.0/16"), Cidr.Parse("fd00:65::/64")];

    /// <summary>The plan of a lab with nodes <c>n1</c> to <c>nN</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 1 to <see cref="MaxNodes"/> nodes.</exception>
    public static LabPlan Create(LabName name, int nodes, IReadOnlyList<Cidr> pools, LabFabric fabric = LabFabric.Flat)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nodes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nodes, MaxNodes);
        LabRack[] racks = fabric == LabFabric.Bgp
            ? [.. Enumerable.Range(1, RacksFor(nodes)).Select(number => new LabRack(number, NamespaceNames.Rack(name, number)))]
            : [];
        var perRack = racks.Length == 0 ? nodes : (nodes + racks.Length - 1) / racks.Length;
        return new LabPlan(
            name, fabric, racks, [.. Enumerable.Range(1, nodes).Select(number => Node(name, number, racks.ElementAtOrDefault((number - 1) / perRack)))], pools);
    }

    private static int RacksFor(int nodes) => Math.Max(Math.Min(nodes, 2), (nodes + NodesOfRack - 1) / NodesOfRack);

    // fd30::21 stands beside 172.30.0.21: the last group has the decimal digits of the last octet.
    private static LabNode Node(LabName lab, int number, LabRack? rack)
    {
        var host = FirstHostNumber + number - 1;
        return new LabNode(
            $"n{number}",
            NamespaceNames.Node(lab, number),
            IpAddr.Parse($"172.30.{rack?.Number ?? 0}.{host}"),
            IpAddr.Parse(rack is null ? $"fd30::{host}" : $"fd30:{rack.Number}::{host}"),
            rack);
    }
}
