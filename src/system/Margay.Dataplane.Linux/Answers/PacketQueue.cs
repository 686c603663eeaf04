using Margay.Linux;
using Margay.Netlink;
using Margay.Netlink.Queue;

namespace Margay.Dataplane.Linux.Answers;

/// <summary>Takes a packet in that waits in a queue; the verdict may come now or later, from any thread.</summary>
public delegate void QueuedPacketVisitor(PacketQueue queue, in QueuedPacket packet);

/// <summary>The packets that wait in one of the kernel's queues (nfnetlink_queue), seen on a thread of its own.</summary>
/// <remarks>When the queue is disposed, or its process ends, what waits is dropped, and so is what comes later.</remarks>
public sealed class PacketQueue : IDisposable
{
    /// <summary>So many packets may wait; more are dropped.</summary>
    private const int MaxLength = 4096;

    private const int BufferLength = 1 << 18;

    private readonly NetlinkSocket _socket;
    private readonly WakeSignal _stop = new();
    private readonly Thread _thread;
    private readonly ushort _number;
    private readonly QueuedPacketVisitor _visit;
    private readonly NetlinkWriter _verdicts = new(256); // guarded by itself

    /// <summary>Listens to a queue from now on.</summary>
    /// <param name="number">The queue.</param>
    /// <param name="visit">Called on the queue's thread for each packet, in order; must not throw.</param>
    /// <param name="inside">The network namespace; null for the caller's.</param>
    /// <exception cref="LinuxException">EPERM: somebody else listens to it, or the caller may not; or the kernel has no queues.</exception>
    public PacketQueue(ushort number, QueuedPacketVisitor visit, NetnsHandle? inside = null)
    {
        (_number, _visit) = (number, visit);
        _socket = NetlinkSocket.Open(NetlinkProtocol.Netfilter, inside);
        try
        {
            var request = new NetlinkWriter();
            QueueCodec.Listen(request, number, MaxLength, _socket.NextSequence());
            _socket.Execute(request.Written, $"listening to queue {number}");
        }
        catch (LinuxException)
        {
            _socket.Dispose();
            _stop.Dispose();
            throw;
        }

        _thread = new Thread(Watch) { IsBackground = true, Name = "packet queue" };
        _thread.Start();
    }

    /// <summary>Decides about packets that wait. One that waits no longer is passed over. Any thread.</summary>
    public void Decide(ReadOnlySpan<uint> ids, bool accept)
    {
        if (ids.IsEmpty) return;
        lock (_verdicts)
        {
            _verdicts.Clear();
            foreach (var id in ids) QueueCodec.Decide(_verdicts, _number, id, accept, _socket.NextSequence());
            _socket.Send(_verdicts.Written);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
        _socket.Dispose();
    }

    private void Watch()
    {
        var buffer = new byte[BufferLength];
        while (_stop.Wait(_socket.Descriptor, Timeout.InfiniteTimeSpan) == WaitOutcome.Readable)
        {
            try
            {
                while (_socket.TryReceive(buffer, out var length)) Take(buffer.AsSpan(0, length));
            }
            catch (LinuxException lost) when (lost.Errno is Errno.ENOBUFS or Errno.EMSGSIZE)
            {
                // The kernel has dropped what it could not deliver: whoever waits for it asks again.
            }
        }
    }

    private void Take(ReadOnlySpan<byte> datagram)
    {
        var messages = new MessageReader(datagram);
        while (messages.TryReadNext(out var header, out var payload))
        {
            if (QueueCodec.TryRead(header, payload, out var packet)) _visit(this, packet);
        }
    }
}
