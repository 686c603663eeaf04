using Margay.Linux;
using Margay.Netlink;
using Margay.Netlink.Route;

namespace Margay.Host.Lab.Topology;

/// <summary>rtnetlink in one network namespace: requests are gathered and go out as one batch.</summary>
internal sealed class RouteSocket(NetnsHandle netns) : IDisposable
{
    private readonly NetlinkSocket _socket = NetlinkSocket.Open(NetlinkProtocol.Route, netns);
    private readonly NetlinkWriter _batch = new();

    public delegate void Request(NetlinkWriter batch, uint sequence);

    /// <summary>Adds one request to the batch.</summary>
    public RouteSocket Add(Request write)
    {
        write(_batch, _socket.NextSequence());
        return this;
    }

    /// <summary>Sends the batch.</summary>
    /// <exception cref="LinuxException">A request of it was refused.</exception>
    public void Execute(string what)
    {
        _socket.Execute(_batch.Written, what);
        _batch.Clear();
    }

    /// <summary>Every link by name.</summary>
    public Dictionary<string, Link> Links()
    {
        var request = new NetlinkWriter();
        LinkCodec.WriteDump(request, _socket.NextSequence());
        return _socket.Dump<Link>(request.Written, LinkCodec.TryDecode).ToDictionary(static link => link.Name);
    }

    public void Dispose() => _socket.Dispose();
}
