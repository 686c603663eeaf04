using Margay.Primitives;

namespace Margay.Netlink.Route;

/// <summary>Device flags (netdevice(7), IFF_*).</summary>
[Flags]
public enum LinkFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>IFF_UP: administratively up.</summary>
    Up = 0x1,

    /// <summary>IFF_LOOPBACK.</summary>
    Loopback = 0x8,

    /// <summary>IFF_RUNNING: operational.</summary>
    Running = 0x40,

    /// <summary>IFF_LOWER_UP: the carrier is there.</summary>
    LowerUp = 0x10000,
}

/// <summary>A network device as the kernel reports it.</summary>
/// <param name="Index">Its number, unique in its namespace and never used again while the namespace lives.</param>
/// <param name="Name">Its name, at most 15 bytes.</param>
/// <param name="Kind">The driver's word, as in <c>veth</c>; empty for hardware and lo.</param>
/// <param name="Flags">Up, running and the like.</param>
/// <param name="Mtu">Largest packet in bytes, link header not counted.</param>
/// <param name="Mac">Its address; zero when it has none of 48 bits.</param>
/// <param name="Master">The index of the bridge it is a port of; 0 for none.</param>
/// <param name="PeerIndex">The index of a veth's other end, in that end's namespace; 0 for none.</param>
public sealed record Link(
    int Index, string Name, string Kind, LinkFlags Flags, int Mtu, MacAddr Mac, int Master, int PeerIndex)
{
    /// <summary>What a VXLAN device was made with; null for all others.</summary>
    public VxlanSpec? Vxlan { get; init; }

    /// <summary>What somebody has written on it; empty for nothing.</summary>
    public string Alias { get; init; } = "";

    /// <summary>Whether it is administratively up.</summary>
    public bool IsUp => (Flags & LinkFlags.Up) != 0;
}

/// <summary>
/// What one end of a new veth pair is to be. It is born down: the kernel refuses a far end that is up.
/// </summary>
/// <param name="Name">Its name, at most 15 bytes.</param>
/// <param name="Mtu">Its MTU; 0 leaves the kernel's default.</param>
/// <param name="Mac">Its address; null lets the kernel choose one.</param>
/// <param name="NetnsFd">A descriptor of the namespace it is born in; -1 is the socket's own.</param>
public readonly record struct VethEnd(string Name, int Mtu = 0, MacAddr? Mac = null, int NetnsFd = -1);

/// <summary>A change of a link; null leaves a property as it is.</summary>
/// <param name="IsUp">Up or down.</param>
/// <param name="Name">The new name; most kernels ask that the link be down.</param>
/// <param name="Mtu">The new MTU.</param>
/// <param name="Mac">The new address.</param>
/// <param name="Master">The bridge to become a port of; 0 leaves the bridge.</param>
/// <param name="NetnsFd">A descriptor of the namespace to move to.</param>
/// <param name="Alias">What to write on it; empty removes it.</param>
public readonly record struct LinkChange(
    bool? IsUp = null,
    string? Name = null,
    int? Mtu = null,
    MacAddr? Mac = null,
    int? Master = null,
    int? NetnsFd = null,
    string? Alias = null);

/// <summary>A VXLAN device (RFC 7348) with static forwarding entries: it learns nothing from the wire.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Vni">The 24-bit network identifier.</param>
/// <param name="Local">The underlay address packets leave with; its family is the underlay's.</param>
/// <param name="ParentIndex">The underlay's device.</param>
/// <param name="Port">The UDP port, in host order.</param>
/// <param name="Mtu">Its MTU; 0 leaves the kernel's default.</param>
/// <param name="Mac">Its address; null lets the kernel choose one.</param>
public readonly record struct VxlanSpec(
    string Name, uint Vni, IpAddr Local, int ParentIndex, ushort Port = 4789, int Mtu = 0, MacAddr? Mac = null);
