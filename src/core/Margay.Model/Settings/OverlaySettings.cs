using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Model.Settings;

/// <summary>Who may send packets of the overlays, beside the nodes.</summary>
/// <param name="VxlanFromWorkloads">Whether pods may send UDP to the VXLAN port.</param>
/// <param name="IpipFromWorkloads">Whether pods may send IP in IP.</param>
/// <param name="ExternalNodes">IPv4 sources outside the cluster that may.</param>
public sealed record OverlaySettings(bool VxlanFromWorkloads, bool IpipFromWorkloads, IReadOnlyList<Cidr> ExternalNodes)
{
    /// <summary>Calico's: nobody.</summary>
    public static OverlaySettings Defaults { get; } = new(false, false, []);

    /// <inheritdoc/>
    public bool Equals(OverlaySettings? other) =>
        other is not null && VxlanFromWorkloads == other.VxlanFromWorkloads && IpipFromWorkloads == other.IpipFromWorkloads
        && ExternalNodes.SequenceEqual(other.ExternalNodes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(VxlanFromWorkloads, IpipFromWorkloads, ExternalNodes.Count);

    internal static OverlaySettings Overlay(OverlaySettings before, FelixConfigurationSpec spec) => new(
        spec.AllowVxlanPacketsFromWorkloads ?? before.VxlanFromWorkloads,
        spec.AllowIpipPacketsFromWorkloads ?? before.IpipFromWorkloads,
        spec.ExternalNodesList is { } nodes
            ? [.. nodes.Select(text => Cidr.TryParse(text, out var cidr) ? cidr : default).Where(cidr => cidr.Family == IpFamily.V4)]
            : before.ExternalNodes);
}
