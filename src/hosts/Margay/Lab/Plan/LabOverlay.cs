namespace Margay.Host.Lab.Plan;

/// <summary>What pods' packets travel in between a lab's nodes.</summary>
internal enum LabOverlay
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>VXLAN, always.</summary>
    Vxlan,

    /// <summary>VXLAN between nodes of different subnets, which racks are.</summary>
    VxlanCrossSubnet,

    /// <summary>IP in IP for IPv4, always; nothing for IPv6.</summary>
    Ipip,

    /// <summary>IP in IP for IPv4 between nodes of different subnets; nothing for IPv6.</summary>
    IpipCrossSubnet,
}
