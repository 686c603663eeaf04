using Margay.Dataplane.Routes;
using Margay.Linux;
using Margay.Netlink;
using Margay.Netlink.Route;

namespace Margay.Dataplane.Linux.Links;

/// <summary>What has changed in a namespace.</summary>
[Flags]
public enum NetworkChanges
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A link came, went, or changed its flags, name or MTU.</summary>
    Links = 1,

    /// <summary>An address of a link came or went.</summary>
    Addresses = 2,

    /// <summary>One of our routes was removed or overwritten by somebody else.</summary>
    Routes = 4,

    /// <summary>A route of somebody else came, went or changed.</summary>
    ForeignRoutes = 8,

    /// <summary>Everything may have changed: events were lost.</summary>
    All = Links | Addresses | Routes | ForeignRoutes,
}

/// <summary>
/// Tells when somebody changes links, addresses or our routes, so that the agent can compare and repair.
/// </summary>
/// <remarks>
/// <para>Signals are coalesced: the first event starts a short delay, and one call reports all that came within
/// it.</para>
/// <para>Left out are route changes of the ports given as own. A route of somebody else that took the place of another may have
/// taken ours, whose end the kernel does not announce. Nor does it announce the IPv4 routes that go with a link; the
/// link's own event stands for them.</para>
/// </remarks>
public sealed class NetworkMonitor : IDisposable
{
    private const int BufferLength = 1 << 16;
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);
    private static readonly int[] Groups =
        [RouteGroup.Link, RouteGroup.AddressV4, RouteGroup.AddressV6, RouteGroup.RouteV4, RouteGroup.RouteV6];

    private readonly NetlinkSocket _socket;
    private readonly WakeSignal _stop = new();
    private readonly Action<NetworkChanges> _onChange;
    private readonly HashSet<uint> _ownPorts;
    private readonly TimeProvider _clock;
    private readonly Thread _thread;

    /// <summary>Starts to listen.</summary>
    /// <param name="onChange">Called on the monitor's own thread; must be quick and must not throw.</param>
    /// <param name="ownPorts">The ports of our own drivers, whose route changes are no news.</param>
    /// <param name="clock">Measures the delay.</param>
    /// <param name="netns">The namespace to watch; the process's own when null.</param>
    /// <exception cref="LinuxException">The socket cannot be opened.</exception>
    public NetworkMonitor(
        Action<NetworkChanges> onChange, IEnumerable<uint> ownPorts, TimeProvider clock, NetnsHandle? netns = null)
    {
        (_onChange, _ownPorts, _clock) = (onChange, [.. ownPorts], clock);
        _socket = NetlinkSocket.Open(NetlinkProtocol.Route, netns);
        foreach (var group in Groups) _socket.Subscribe(group);
        _thread = new Thread(Listen) { IsBackground = true, Name = "network-monitor" };
        _thread.Start();
    }

    /// <summary>Stops the thread and waits for it; no call comes afterwards.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _socket.Dispose();
        _stop.Dispose();
    }

    private void Listen()
    {
        var buffer = new byte[BufferLength];
        var pending = NetworkChanges.None;
        long firstSeen = 0;
        while (true)
        {
            var wait = pending == NetworkChanges.None ? Timeout.InfiniteTimeSpan : Remaining(firstSeen);
            switch (_stop.Wait(_socket.Descriptor, wait))
            {
                case WaitOutcome.Stopped:
                    return;
                case WaitOutcome.Readable:
                    if (pending == NetworkChanges.None) firstSeen = _clock.GetTimestamp();
                    pending |= Drain(buffer);
                    break;
            }

            if (pending == NetworkChanges.None || Remaining(firstSeen) > TimeSpan.Zero) continue;
            _onChange(pending);
            pending = NetworkChanges.None;
        }
    }

    private TimeSpan Remaining(long since)
    {
        var left = Delay - _clock.GetElapsedTime(since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private NetworkChanges Drain(byte[] buffer)
    {
        var changes = NetworkChanges.None;
        try
        {
            while (_socket.TryReceive(buffer, out var length))
            {
                var messages = new MessageReader(buffer.AsSpan(0, length));
                while (messages.TryReadNext(out var header, out var payload)) changes |= Classify(header, payload);
            }
        }
        catch (LinuxException lost) when (lost.Errno == Errno.ENOBUFS)
        {
            return NetworkChanges.All;
        }

        return changes;
    }

    private NetworkChanges Classify(in NetlinkHeader header, ReadOnlySpan<byte> payload)
    {
        switch (header.Type)
        {
            case RouteMessageType.NewLink or RouteMessageType.DeleteLink:
                return NetworkChanges.Links;
            case RouteMessageType.NewAddress or RouteMessageType.DeleteAddress:
                return NetworkChanges.Addresses;
            case RouteMessageType.NewRoute or RouteMessageType.DeleteRoute:
                if (_ownPorts.Contains(header.PortId)) return NetworkChanges.None;
                if (!RouteCodec.TryDecode(header, payload, out var route)) return NetworkChanges.None;
                var isReplacement =
                    header.Type == RouteMessageType.NewRoute && (header.Flags & NetlinkFlags.Replace) != 0;
                if (RouteOwnership.IsOurs(route)) return NetworkChanges.Routes;
                return isReplacement ? NetworkChanges.Routes | NetworkChanges.ForeignRoutes : NetworkChanges.ForeignRoutes;
            default:
                return NetworkChanges.None;
        }
    }
}
