using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Threading.Channels;
using Margay.Bgp.Rib;
using Margay.Bgp.Speaker.Bfd;
using Margay.Bgp.Wire;
using Margay.Primitives;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace Margay.Bgp.Speaker;

/// <summary>
/// A BGP speaker: sockets and timers around <see cref="Fsm.SessionFsm"/> and <see cref="RibTables"/>. One loop owns all state; every
/// public member may be called from any thread.
/// </summary>
public sealed class BgpSpeaker : IAsyncDisposable
{
    // So many inputs wait at most, a batch of messages being one: what waits longer is moved by the collector before it is worked off.
    private const int Room = 64;

    // So many messages, in batches or not, are handled before what follows from them is: that costs something for every peer, and for every prefix
    // once, however many peers have said it meanwhile.
    private const int Turn = 4096;

    // So much is handed to the sink at once: it does not hold its own readers up for long.
    private const int MaxChoices = 2000;

    /// <summary>For how long peers hear nothing after a restart: less than they keep this speaker's routes.</summary>
    private static readonly TimeSpan SilencePatience = TimeSpan.FromSeconds(30);

    /// <summary>For how long routes of before a restart stay for a peer that does not come back: as long as peers keep each other's.</summary>
    private static readonly TimeSpan ReturnPatience = TimeSpan.FromSeconds(120);

    private static readonly PeerTimer Silence = new(null!, PeerTimerKind.Restart);
    private static readonly PeerTimer Return = new(null!, PeerTimerKind.EndOfRib);
    private static readonly PeerTimer Listen = new(null!, PeerTimerKind.ConnectRetry);

    /// <summary>After this time an address that could not be listened at is tried again.</summary>
    private static readonly TimeSpan ListenRetry = TimeSpan.FromSeconds(5);

    private readonly Channel<SpeakerInput> _inputs = Channel.CreateBounded<SpeakerInput>(new BoundedChannelOptions(Room) { SingleReader = true });
    private readonly Dictionary<string, PeerSession> _peers = [];
    private readonly SpeakerListeners _listeners;
    private readonly List<RouteChoice> _choices = [];
    private readonly NextHopLists _nextHops = new();
    private readonly Func<AddressFamily, SocketType, Socket> _open;
    private readonly BfdLoop _bfd;
    private readonly RibTables _tables;
    private readonly SpeakerCore _core;
    private readonly ITimer _alarm;
    private readonly Task _loop;
    private SpeakerConfig _config = new();
    private IReadOnlyList<string> _refusals = [];
    private Dictionary<Cidr, PathAttributes> _routes = [];
    private bool _holdsRoutes;
    private bool _isStopped;

