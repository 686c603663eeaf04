namespace Margay.Host.Lab.Plan;

/// <summary>What connects a lab's nodes, and how they learn the way to each other's pods.</summary>
internal enum LabFabric
{
    /// <summary>One segment; each node derives its routes from the others' blocks.</summary>
    Flat,

    /// <summary>One segment; every node is a BGP peer of every other.</summary>
    Mesh,

    /// <summary>Racks, each with a router that is its nodes' BGP peer, and a spine above them.</summary>
    Bgp,
}
