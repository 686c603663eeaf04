using System.Globalization;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Model.Settings;

/// <summary>How packets that leave the pools get another source.</summary>
/// <param name="Ports">Out of which TCP, UDP and SCTP get their source port; null leaves it to the kernel.</param>
/// <param name="Address">The IPv4 address they get; none for that of the interface they go out by, as IPv6 always has.</param>
/// <param name="SparesNodes">Whether packets to nodes' own addresses keep their source.</param>
/// <param name="Interface">The only interface where it is done; with <c>+</c> at its end all that begin so; empty for all.</param>
public sealed record NatOutgoingSettings(PortRange? Ports, IpAddr Address, bool SparesNodes, string Interface)
{
    private const string NodesToo = "IPPoolsAndHostIPs";

    /// <summary>Calico's.</summary>
    public static NatOutgoingSettings Defaults { get; } = new(null, default, false, "");

    internal static NatOutgoingSettings Overlay(NatOutgoingSettings before, FelixConfigurationSpec spec) => new(
        spec.NatPortRange is { } range ? PortsOf(range) : before.Ports,
        IpAddr.TryParse(spec.NatOutgoingAddress, out var address) && address.IsV4 ? address : before.Address,
        spec.NatOutgoingExclusions is { Length: > 0 } exclusions
            ? exclusions.Equals(NodesToo, StringComparison.OrdinalIgnoreCase)
            : before.SparesNodes,
        spec.IptablesNatOutgoingInterfaceFilter ?? before.Interface);

    /// <summary>What <c>1024:2047</c> or a single port says; 0 and what is neither say nothing.</summary>
    private static PortRange? PortsOf(string text)
    {
        var ends = text.Split(':');
        return ends.Length <= 2 && TryPort(ends[0], out var first) && TryPort(ends[^1], out var last) && first <= last && last > 0
            ? new PortRange(Math.Max(first, (ushort)1), last)
            : null;
    }

    private static bool TryPort(string text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
}
