using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Margay.Bgp.Fsm;
using Margay.Bgp.Rib;
using Margay.Bgp.Speaker;
using Margay.Bgp.Wire;
using Margay.Linux;
using Margay.Primitives;
using Margay.Tests.Interop.Daemons;
using AddressFamily = Margay.Bgp.Wire.AddressFamily;

namespace Margay.Tests.Interop.Speaker;

/// <summary>The speaker in our namespace, and what it has found so far.</summary>
internal sealed class TestSpeaker : ISpeakerSink, IRoutePolicy, IAsyncDisposable
{
    public const uint OurAs = 64512;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<Cidr, IReadOnlyList<IpAddr>> _routes = [];
    private readonly HashSet<Cidr> _lost = [];
    private readonly List<PeerRestart> _restarts = [];
    private readonly Dictionary<Cidr, int> _heard = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TestSpeaker(PeerLink link, bool hasRestarted = false)
    {
        Speaker = new BgpSpeaker(this, hasRestarted, open: (family, type) => Netns.Run(link.Ours.Handle, () => new Socket(family, type, ProtocolType.Unspecified)));
    }

    public BgpSpeaker Speaker { get; }

    /// <summary>Two speakers in one namespace cannot both.</summary>
    public bool Listens { get; init; } = true;

    /// <summary>Prefixes that have next hops.</summary>
    public IReadOnlyDictionary<Cidr, IReadOnlyList<IpAddr>> Routes
    {
        get
        {
            lock (_routes) return new Dictionary<Cidr, IReadOnlyList<IpAddr>>(_routes);
        }
    }

    /// <summary>Prefixes that had next hops, and lost them.</summary>
    public IReadOnlyCollection<Cidr> Lost
    {
        get
        {
            lock (_routes) return [.. _lost];
        }
    }

    /// <summary>Restarts of the peer, as they began and ended.</summary>
    public IReadOnlyList<PeerRestart> Restarts
    {
        get
        {
            lock (_routes) return [.. _restarts];
        }
    }

    public bool HasRestartEnded { get; private set; }

    /// <summary>What all routes of a speaker have.</summary>
    public static PathAttributes Marks { get; } = new()
    {
        Communities = [OurAs << 16 | 7],
        ExtendedCommunities = [0x0002_FC00_0000_0009],
        LargeCommunities = [new LargeCommunity(4200000001, 6, 7)],
    };

    /// <summary>The daemon at the other end of the link, with both families over the transport of one.</summary>
    public static PeerConfig Peer(SessionTerms terms)
    {
        var mode = terms.AddPath ? AddPathMode.Send | AddPathMode.Receive : AddPathMode.None;
        return new()
        {
            Name = "daemon",
            Address = IpAddr.Parse(terms.TheirAddress),
            Source = IpAddr.Parse(terms.OurAddress),
            OwnV4 = IpAddr.Parse(PeerLink.OurV4),
            OwnV6 = IpAddr.Parse(PeerLink.OurV6),
            Password = terms.Password,
            TtlSecurity = terms.TtlSecurity ? (byte)1 : null,
            Session = new SessionConfig
            {
                LocalAs = OurAs,
                RemoteAs = terms.As,
                LocalId = IpAddr.Parse(PeerLink.OurV4),
                Families = [new FamilyConfig(AddressFamily.V4Unicast, mode), new FamilyConfig(AddressFamily.V6Unicast, mode)],
                RestartTime = 120,
                ExtendedNextHop = terms.ExtendedNextHop,
                ConnectRetryTime = TimeSpan.FromSeconds(1),
                IdleHoldTime = TimeSpan.FromSeconds(1),
                OpenTime = TimeSpan.FromSeconds(3),
            },
        };
    }

    /// <summary>The same for a second speaker in our namespace.</summary>
    public static PeerConfig AsOther(PeerConfig peer, SessionTerms terms) => peer with
    {
        Source = IpAddr.Parse(terms.OtherAddress),
        OwnV4 = IpAddr.Parse(PeerLink.OtherV4),
        OwnV6 = IpAddr.Parse(PeerLink.OtherV6),
        Session = peer.Session with { LocalId = IpAddr.Parse(PeerLink.OtherV4) },
    };

