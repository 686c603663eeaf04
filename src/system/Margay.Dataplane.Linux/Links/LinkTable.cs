using Margay.Dataplane.Links;
using Margay.Linux;
using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Dataplane.Linux.Links;

/// <summary>Reads links, addresses and routes of the namespace that a socket was opened in. Any thread.</summary>
/// <param name="socket">An rtnetlink socket; it stays the caller's.</param>
public sealed class LinkTable(NetlinkSocket socket)
{
    /// <summary>The link of this name; null when there is none.</summary>
    /// <exception cref="LinuxException">The kernel refuses for another reason.</exception>
    public Link? Find(string name)
    {
        var writer = new NetlinkWriter(128);
        LinkCodec.WriteGet(writer, socket.NextSequence(), name);
        Link? found = null;
        var errors = socket.Transact(writer.Written, (in NetlinkHeader header, ReadOnlySpan<byte> payload) =>
        {
            if (LinkCodec.TryDecode(header, payload, out var link)) found = link;
        });
        if (errors.Count > 0 && errors[0].Errno != Errno.ENODEV)
            throw new LinuxException($"get link {name}", errors[0].Errno, errors[0].Text);
        return found;
    }

    /// <summary>Every link.</summary>
    public IReadOnlyList<Link> Links()
    {
        var writer = new NetlinkWriter(64);
        LinkCodec.WriteDump(writer, socket.NextSequence());
        return socket.Dump<Link>(writer.Written, LinkCodec.TryDecode);
    }

    /// <summary>The addresses of one link, or of all when <paramref name="linkIndex"/> is 0.</summary>
    public IReadOnlyList<InterfaceAddress> Addresses(int linkIndex = 0)
    {
        var writer = new NetlinkWriter(64);
        AddressCodec.WriteDump(writer, socket.NextSequence(), linkIndex);
        return socket.Dump<InterfaceAddress>(writer.Written, AddressCodec.TryDecode);
    }

    /// <summary>The addresses of the links that are up, in the order of the links' indexes.</summary>
    public IReadOnlyList<HeldAddress> Held()
    {
        var addresses = Addresses().ToLookup(held => held.LinkIndex, held => held.Address);
        return [.. Links().Where(link => link.IsUp).OrderBy(link => link.Index).SelectMany(link => addresses[link.Index].Select(address => new HeldAddress(link.Name, address)))];
    }

    /// <summary>The address from which packets to a destination would leave, as routes are now; none if it cannot be reached.</summary>
    public IpAddr SourceTo(IpAddr destination)
    {
        var writer = new NetlinkWriter(64);
        RouteCodec.WriteLookup(writer, socket.NextSequence(), destination);
        var source = default(IpAddr);
        var errors = socket.Transact(writer.Written, (in NetlinkHeader header, ReadOnlySpan<byte> payload) =>
        {
            if (RouteCodec.TryDecode(header, payload, out var route) && route.Type is RouteType.Unicast or RouteType.Local) source = route.PreferredSource;
        });

        // Whatever error the route's type or its absence stands for: the destination cannot be reached.
        return errors.Count == 0 ? source : default;
    }

    /// <summary>The routes of one family and protocol in the main table; the default protocol means all.</summary>
    public IReadOnlyList<KernelRoute> Routes(IpFamily family, RouteProtocol protocol = default)
    {
        var writer = new NetlinkWriter(64);
        RouteCodec.WriteDump(writer, socket.NextSequence(), family, protocol);
        try
        {
            return socket.Dump<KernelRoute>(writer.Written, RouteCodec.TryDecode);
        }
        catch (LinuxException absent) when (absent.Errno is Errno.ENOENT or Errno.EOPNOTSUPP)
        {
            // A table that never held a route does not exist; a kernel without IPv6 knows no such dump.
            return [];
        }
    }

    /// <summary>The route that packets of this host to an address take, whatever its table; null if there is none.</summary>
    public KernelRoute? RouteTo(IpAddr destination)
    {
        var writer = new NetlinkWriter(64);
        RouteCodec.WriteGet(writer, socket.NextSequence(), destination);
        KernelRoute? found = null;
        var errors = socket.Transact(writer.Written, (in NetlinkHeader header, ReadOnlySpan<byte> payload) =>
        {
            if (RouteCodec.TryDecode(header, payload, out var route)) found = route;
        });

        // Routes that lead nowhere (blackhole, unreachable, prohibit) are told as errors, each with its own.
        return errors.Count == 0 ? found : null;
    }
}
