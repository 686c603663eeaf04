using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Margay.Bgp.Bfd;
using Margay.Primitives;

namespace Margay.Bgp.Speaker.Bfd;

/// <summary>
/// All of a speaker's BFD sessions, on a thread of their own: their time is counted in milliseconds, and neither the speaker's
/// loop nor the thread pool promises any. Configured by the speaker's loop; the thread is there from the first session on.
/// </summary>
internal sealed class BfdLoop(TimeProvider time, Func<AddressFamily, SocketType, Socket> open, Func<BfdChange, bool> tell) : IDisposable
{
    /// <summary>Datagrams taken from one socket before timers are looked at again.</summary>
    private const int Turn = 256;
    private const int MaxDatagram = 256;

    /// <summary>How soon the speaker is told again what it had no room for, in microseconds.</summary>
    private const int TellAgain = 10_000;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly BfdClock _clock = new(time);
    private readonly ConcurrentQueue<Action> _work = new();
    private readonly ConcurrentDictionary<IpAddr, BfdDriver> _byAddress = [];
    private readonly Dictionary<uint, BfdDriver> _byDiscriminator = [];
    private readonly PriorityQueue<BfdDriver, long> _due = new();
    private readonly Dictionary<BfdDriver, long> _dueAt = [];
    private readonly Queue<BfdChange> _untold = [];
    private readonly byte[] _datagram = new byte[MaxDatagram];
    private IReadOnlyList<BfdPeer> _peers = [];
    private Dictionary<IPEndPoint, Socket> _listening = [];
    private List<Socket> _receivers = [];
    private BfdWakeup? _wakeup;
    private Thread? _thread;
    private bool _isDisposed;
    private bool _ends;

    /// <summary>How things stand with a peer; null if there is no session with it.</summary>
    public BfdStatus? StatusOf(IpAddr peer) => _byAddress.TryGetValue(peer, out var driver) ? driver.Status : null;

    /// <summary>Takes the peers and the addresses to listen at, and does what differs from before.</summary>
    /// <exception cref="SocketException">An address cannot be listened at; the rest is taken.</exception>
    public void Configure(IReadOnlyList<BfdPeer> peers, IReadOnlyCollection<IPAddress> addresses)
    {
        if (_thread is null && peers.Count == 0) return;
        if (_thread is null)
        {
            _wakeup = new BfdWakeup();
            _thread = new Thread(() => Run(_wakeup))
            {
                IsBackground = true,
                Name = "BFD",
            };
            _thread.Start();
        }

        try
        {
            Listen(peers.Count == 0 ? [] : [.. addresses.Select(address => new IPEndPoint(address, BfdPacket.Port)).Distinct()]);
        }
        finally
        {
            if (!_peers.SequenceEqual(peers)) Do(() => Follow(peers));
            _peers = peers;
        }
    }

    /// <summary>Ends all sessions: the peers are told that it is on purpose, so that nothing follows from it (RFC 5882 §3.2).</summary>
    public void Dispose()
    {
        if (_thread is null || _isDisposed) return;
        _isDisposed = true;
        Do(() =>
        {
            foreach (var driver in _byAddress.Values) driver.Stop();
            _ends = true;
        });
        if (_thread.Join(Farewell)) _wakeup!.Dispose();
        foreach (var socket in _listening.Values) socket.Dispose();
    }

    private void Do(Action work)
    {
        _work.Enqueue(work);
        _wakeup!.Call();
    }

    private void Listen(IReadOnlyList<IPEndPoint> wanted)
    {
        var kept = _listening.Where(one => wanted.Contains(one.Key)).ToDictionary();
        var closed = _listening.Where(one => !kept.ContainsKey(one.Key)).Select(one => one.Value).ToList();
        try
        {
            foreach (var at in wanted.Where(at => !kept.ContainsKey(at))) kept.Add(at, BfdSocket.Listen(at, open));
        }
        finally
        {
            _listening = kept;
            var receivers = kept.Values.ToList();
            Do(() =>
            {
                _receivers = receivers;
                foreach (var socket in closed) socket.Dispose();
            });
        }
    }

