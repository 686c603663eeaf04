using Margay.Dataplane.Links;
using Margay.Linux;
using Margay.Model.Intent;
using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Dataplane.Linux.Links;

/// <summary>
/// The addresses with which the node answers workloads that are its BGP peers: the host side of such a pod's link holds them. All other
/// addresses of pod links, but for link-local ones, are taken away. One thread at a time.
/// </summary>
/// <remarks>The node does not choose such an address by itself when it speaks with pods: it has host scope, and in IPv6 is deprecated.</remarks>
public sealed class PeeringAddresses : IDisposable
{
    private readonly NetlinkSocket _socket;
    private readonly LinkTable _table;
    private readonly NetlinkWriter _writer = new();
    private HashSet<(string Interface, IpAddr Address)>? _wanted;

    /// <summary>Addresses in <paramref name="netns"/>, or in the process's own namespace when null.</summary>
    /// <exception cref="LinuxException">The socket cannot be opened.</exception>
    public PeeringAddresses(NetnsHandle? netns = null)
    {
        _socket = NetlinkSocket.Open(NetlinkProtocol.Route, netns);
        _table = new LinkTable(_socket);
    }

    /// <summary>The port that this driver's own changes are announced with.</summary>
    public uint PortId => _socket.PortId;

    /// <summary>Has the links hold the addresses of these peers; one whose link is not there waits for a later call.</summary>
    /// <param name="peers">The peers.</param>
    /// <param name="resync">Whether to look even if the peers are those of the last call.</param>
    /// <returns>How much was written.</returns>
    /// <exception cref="LinuxException">The kernel refuses an address. The next call tries it again.</exception>
    public int Apply(IReadOnlyList<WorkloadPeerIntent> peers, bool resync)
    {
        var wanted = peers.Select(peer => (peer.Interface, peer.Node)).ToHashSet();
        if (!resync && _wanted?.SetEquals(wanted) == true) return 0;
        _wanted = null;
        var links = _table.Links().Where(link => InterfaceName.IsPodLink(link.Name) && link.Kind == "veth").ToDictionary(link => link.Index, link => link.Name);
        var held = _table.Addresses().Where(one => links.ContainsKey(one.LinkIndex) && !one.Address.IsLinkLocalV6).ToList();
        var missing = links.Join(wanted, link => link.Value, one => one.Interface, (link, one) => new InterfaceAddress(link.Key, one.Node, one.Node.BitLength)).Except(held).ToList();
        var left = held.Where(one => !wanted.Contains((links[one.LinkIndex], one.Address))).ToList();
        foreach (var address in left)
            Execute($"take {address.Address} from {links[address.LinkIndex]}", sequence => AddressCodec.WriteDelete(_writer, sequence, address));
        foreach (var address in missing)
            Execute($"give {links[address.LinkIndex]} {address.Address}", sequence => AddressCodec.WriteAdd(_writer, sequence, address, AddressUse.WhenAskedFor));
        _wanted = wanted;
        return left.Count + missing.Count;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Execute(string what, Action<uint> write)
    {
        _writer.Clear();
        write(_socket.NextSequence());
        _socket.Execute(_writer.Written, what);
    }
}
