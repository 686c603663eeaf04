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
}
