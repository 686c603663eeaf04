using Margay.Dataplane.Tables;
using Margay.Linux;
using Margay.Netlink;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Linux.Tables;

/// <summary>Somebody else changed the table.</summary>
/// <param name="ProcessId">The process that did; 0 when it is not known.</param>
/// <param name="Process">Its name, as in <c>nft</c>; empty when it is not known.</param>
/// <param name="WereEventsLost">
/// So much happened that the kernel dropped notifications: it may have been anybody.
/// </param>
public readonly record struct TableIntrusion(int ProcessId, string Process, bool WereEventsLost);

/// <summary>Watches the table <c>inet margay</c> for changes that are not ours, on a thread of its own.</summary>
/// <remarks>
/// The kernel sends every change of every table (NFNLGRP_NFTABLES) with the port id of the socket that made it, and
/// ends each transaction with its process: that is how ours are told apart, and why one transaction is one signal.
/// </remarks>
public sealed class TableMonitor : IDisposable
{
    private readonly NetlinkSocket _socket;
    private readonly WakeSignal _stop = new();
    private readonly Thread _thread;
    private readonly uint _ownPort;
    private readonly Action<TableIntrusion> _onIntrusion;
    private bool _isTouched;

    /// <summary>
    /// Begins to watch in <paramref name="netns"/> (null: the caller's). When this returns, no later change is missed.
    /// </summary>
    /// <param name="netns">The namespace of the table.</param>
    /// <param name="ownPort">The <see cref="PolicyDriver.PortId"/> of the driver that writes the table.</param>
    /// <param name="onIntrusion">Called on the monitor's thread; must not block or throw.</param>
    /// <exception cref="LinuxException">The kernel refuses the subscription.</exception>
    public TableMonitor(NetnsHandle? netns, uint ownPort, Action<TableIntrusion> onIntrusion)
    {
        (_ownPort, _onIntrusion) = (ownPort, onIntrusion);
        _socket = NetlinkSocket.Open(NetlinkProtocol.Netfilter, netns);
        _socket.Subscribe(TableEvent.MulticastGroup);
        _thread = new Thread(Watch) { IsBackground = true, Name = "nftables monitor" };
        _thread.Start();
    }

    /// <summary>Stops watching; afterwards no signal comes.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
        _socket.Dispose();
    }

    private void Watch()
    {
        var buffer = new byte[1 << 16];
        while (_stop.Wait(_socket.Descriptor, Timeout.InfiniteTimeSpan) == WaitOutcome.Readable)
        {
            try
            {
                if (_socket.TryReceive(buffer, out var length)) Take(buffer.AsSpan(0, length));
            }
            catch (LinuxException lost) when (lost.Errno is Errno.ENOBUFS or Errno.EMSGSIZE)
            {
                _isTouched = false;
                _onIntrusion(new TableIntrusion(0, "", WereEventsLost: true));
            }
        }
    }

    private void Take(ReadOnlySpan<byte> datagram)
    {
        var messages = new MessageReader(datagram);
        while (messages.TryReadNext(out var header, out var payload))
        {
            if (header.PortId == _ownPort) continue;
            switch (TableEvent.Decode(header.Type, payload))
            {
                case TableEvent.Changed { Family: NfHeader.Inet, Table: TableOptions.TableName }:
                    _isTouched = true;
                    break;
                case TableEvent.Committed committed when _isTouched:
                    _isTouched = false;
                    _onIntrusion(new TableIntrusion(committed.ProcessId, committed.Process, WereEventsLost: false));
                    break;
            }
        }
    }
}