    private void Run(BfdWakeup wakeup)
    {
        var ready = new List<Socket>();
        while (!_ends)
        {
            ready.Clear();
            ready.Add(wakeup.Socket);
            ready.AddRange(_receivers);
            Socket.Select(ready, null, null, Patience());
            if (ready.Contains(wakeup.Socket)) wakeup.Clear();

            // What came while this thread was busy counts before the time that has run out meanwhile.
            foreach (var socket in ready.Where(socket => socket != wakeup.Socket)) Receive(socket);
            while (_work.TryDequeue(out var work)) work();
            while (_due.TryPeek(out var driver, out var at) && at <= _clock.Now)
            {
                _due.Dequeue();
                if (_dueAt.GetValueOrDefault(driver, long.MaxValue) != at) continue;
                _dueAt.Remove(driver);
                driver.Elapse();
                Settle(driver);
            }

            while (_untold.TryPeek(out var change) && tell(change)) _untold.Dequeue();
        }

        foreach (var driver in _byDiscriminator.Values) driver.Dispose();
    }

    /// <summary>Until something is due; rounded up to what poll(2) knows, so that it is not asked over and over for the last part of a millisecond.</summary>
    private TimeSpan Patience()
    {
        var wait = _due.TryPeek(out _, out var at) ? Math.Max(0, at - _clock.Now) : long.MaxValue;
        if (_untold.Count > 0) wait = Math.Min(wait, TellAgain);
        return wait == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds((wait + 999) / 1000);
    }

    private void Follow(IReadOnlyList<BfdPeer> peers)
    {
        var wanted = peers.Select(peer => peer.Address).ToHashSet();
        foreach (var (address, driver) in _byAddress)
        {
            if (wanted.Contains(address)) continue;
            _byAddress.TryRemove(address, out _);
            driver.Stop();
            Settle(driver);
        }

        foreach (var peer in peers)
        {
            if (_byAddress.TryGetValue(peer.Address, out var known))
            {
                if (known.Peer == peer) continue;
                known.Configure(peer);
                Settle(known);
                continue;
            }

            var driver = new BfdDriver(peer, NewDiscriminator(), _clock, open, _untold.Enqueue);
            _byAddress[peer.Address] = driver;
            _byDiscriminator.Add(driver.Discriminator, driver);
            driver.Start();
            Settle(driver);
        }
    }

    private uint NewDiscriminator()
    {
        while (true)
        {
            var number = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));
            if (number != 0 && !_byDiscriminator.ContainsKey(number)) return number;
        }
    }

    private void Receive(Socket socket)
    {
        EndPoint from = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        try
        {
            for (var i = 0; i < Turn; i++)
            {
                var length = socket.ReceiveFrom(_datagram, SocketFlags.None, ref from);
                IpAddr.TryFromBytes(((IPEndPoint)from).Address.GetAddressBytes(), out var source);
                Receive(_datagram.AsSpan(0, length), source);
                if (!socket.Poll(0, SelectMode.SelectRead)) return;
            }
        }
        catch (SocketException)
        {
            // Nothing is there after all (its checksum was wrong, select(2)), or it cannot be had: lost, as on any wire.
        }
    }

    /// <summary>RFC 5880 §6.8.6: a session is found by this side's number, and by the peer's address as long as the peer does not know that.</summary>
    private void Receive(ReadOnlySpan<byte> datagram, IpAddr source)
    {
        BfdDriver? driver = null;
        if (BfdCodec.TryDecode(datagram, out var packet, out var discard))
        {
            discard = packet.YourDiscriminator == 0
                ? _byAddress.TryGetValue(source, out driver) ? BfdDiscard.None : BfdDiscard.UnknownSource
                : _byDiscriminator.TryGetValue(packet.YourDiscriminator, out driver) ? BfdDiscard.None : BfdDiscard.UnknownDiscriminator;
        }

        if (discard != BfdDiscard.None)
        {
            if (_byAddress.TryGetValue(source, out var meant)) meant.Discard(discard);
            return;
        }

        driver!.Receive(packet);
        Settle(driver);
    }

    /// <summary>After every event of a session: when the next is due, or that there is none.</summary>
    private void Settle(BfdDriver driver)
    {
        if (driver.HasEnded)
        {
            _byDiscriminator.Remove(driver.Discriminator);
            _dueAt.Remove(driver);
            driver.Dispose();
            return;
        }

        if (driver.NextAt is not { } at)
        {
            _dueAt.Remove(driver);
            return;
        }

        if (_dueAt.TryGetValue(driver, out var queued) && queued <= at) return;
        _dueAt[driver] = at;
        _due.Enqueue(driver, at);
    }
}
