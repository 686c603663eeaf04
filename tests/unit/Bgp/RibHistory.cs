using Margay.Bgp.Fsm;
using Margay.Bgp.Rib;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Tests.Unit.Bgp;

/// <summary>A speaker with peers of every kind, and beside it all that was said, kept as simply as can be.</summary>
internal sealed class RibHistory
{
    private const uint LocalAs = 64512;

    private static readonly IpAddr LocalId = IpAddr.Parse("10.0.0.100");

    private readonly Random _random;
    private readonly RandomUpdates _updates;
    private readonly Dictionary<Cidr, PathAttributes> _own = [];
    private readonly Cidr[] _prefixes;

    public RibHistory(Random random)
    {
        _random = random;
        _updates = new RandomUpdates(random);
        _prefixes = [.. Enumerable.Range(0, 12).Select(n => Cidr.Parse($"10.1.{n}.0/24"))];
        Listeners =
        [
            new Listener(this, 1, 64601), new Listener(this, 2, 64602), new Listener(this, 3, 64602), new Listener(this, 4, LocalAs), new Listener(this, 5, LocalAs),
            new Listener(this, 6, LocalAs) { IsClient = true }, new Listener(this, 7, LocalAs) { IsClient = true, TakesAll = true }, new Listener(this, 8, 64603) { TakesAll = true },
        ];
        foreach (var listener in Listeners) listener.Establish();
    }

    public RibTables Tables { get; } = new(_ => 0);

    public IReadOnlyList<Listener> Listeners { get; }

    public void Happen()
    {
        var listener = Listeners[_random.Next(Listeners.Count)];
        var prefix = _prefixes[_random.Next(_prefixes.Length)];
        switch (_random.Next(20))
        {
            case 0 when listener.IsUp: listener.Lose(keepsRoutes: _random.Next(2) == 0); break;
            case 0 or 1 when !listener.IsUp: listener.Establish(); break;
            case 2 when listener.IsUp: listener.SayAll(); break;
            case 3 when listener.IsUp: RibTables.Refresh(listener.Peer, AddressFamily.V4Unicast); break;
            case 4:
                _own[prefix] = new PathAttributes { Communities = _random.Next(4) == 0 ? [WellKnownCommunity.NoExport] : [] };
                Tables.Originate(prefix, _own[prefix]);
                break;
            case 5:
                _own.Remove(prefix);
                Tables.Retract(prefix);
                break;
            case 6 when listener.IsUp: listener.ChangePolicy(); break;
            case 7 or 8: Tables.WorkOff(static _ => { }); break;
            case 9 or 10 or 11: listener.Read(); break;
            case 12 or 13 when listener.IsUp: listener.Withdraw(prefix); break;
            default:
                if (listener.IsUp) listener.Announce([.. _random.GetItems(_prefixes, _random.Next(1, 4)).Distinct()], Attributes(listener));
                break;
        }
    }

    public void Settle()
    {
        Tables.WorkOff(static _ => { });
        foreach (var listener in Listeners)
        {
            while (listener.Read())
            {
            }
        }
    }

    public bool IsAsExpected(out string difference)
    {
        Settle();
        difference = CountsDiffer();
        if (difference.Length > 0) return false;
        foreach (var listener in Listeners.Where(one => one.IsUp))
        {
            var expected = Expected(listener);
            difference = $"peer {listener.Peer.Number} is told {expected.Count} routes, counted as {listener.Peer.ToldCount(IpFamily.V4)}";
            if (listener.Peer.ToldCount(IpFamily.V4) != expected.Count) return false;
            foreach (var key in expected.Keys.Union(listener.Heard.Keys))
            {
                if (Equals(expected.GetValueOrDefault(key), listener.Heard.GetValueOrDefault(key))) continue;
                difference = $"peer {listener.Peer.Number} has {key}: {listener.Heard.GetValueOrDefault(key)}, not {expected.GetValueOrDefault(key)}";
                return false;
            }
        }

        return true;
    }

