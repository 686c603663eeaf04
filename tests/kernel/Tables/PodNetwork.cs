using System.Net;
using System.Net.Sockets;
using Margay.Linux;

namespace Margay.Tests.Kernel.Tables;

/// <summary>
/// A host with three pods wired as pods are (/32 and /128, gateway on the link, no shared layer 2), and a network outside.
/// Pod n of a, b, c has the addresses 10.1.0.n and fd00:1::n; outside are 192.0.2.10, .200 and 2001:db8::10, ::200.
/// </summary>
public class PodNetwork : IDisposable
{
    private static readonly TimeSpan ForAllowed = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ForDenied = TimeSpan.FromMilliseconds(400);

    private readonly Dictionary<string, TestNamespace> _places = [];
    private readonly string _v4;
    private readonly string _v6;

    public PodNetwork()
        : this("10.1.0.", "fd00:1::")
    {
    }

    /// <summary>The same with other addresses of the pods; each ends in the pod's number.</summary>
    protected PodNetwork(string v4, string v6)
    {
        (_v4, _v6) = (v4, v6);
        foreach (var place in (string[])["host", "outside", "a", "b", "c"])
        {
            _places[place] = new TestNamespace();
            Netns.Run(Handle(place), () => File.WriteAllText("/proc/sys/net/ipv6/conf/default/accept_dad", "0"));
        }

        Netns.Run(Handle("host"), () =>
        {
            File.WriteAllText("/proc/sys/net/ipv4/ip_forward", "1");
            File.WriteAllText("/proc/sys/net/ipv6/conf/all/forwarding", "1");
        });
        WireHost();
        for (var n = 1; n <= 3; n++) WirePod("abc"[n - 1].ToString(), n);
    }

    public NetnsHandle Handle(string place) => _places[place].Handle;

    /// <summary>The namespace of a place, as other programs name it.</summary>
    public string PathOf(string place) => _places[place].Path;

    public void Ip(string place, string commands) => _places[place].Ip(commands);

    public string Run(string place, string program, params string[] arguments) => _places[place].Run(program, arguments);

    public void Nft(string command) => _places["host"].Nft(command);

    /// <summary>Whether a connection from <paramref name="place"/> comes about.</summary>
    public bool Connects(string place, string to, int port, bool expected, string? source = null)
    {
        using var socket = Connect(place, to, port, expected, source);
        return socket is not null;
    }

    /// <summary>A connection, or null when none came about in the time that fits what is expected.</summary>
    public Socket? Connect(string place, string to, int port, bool expected, string? source = null)
    {
        var target = new IPEndPoint(IPAddress.Parse(to), port);
        var socket = Netns.Run(Handle(place), () => new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        if (source is not null) socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        socket.Blocking = false;
        try
        {
            socket.Connect(target);
        }
        catch (SocketException pending) when (pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            _ = socket.Poll(expected ? ForAllowed : ForDenied, SelectMode.SelectWrite);
        }

        if (socket.Connected && socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is 0) return socket;
        socket.Dispose();
        return null;
    }

    /// <summary>Whether a datagram from <paramref name="place"/> reaches a socket bound in <paramref name="at"/>.</summary>
    /// <remarks>What a host drops of its own is refused at once (EPERM).</remarks>
    public bool Delivers(string place, string at, string to, int port, bool expected, string? source = null)
    {
        var target = new IPEndPoint(IPAddress.Parse(to), port);
        using var receiver = Netns.Run(Handle(at), () => new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        receiver.Bind(new IPEndPoint(target.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, port));
        using var sender = Netns.Run(Handle(place), () => new Socket(target.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        if (source is not null) sender.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        try
        {
            sender.SendTo([1], target);
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.AccessDenied)
        {
            return false;
        }

        return receiver.Poll(expected ? ForAllowed : ForDenied, SelectMode.SelectRead);
    }

    /// <summary>Listens on both families; the kernel completes connections by itself.</summary>
    public Socket Listen(string place, int port)
    {
        var listener = Netns.Run(Handle(place), () => new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp));
        listener.DualMode = true;

        // A process that another test starts holds what is open for a moment, also a listener before this one that is closed already.
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
        listener.Listen(64);
        return listener;
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (var place in _places.Values) place.Dispose();
    }

    private void WireHost()
    {
        _places["host"].Ip($"""
            link set lo up
            addr add 10.255.0.1/32 dev lo
            addr add fd00:255::1/128 dev lo nodad
            link add ext0 type veth peer name eth0 netns {_places["outside"].Path}
            link set ext0 up
            addr add 192.0.2.1/24 dev ext0
            addr add 2001:db8::1/64 dev ext0 nodad

            """);
        _places["outside"].Ip("""
            link set lo up
            link set eth0 up
            addr add 192.0.2.10/24 dev eth0
            addr add 192.0.2.200/24 dev eth0
            addr add 2001:db8::10/64 dev eth0 nodad
            addr add 2001:db8::200/64 dev eth0 nodad
            route add default via 192.0.2.1
            route add default via 2001:db8::1

            """);
    }

    private void WirePod(string pod, int n)
    {
        _places["host"].Ip($"""
            link add cali{pod} address ee:ee:ee:ee:ee:ee type veth peer name eth0 netns {_places[pod].Path}
            link set cali{pod} up
            route add {_v4}{n}/32 dev cali{pod}
            route add {_v6}{n}/128 dev cali{pod}

            """);
        _places[pod].Ip($"""
            link set lo up
            link set eth0 up
            addr add {_v4}{n}/32 dev eth0
            addr add {_v6}{n}/128 dev eth0 nodad
            neigh add 169.254.1.1 lladdr ee:ee:ee:ee:ee:ee dev eth0 nud permanent
            route add 169.254.1.1 dev eth0 scope link
            route add default via 169.254.1.1
            route add default via fe80::ecee:eeff:feee:eeee dev eth0

            """);
    }
}
