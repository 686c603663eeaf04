using Margay.Dataplane.Linux.Links;
using Margay.Linux;
using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Dataplane.Linux.Tunnels;

/// <summary>What the devices of all tunnels have in common. One thread at a time.</summary>
/// <param name="socket">An rtnetlink socket; it stays the caller's.</param>
internal sealed class TunnelDevices(NetlinkSocket socket)
{
    private readonly NetlinkWriter _writer = new();

    public LinkTable Table { get; } = new(socket);

    /// <summary>The link that has the node's address.</summary>
    public Link ParentOf(IpAddr underlay, string device)
    {
        var held = Table.Addresses().FirstOrDefault(one => one.Address == underlay);
        return Table.Links().FirstOrDefault(link => link.Index == held.LinkIndex)
            ?? throw new LinuxException($"no interface has the node's address {underlay}, over which {device} would go", Errno.EADDRNOTAVAIL);
    }

    /// <summary>The link of this name, which was just made.</summary>
    public Link FindMade(string name) => Table.Find(name) ?? throw new LinuxException($"find {name}", Errno.ENODEV);

    /// <summary>Sets what differs; how much that was.</summary>
    /// <remarks>A MAC that is written, be it the same, makes the kernel forget the link's neighbours.</remarks>
    public int BringUp(Link link, int mtu, MacAddr? mac = null, string? alias = null)
    {
        var otherMac = link.Mac == mac ? null : mac;
        var otherAlias = link.Alias == alias ? null : alias;
        if (link.IsUp && link.Mtu == mtu && otherMac is null && otherAlias is null) return 0;
        var change = new LinkChange(IsUp: true, Mtu: mtu, Mac: otherMac, Alias: otherAlias);
        Execute($"set {link.Name} up", (writer, sequence) => LinkCodec.WriteChange(writer, sequence, link.Index, change));
        return 1;
    }

    /// <summary>The device has this address and no other, but for link-local ones; how much was written.</summary>
    public int BringAddress(Link link, IpAddr? address)
    {
        var wanted = address is { } own ? new InterfaceAddress(link.Index, own, own.BitLength) : (InterfaceAddress?)null;
        var held = Table.Addresses(link.Index).Where(one => one.LinkIndex == link.Index && !one.Address.IsLinkLocalV6).ToList();
        var written = 0;
        if (wanted is { } missing && !held.Contains(missing))
        {
            Execute($"give {link.Name} its address", (writer, sequence) => AddressCodec.WriteAdd(writer, sequence, missing));
            written++;
        }

        foreach (var other in held.Where(one => one != wanted))
        {
            Execute($"take {other.Address} from {link.Name}", (writer, sequence) => AddressCodec.WriteDelete(writer, sequence, other));
            written++;
        }

        return written;
    }

    public void Remove(Link link) => Execute($"remove {link.Name}", (writer, sequence) => LinkCodec.WriteDelete(writer, sequence, link.Index));

    public List<T> Dump<T>(Action<NetlinkWriter, uint> ask, ReplyDecoder<T> decode)
    {
        var writer = new NetlinkWriter(64);
        ask(writer, socket.NextSequence());
        return socket.Dump(writer.Written, decode);
    }

    /// <summary>Sends one message.</summary>
    public void Execute(string what, Action<NetlinkWriter, uint> write) => ExecuteAll(what, (writer, sequence) => write(writer, sequence()));

    /// <summary>Sends as many messages as are written, in order.</summary>
    public void ExecuteAll(string what, Action<NetlinkWriter, Func<uint>> write)
    {
        _writer.Clear();
        write(_writer, socket.NextSequence);
        if (_writer.Length > 0) socket.Execute(_writer.Written, what);
    }
}