    /// <summary>What is counted as it changes is what is counted anew.</summary>
    private string CountsDiffer()
    {
        foreach (var listener in Listeners)
        {
            var said = listener.Said.Values.Select(one => PathCounts.Of(one.Path)).Aggregate(default(PathCounts), static (sum, one) => sum + one);
            if (listener.Peer.PathsOf(IpFamily.V4) != said) return $"peer {listener.Peer.Number} has said {said}, counted as {listener.Peer.PathsOf(IpFamily.V4)}";
        }

        var counts = default(RibCounts);
        foreach (var paths in _prefixes.Select(prefix => PathsTo(prefix).ToArray()).Where(paths => paths.Length > 0))
        {
            var steps = new DecisionStep[paths.Length];
            PathDecision.Select(paths, steps);
            var best = steps.Count(step => step is DecisionStep.Best or DecisionStep.Multipath);
            counts = new RibCounts(counts.Prefixes + 1, counts.Paths + paths.Length, counts.Best + best);
        }

        return Tables.CountsOf(IpFamily.V4) == counts ? "" : $"the table has {counts}, counted as {Tables.CountsOf(IpFamily.V4)}";
    }

    private Dictionary<(Cidr, PathAttributes?), PathAttributes> Expected(Listener listener)
    {
        var told = new Dictionary<(Cidr, PathAttributes?), PathAttributes>();
        foreach (var prefix in _prefixes)
        {
            var paths = PathsTo(prefix).ToArray();
            var best = PathDecision.Select(paths, new DecisionStep[paths.Length]);
            foreach (var path in listener.TakesAll ? paths.Where(path => path.IsEligible) : best < 0 ? [] : [paths[best]])
            {
                if (path.Owner.Number == listener.Peer.Number || RouteExport.Check(listener.Export, path) != Withheld.No) continue;
                if (listener.Export.Policy?.Judge(prefix, path.Attributes, path.Owner.Source) is { Attributes: null }) continue;
                var attributes = RouteExport.Attributes(listener.Export, path, path.Attributes, IpFamily.V4)!;
                told.Add((prefix, listener.TakesAll ? attributes : null), attributes);
            }
        }

        return told;
    }

    private IEnumerable<BgpPath> PathsTo(Cidr prefix)
    {
        if (_own.TryGetValue(prefix, out var own))
            yield return new BgpPath
            {
                Owner = PathOwner.Local,
                Attributes = own,
                Preference = BgpPath.LocalPreference,
            };
        foreach (var listener in Listeners)
        {
            if (listener.Said.TryGetValue(prefix, out var said)) yield return said.Path;
        }
    }

    private PathAttributes Attributes(Listener listener) => new()
    {
        AsPath = listener.RemoteAs == LocalAs ? AsPath.Of(64700 + (uint)_random.Next(2)) : AsPath.Of(listener.RemoteAs, 64700, (uint)(64510 + _random.Next(5))),
        NextHop = listener.Peer.Address,
        Med = _random.Next(2) == 0 ? (uint)_random.Next(3) : null,
        LocalPref = listener.RemoteAs == LocalAs ? 100 : null,
        Communities = _random.Next(5) == 0 ? [WellKnownCommunity.NoAdvertise] : [(uint)listener.Peer.Number],
    };

    /// <summary>One peer: what it said, and what it was told.</summary>
    internal sealed class Listener
    {
        private readonly RibHistory _history;
        private readonly BgpWriter _writer = new();

        public Listener(RibHistory history, int number, uint remoteAs)
        {
            _history = history;
            RemoteAs = remoteAs;
            Peer = history.Tables.Add(IpAddr.Parse($"10.0.0.{number}"));
        }

        public uint RemoteAs { get; }

        public bool IsClient { get; init; }

        public bool TakesAll { get; init; }

        public RibPeer Peer { get; }

        public bool IsUp => Peer.Session is not null;

        public int Ends { get; private set; }

        public ExportConfig Export { get; private set; } = null!;

        public Dictionary<Cidr, (BgpPath Path, bool IsStale)> Said { get; } = [];

        /// <summary>By prefix; where several paths are taken, by path too. An identifier has one path.</summary>
        public Dictionary<(Cidr, PathAttributes?), PathAttributes> Heard => _heard.ToDictionary(one => (one.Key.Prefix, TakesAll ? one.Value : null), one => one.Value);

        private readonly Dictionary<Nlri, PathAttributes> _heard = [];