    public Task ConfigureAsync(PeerConfig peer, params string[] routes) => ConfigureAsync([peer], routes);

    public Task ConfigureAsync(PeerConfig[] peers, params string[] routes) => Speaker.ConfigureAsync(new SpeakerConfig
    {
        Listen = Listens ? [new IPEndPoint(IPAddress.Any, PeerConfig.DefaultPort), new IPEndPoint(IPAddress.IPv6Any, PeerConfig.DefaultPort)] : [],
        Peers = [.. peers.Select(peer => peer with { Import = this })],
        Routes = routes.ToDictionary(Cidr.Parse, _ => Marks),
    });

    public Task<PeerStatus> UntilStateAsync(SessionState state) => UntilPeerAsync(peer => peer.State == state);

    public async Task<PeerStatus> UntilPeerAsync(Func<PeerStatus, bool> holds)
    {
        PeerStatus? found = null;
        await UntilAsync(async () => holds(found = (await Speaker.PeersAsync())[0]), () => Task.FromResult($"{found}"));
        return found!;
    }

    /// <summary>All paths to a prefix.</summary>
    public async Task<IReadOnlyList<PathReport>> PathsAsync(string prefix) =>
        (await Speaker.RoutesAsync(Cidr.Parse(prefix).Family, Cidr.Parse(prefix))).SelectMany(route => route.Paths).ToList();

    /// <summary>Waits until the paths to a prefix are as they should be; the speaker does not tell of paths that are not chosen, so it is asked.</summary>
    public async Task UntilPathsAsync(string prefix, Func<IReadOnlyList<PathReport>, bool> holds)
    {
        var patience = Stopwatch.StartNew();
        var paths = await PathsAsync(prefix);
        while (!holds(paths))
        {
            Assert.True(patience.Elapsed < Patience, $"not in time; there is {string.Join(", ", paths)}");
            paths = await PathsAsync(prefix);
        }
    }

    public Task UntilRoutesAsync(params string[] prefixes) => UntilAsync(
        () => Task.FromResult(Routes.Keys.ToHashSet().SetEquals(prefixes.Select(Cidr.Parse))), () => Task.FromResult(string.Join(' ', Routes.Keys)));

    /// <summary>How often the peer has announced a prefix.</summary>
    public int Heard(string prefix)
    {
        lock (_routes) return _heard.GetValueOrDefault(Cidr.Parse(prefix));
    }

    public Task UntilHeardAsync(string prefix, int times) =>
        UntilAsync(() => Task.FromResult(Heard(prefix) >= times), () => Task.FromResult($"{Heard(prefix)}"));

    public async Task UntilAsync(Func<Task<bool>> holds, Func<Task<string>> found)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var next = Volatile.Read(ref _changed).Task;
            if (await holds()) return;
            try
            {
                await next.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"not in time; there is {await found()}");
            }
        }
    }

    void ISpeakerSink.Chosen(ReadOnlySpan<RouteChoice> choices)
    {
        lock (_routes)
        {
            foreach (var (prefix, hops, _) in choices)
            {
                if (hops.Count > 0) _routes[prefix] = hops;
                else if (_routes.Remove(prefix)) _lost.Add(prefix);
            }
        }

        Signal();
    }

    void ISpeakerSink.Changed(PeerStatus peer) => Signal();

    void ISpeakerSink.Restarted(PeerStatus peer, PeerRestart restart)
    {
        lock (_routes) _restarts.Add(restart);
        Signal();
    }

    void ISpeakerSink.ListenChanged(IReadOnlyList<string> refusals)
    {
    }

    void ISpeakerSink.RestartEnded()
    {
        HasRestartEnded = true;
        Signal();
    }

    /// <summary>Takes everything as it is.</summary>
    PolicyVerdict IRoutePolicy.Judge(Cidr prefix, PathAttributes attributes, PathSource source)
    {
        lock (_routes) _heard[prefix] = _heard.GetValueOrDefault(prefix) + 1;
        Signal();
        return new PolicyVerdict(attributes);
    }

    public ValueTask DisposeAsync() => Speaker.DisposeAsync();

    private void Signal() => Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