    /// <summary>Starts with nobody to speak with.</summary>
    /// <param name="sink">Hears what the speaker finds.</param>
    /// <param name="hasRestarted">Whether the node's routes are those of a speaker that was here before: peers are told so, and wait (RFC 4724).</param>
    /// <param name="nextHopCost">The cost to a next hop, or null if there is no way to it; without it all next hops are near. Called on the loop.</param>
    /// <param name="open">Opens sockets, of TCP for BGP and of UDP for BFD, where they are to be; without it, in the caller's network namespace.</param>
    /// <param name="time">The clock.</param>
    public BgpSpeaker(
        ISpeakerSink sink,
        bool hasRestarted = false,
        Func<IpAddr, uint?>? nextHopCost = null,
        Func<AddressFamily, SocketType, Socket>? open = null,
        TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        _open = open ?? (static (family, type) => new Socket(family, type, ProtocolType.Unspecified));
        _bfd = new BfdLoop(time, _open, change => _inputs.Writer.TryWrite(new SpeakerInput.BfdChanged(change)));
        _listeners = new SpeakerListeners(_open, _inputs.Writer, _bfd);
        _tables = new RibTables(nextHopCost ?? (static _ => 0)) { IsRestarting = hasRestarted };
        _core = new SpeakerCore(time, sink, _tables, _inputs.Writer, (peer, attempt) => _ = DialAsync(peer, attempt), _bfd.StatusOf);
        _alarm = time.CreateTimer(_ => _inputs.Writer.TryWrite(new SpeakerInput.Tick()), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _holdsRoutes = hasRestarted;
        if (hasRestarted)
        {
            _core.Timers.Set(Silence, SilencePatience);
            _core.Timers.Set(Return, ReturnPatience);
        }

        _loop = Task.Run(RunAsync);
    }

    /// <summary>
    /// Ends with the speaker, and with the exception that ended it if it was not told to. After that every question fails with a
    /// <see cref="ChannelClosedException"/>; connections stay open and nobody speaks over them, so that the process had better end too.
    /// </summary>
    public Task Completion => _loop;

    /// <summary>
    /// Takes a configuration and does what differs from the one before: sessions whose terms do not change go on. An address that cannot be
    /// listened at is tried again every few seconds; the sink hears of it.
    /// </summary>
    public Task ConfigureAsync(SpeakerConfig config) => AskAsync(() =>
    {
        _config = config;
        ConfigurePeers(config);
        ConfigureRoutes(config);
        TryListen();
        return true;
    });

    /// <summary>How things stand with every peer, by name.</summary>
    public Task<IReadOnlyList<PeerStatus>> PeersAsync() => AskAsync(Peers);

    /// <summary>How things stand with every peer and the tables. Costs what there are peers, however many routes they have.</summary>
    public Task<SpeakerStatus> StatusAsync() =>
        AskAsync(() => new SpeakerStatus(Peers(), _tables.CountsOf(IpFamily.V4), _tables.CountsOf(IpFamily.V6)));

    /// <summary>Ends sessions and begins them again, or only asks for their routes once more.</summary>
    /// <param name="name">The peer, or null for all.</param>
    /// <param name="soft">The sessions go on (RFC 2918).</param>
    /// <returns>How many peers that were.</returns>
    public Task<int> ClearAsync(string? name, bool soft) => AskAsync(() =>
    {
        var cleared = _peers.Values.Where(peer => name is null || peer.Config.Name == name).ToList();
        foreach (var peer in cleared)
        {
            if (soft) peer.AskAgain();
            else peer.Reset();
        }

        return cleared.Count;
    });

    /// <summary>All routes of a family, or those to one prefix, with the fate of every path.</summary>
    public Task<IReadOnlyList<RouteReport>> RoutesAsync(IpFamily family, Cidr? prefix = null) => AskAsync<IReadOnlyList<RouteReport>>(() =>
    {
        return [.. Wanted().Select(destination => RouteReport.Of(destination, _peers.Values, withPeers: prefix is not null))];

        IEnumerable<Destination> Wanted() => prefix is { } one
            ? _tables.TryFindLongest(one, out var found) ? [found] : []
            : _tables.Destinations(family).OrderBy(destination => destination.Prefix);
    });

    /// <summary>The ways to next hops may be others: every path is looked at again.</summary>
    public Task UpdateNextHopsAsync() => AskAsync(() =>
    {
        foreach (var peer in _peers.Values) _tables.UpdateNextHops(peer.Rib);
        return true;
    });

    /// <summary>Ends without a word to the peers, so that those that can keep the routes over a restart do (RFC 4724).</summary>
    public ValueTask DisposeAsync() => StopAsync(null);

    /// <summary>Ends, and tells the peers that it is not to come back.</summary>
    public ValueTask ShutDownAsync() => StopAsync(Notification.Of(NotificationCode.Cease, CeaseSubcode.AdministrativeShutdown));

    private IReadOnlyList<PeerStatus> Peers() => [.. _peers.Values.Select(peer => peer.Status).OrderBy(peer => peer.Name, StringComparer.Ordinal)];

    private async ValueTask StopAsync(Notification? reason)
    {
        var stop = new SpeakerInput.Do(() =>
        {
            foreach (var peer in _peers.Values) peer.Stop(reason);
            _isStopped = true;
        });
        while (await _inputs.Writer.WaitToWriteAsync().ConfigureAwait(false) && !_inputs.Writer.TryWrite(stop))
        {
        }

        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listeners.Dispose();
        _bfd.Dispose();
        await _alarm.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<T> AskAsync<T>(Func<T> answer)
    {
        var answered = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _inputs.Writer.WriteAsync(new SpeakerInput.Do(() =>
        {
            try
            {
                answered.SetResult(answer());
            }
            catch (Exception error)
            {
                answered.SetException(error);
            }
        })).ConfigureAwait(false);
        await Task.WhenAny(answered.Task, _loop).ConfigureAwait(false);
        if (!answered.Task.IsCompleted) throw new ChannelClosedException("the speaker has ended", _loop.Exception);
        return await answered.Task.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _inputs.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                for (var handled = 0; handled < Turn && _inputs.Reader.TryRead(out var input);)
                {
                    Handle(input);
                    handled += input is SpeakerInput.Batch batch ? batch.Messages.Count : 1;
                }

                while (_core.Timers.TryTake(out var timer)) Expire(timer);
                if (_isStopped) return;
                EndRestart();
                WorkOff();
                _alarm.Change(_core.Timers.UntilNext() ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
        finally
        {
            _inputs.Writer.TryComplete();
        }
    }

    private void Handle(SpeakerInput input)
    {
        switch (input)
        {
            case SpeakerInput.Do work: work.Work(); break;
            case SpeakerInput.Accepted accepted: Accept(accepted.Socket); break;
            case SpeakerInput.Dialed dialed: dialed.Peer.Dialed(dialed); break;
            case SpeakerInput.BfdChanged changed: Take(changed.Change); break;
            case SpeakerInput.Sent sent: sent.Connection.HasSent(); break;
            case SpeakerInput.Batch batch:
                batch.Connection.Peer.Received(batch);
                batch.Connection.Handled();
                break;
        }
    }

    private void Expire(PeerTimer timer)
    {
        if (timer.Peer is { } peer) peer.Expired(timer);
        else if (timer == Silence) Speak();
        else if (timer == Listen) TryListen();
        else ReleaseRoutes();
    }

    /// <summary>
    /// RFC 4724 §4.1: this speaker is silent until its peers have said what they have, but for those that wait in the same way;
    /// and routes of before the restart stay until those have spoken too.
    /// </summary>
    private void EndRestart()
    {
        if (_peers.Count == 0) return;
        if (_tables.IsRestarting && _peers.Values.All(peer => peer.HasSpoken || peer.Waits)) Speak();
        if (_holdsRoutes && _peers.Values.All(peer => peer.HasSpoken)) ReleaseRoutes();
    }

    private void Speak() => _tables.IsRestarting = false;

    private void ReleaseRoutes()
    {
        if (!_holdsRoutes) return;
        WorkOff();
        _holdsRoutes = false;
        _core.Sink.RestartEnded();
    }

    private void WorkOff()
    {
        _tables.WorkOff(destination =>
        {
            _choices.Add(new RouteChoice(destination.Prefix, _nextHops.Of(destination), destination.Chosen is [{ Preference: >= BgpPath.LocalPreference }, ..]));
            if (_choices.Count == MaxChoices) HandOver();
        });
        HandOver();
        foreach (var peer in _peers.Values) peer.Tell();
    }

    private void HandOver()
    {
        if (_choices.Count == 0) return;
        _core.Sink.Chosen(CollectionsMarshal.AsSpan(_choices));
        _choices.Clear();
    }

    private void ConfigurePeers(SpeakerConfig config)
    {
        var wanted = config.Peers.ToDictionary(peer => peer.Name);
        foreach (var (name, peer) in _peers.Where(one => !wanted.TryGetValue(one.Key, out var now) || now.Address != one.Value.Config.Address).ToList())
        {
            peer.Stop(Notification.Of(NotificationCode.Cease, CeaseSubcode.PeerDeconfigured));
            _peers.Remove(name);
        }

        foreach (var peer in config.Peers)
        {
            if (_peers.TryGetValue(peer.Name, out var known))
            {
                known.Configure(peer);
                continue;
            }

            var session = new PeerSession(peer, _core);
            _peers.Add(peer.Name, session);
            session.Start();
        }
    }

    private void ConfigureRoutes(SpeakerConfig config)
    {
        foreach (var (prefix, _) in _routes.Where(route => !config.Routes.ContainsKey(route.Key))) _tables.Retract(prefix);
        foreach (var (prefix, attributes) in config.Routes)
        {
            if (!attributes.Equals(_routes.GetValueOrDefault(prefix))) _tables.Originate(prefix, attributes);
        }

        _routes = new Dictionary<Cidr, PathAttributes>(config.Routes);
    }

    /// <summary>Listens where it shall and does not yet. What cannot be had hinders nothing else.</summary>
    private void TryListen()
    {
        var refusals = _listeners.Follow(_config);
        if (refusals.Count > 0) _core.Timers.Set(Listen, ListenRetry);
        else _core.Timers.Stop(Listen);
        if (refusals.SequenceEqual(_refusals)) return;
        _refusals = refusals;
        _core.Sink.ListenChanged(refusals);
    }

    private void Take(BfdChange change)
    {
        foreach (var peer in _peers.Values)
        {
            if (peer.Config.Bfd is not null && peer.Config.Address == change.Peer) peer.BfdChanged(change.Failure);
        }
    }

    private void Accept(Socket socket)
    {
        var remote = socket.RemoteEndPoint is IPEndPoint end && IpAddr.TryFromBytes(end.Address.GetAddressBytes(), out var address) ? address : default;
        if (_peers.Values.FirstOrDefault(peer => peer.Config.Address == remote) is not { } known || !_listeners.IsSigned(known.Config))
        {
            socket.Dispose();
            return;
        }

        if (known.Config.TtlSecurity is { } hops) BgpSocket.Secure(socket, hops);
        known.Accept(socket);
    }

    private async Task DialAsync(PeerSession peer, int attempt)
    {
        var config = peer.Config;
        Socket? socket = null;
        string? failure = null;
        try
        {
            socket = _open(config.EndPoint.AddressFamily, SocketType.Stream);
            if (config.Password is not null) BgpSocket.Sign(socket, config.Address, config.Password);
            if (config.TtlSecurity is { } hops) BgpSocket.Secure(socket, hops);
            if (!config.Source.IsNone) socket.Bind(new IPEndPoint(config.Source.ToIPAddress(), 0));

            // The attempt ends before the next begins: what becomes of one that is overtaken is told to nobody.
            using var patience = new CancellationTokenSource(config.Session.ConnectRetryTime * SpeakerCore.LeastPart);
            await socket.ConnectAsync(config.EndPoint, patience.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException or ArgumentException)
        {
            failure = error is OperationCanceledException ? config.WhyUnanswered : $"{config.EndPoint}: {error.Message}";
            socket?.Dispose();
            socket = null;
        }

        // A speaker that has stopped in the meantime takes nothing more.
        if (!await _inputs.Writer.WaitToWriteAsync().ConfigureAwait(false)) socket?.Dispose();
        else await _inputs.Writer.WriteAsync(new SpeakerInput.Dialed(peer, attempt, socket, failure)).ConfigureAwait(false);
    }
}