        private ImportConfig Import => new()
        {
            LocalAs = LocalAs,
            RemoteAs = RemoteAs,
            LocalId = LocalId,
        };

        public void Establish()
        {
            var family = new FamilyConfig(AddressFamily.V4Unicast, TakesAll ? AddPathMode.Send : AddPathMode.None);
            var ours = new SessionConfig
            {
                LocalAs = LocalAs,
                RemoteAs = RemoteAs,
                LocalId = LocalId,
                Families = [family],
                RestartTime = 120,
            };
            var theirs = (ours with
            {
                LocalAs = RemoteAs,
                LocalId = Peer.Address,
                Families = [new FamilyConfig(AddressFamily.V4Unicast, TakesAll ? AddPathMode.Receive : AddPathMode.None)],
            }).ToOpen();
            Assert.True(NegotiatedSession.TryNegotiate(ours, theirs, out var session, out _));
            Export = new ExportConfig
            {
                LocalAs = LocalAs,
                IsExternal = session.IsExternal,
                LocalId = LocalId,
                Format = session.Outgoing,
                OwnV4 = LocalId,
                IsClient = IsClient,
            };
            _heard.Clear();
            Ends = 0;
            _history.Tables.Establish(Peer, Import, Export, session);
        }

        public void Lose(bool keepsRoutes)
        {
            _history.Tables.Lose(Peer, keepsRoutes);
            foreach (var (prefix, (path, _)) in Said.ToList()) Said[prefix] = (path, true);
            if (!keepsRoutes) Said.Clear();
        }

        /// <summary>The end of its flood: what it has not said since it came back is gone.</summary>
        public void SayAll()
        {
            Assert.True(_history.Tables.Receive(Peer, new UpdateMessage([], [], AddressFamily.V4Unicast)));
            foreach (var (prefix, (_, isStale)) in Said.ToList())
            {
                if (isStale) Said.Remove(prefix);
            }
        }

        public void Announce(Cidr[] prefixes, PathAttributes attributes)
        {
            Assert.True(_history.Tables.Receive(Peer, new UpdateMessage([], [new Announcement(attributes, [.. prefixes.Select(prefix => new Nlri(prefix))])])));
            foreach (var prefix in prefixes) Said[prefix] = (Path(attributes), false);
        }

        public void Withdraw(Cidr prefix)
        {
            Assert.True(_history.Tables.Receive(Peer, new UpdateMessage([new Nlri(prefix)], [])));
            Said.Remove(prefix);
        }

        public void ChangePolicy()
        {
            Export = Export with { Policy = Export.Policy is null ? new OddsOnly() : null };
            _history.Tables.Export(Peer, Export);
        }

        public bool Read()
        {
            _writer.Clear();
            if (!IsUp || !_history.Tables.TryTell(Peer, _writer)) return false;
            var stream = _writer.Written;
            while (MessageFrame.TryRead(stream, out var type, out var length, out _))
            {
                if (type == MessageType.Update) Hear(stream[MessageFrame.HeaderLength..length]);
                stream = stream[length..];
            }

            Assert.True(stream.IsEmpty);
            return true;
        }

        private void Hear(ReadOnlySpan<byte> body)
        {
            Assert.True(UpdateCodec.TryDecode(body, Export.Format, out var update, out var fault));
            Assert.True(fault.Action == ErrorAction.None, fault.Reason);
            if (update.EndOfRib != default) Ends++;
            foreach (var route in update.Withdrawn) _heard.Remove(route);
            foreach (var (attributes, routes) in update.Announced)
            {
                foreach (var route in routes) _heard[route] = attributes;
            }
        }

        private BgpPath Path(PathAttributes attributes) => new()
        {
            Owner = new PathOwner(Peer.Number, RemoteAs == LocalAs ? PathSource.Internal : PathSource.External, Peer.Address, Peer.Address, IsClient),
            Attributes = attributes,
            Exclusion = attributes.AsPath.Occurrences(LocalAs) > 0 ? Exclusion.AsLoop : Exclusion.None,
        };

        private sealed class OddsOnly : IRoutePolicy
        {
            public PolicyVerdict Judge(Cidr prefix, PathAttributes attributes, PathSource source) =>
                new((prefix.Network.Value >> 8 & 1) == 1 ? attributes : null, "odds only");
        }
    }
}
