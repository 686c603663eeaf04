using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Model.Settings;

/// <summary>How VXLAN devices are made.</summary>
/// <param name="Vni">The network identifier, 1 to 2^24-1.</param>
/// <param name="Port">The UDP port.</param>
/// <param name="MtuV4">The MTU of the IPv4 device; 0 is worked out.</param>
/// <param name="MtuV6">The MTU of the IPv6 device; 0 is worked out.</param>
public sealed record VxlanSettings(uint Vni, ushort Port, int MtuV4, int MtuV6)
{
    /// <summary>Calico's.</summary>
    public static VxlanSettings Defaults { get; } = new(4096, 4789, 0, 0);

    /// <summary>The MTU of a family's device; 0 is worked out.</summary>
    public int MtuOf(IpFamily family) => family == IpFamily.V4 ? MtuV4 : MtuV6;

    internal static VxlanSettings Overlay(VxlanSettings before, FelixConfigurationSpec spec) => new(
        spec.VxlanVni is { } vni and > 0 and < 1 << 24 ? (uint)vni : before.Vni,
        spec.VxlanPort is { } port and > 0 and <= ushort.MaxValue ? (ushort)port : before.Port,
        spec.VxlanMtu ?? before.MtuV4,
        spec.VxlanMtuV6 ?? before.MtuV6);
}
