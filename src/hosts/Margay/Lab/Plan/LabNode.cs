using Margay.Primitives;

namespace Margay.Host.Lab.Plan;

/// <summary>One node of a lab: a network namespace with an <c>eth0</c> on the fabric.</summary>
/// <param name="Name">The node's name in the API, and of the fabric's port that leads to it.</param>
/// <param name="Namespace">The name of its network namespace.</param>
/// <param name="V4">Its IPv4 address on the fabric.</param>
/// <param name="V6">Its IPv6 address on the fabric.</param>
/// <param name="Rack">The rack it is in, or null.</param>
internal sealed record LabNode(string Name, string Namespace, IpAddr V4, IpAddr V6, LabRack? Rack)
{
    /// <summary>The node's interface on the fabric.</summary>
    public const string Interface = "eth0";

    /// <summary>Its way out of the segment.</summary>
    public IpAddr V4Gateway => Rack?.V4 ?? LabPlan.HubV4;

    /// <summary>Its way out of the segment.</summary>
    public IpAddr V6Gateway => Rack?.V6 ?? LabPlan.HubV6;
}
