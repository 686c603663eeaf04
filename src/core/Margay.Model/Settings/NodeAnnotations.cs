using Margay.Primitives;

namespace Margay.Model.Settings;

/// <summary>Calico's annotations by which a Node says what it is to BGP.</summary>
public static class NodeAnnotations
{
    /// <summary>The node's AS; the cluster's unless set.</summary>
    public const string AsNumber = "projectcalico.org/ASNumber";

    /// <summary>The node reflects routes, for the cluster with this number; written as an IPv4 address.</summary>
    public const string ClusterId = "projectcalico.org/RouteReflectorClusterID";

    /// <summary>The node's IPv4 address, or a CIDR with it.</summary>
    public const string AddressV4 = "projectcalico.org/IPv4Address";

    /// <summary>The node's IPv6 address, or a CIDR with it.</summary>
    public const string AddressV6 = "projectcalico.org/IPv6Address";

    /// <summary>Reads <see cref="AsNumber"/>: any but 0, which is no AS (RFC 7607).</summary>
    public static bool TryReadAsNumber(string? text, out uint number)
    {
        var isRead = Resources.AsNumber.TryParse(text, out var read) && read.Value != 0;
        number = isRead ? read.Value : 0;
        return isRead;
    }

    /// <summary>Reads <see cref="ClusterId"/>.</summary>
    public static bool TryReadClusterId(string? text, out uint id)
    {
        var isRead = IpAddr.TryParse(text, out var address) && address.IsV4;
        id = isRead ? (uint)address.Value : 0;
        return isRead;
    }

    /// <summary>Reads <see cref="AddressV4"/> or <see cref="AddressV6"/>; what stands behind a slash does not count.</summary>
    public static bool TryReadAddress(string? text, out IpAddr address) => IpAddr.TryParse(text?.Split('/')[0], out address);
}
