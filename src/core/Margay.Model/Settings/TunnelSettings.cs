using Margay.Model.Resources;

namespace Margay.Model.Settings;

/// <summary>Which tunnels a node has whatever its pools say. Null leaves it to the pools.</summary>
/// <param name="VxlanV4">Whether it has the VXLAN tunnel of IPv4.</param>
/// <param name="Ipip">Whether it has the IPIP tunnel.</param>
/// <remarks>As with Calico, <c>vxlanEnabled</c> says nothing of IPv6.</remarks>
public sealed record TunnelSettings(bool? VxlanV4, bool? Ipip)
{
    /// <summary>The pools decide.</summary>
    public static TunnelSettings Defaults { get; } = new(null, null);

    internal static TunnelSettings Overlay(TunnelSettings before, FelixConfigurationSpec spec) =>
        new(spec.VxlanEnabled ?? before.VxlanV4, spec.IpipEnabled ?? before.Ipip);
}
