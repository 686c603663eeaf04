using Margay.Linux;
using Margay.Netlink;
using Margay.Netlink.Conntrack;
using Margay.Primitives;

namespace Margay.Dataplane.Linux.Connections;

/// <summary>The kernel's table of open connections, in one network namespace. Used by one thread at a time.</summary>
public sealed class ConnectionTable : IDisposable
{
    /// <summary>So many that a batch stays well below the socket's buffer.</summary>
    private const int BatchSize = 500;

    private readonly NetlinkSocket _socket;
    private readonly NetlinkWriter _request = new(256);

    /// <summary>Opens the table.</summary>
    /// <param name="inside">The namespace; null for this process's own.</param>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public ConnectionTable(NetnsHandle? inside = null) => _socket = NetlinkSocket.Open(NetlinkProtocol.Netfilter, inside);

    /// <summary>The connections there are, those of other zones left out.</summary>
    /// <remarks>The table moves under the dump: one that opens or closes meanwhile may be missed.</remarks>
    /// <exception cref="LinuxException">The kernel refuses.</exception>
    public List<ConntrackEntry> List()
    {
        var found = new List<ConntrackEntry>();
        Visit((in entry, _) => found.Add(entry));
        return found;
    }

    /// <summary>Sets a bit of the mark of some connections and clears it on others.</summary>
    /// <param name="bit">The bit.</param>
    /// <param name="isMarked">Whether a connection is to have the bit.</param>
    /// <returns>How many have the bit that had not.</returns>
    /// <exception cref="LinuxException">The kernel refuses; a connection that has ended meanwhile is no failure.</exception>
    public int Mark(uint bit, Func<ConntrackEntry, bool> isMarked)
    {
        var changes = new List<(byte[] Original, IpFamily Family, bool Wanted)>();
        Visit((in entry, original) =>
        {
            var wanted = isMarked(entry);
            if (wanted != ((entry.Mark & bit) != 0)) changes.Add((original.ToArray(), entry.Original.Source.Family, wanted));
        });
        foreach (var some in changes.Chunk(BatchSize))
        {
            _request.Clear();
            foreach (var (original, family, wanted) in some)
                ConntrackCodec.Remark(_request, original, family, wanted ? bit : 0, bit, _socket.NextSequence());
            foreach (var error in _socket.Transact(_request.Written))
            {
                if (error.Errno != Errno.ENOENT) throw new LinuxException("mark of a connection", error.Errno, error.Text);
            }
        }

        return changes.Count(change => change.Wanted);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private delegate void Visitor(in ConntrackEntry entry, ReadOnlySpan<byte> original);

    private void Visit(Visitor visitor)
    {
        _request.Clear();
        ConntrackCodec.Dump(_request, _socket.NextSequence());
        _socket.TryDump(_request.Written, (in _, payload) =>
        {
            if (ConntrackCodec.TryRead(payload, out var entry, out var original) && entry.Zone == 0) visitor(entry, original);
        });
    }
}
