using System.Runtime.InteropServices;
using Margay.Bgp.Fsm;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>The tables of one speaker: what it was told, what it chose of it, and what it tells. Not thread-safe.</summary>
/// <param name="nextHopCost">The cost to a next hop, or null if there is no way to it.</param>
/// <remarks>Changes are collected until <see cref="WorkOff"/>: a route that comes and goes between two calls is told to nobody.</remarks>
public sealed class RibTables(Func<IpAddr, uint?> nextHopCost)
{
    private readonly RibTable _v4 = new();
    private readonly RibTable _v6 = new();
    private readonly Dictionary<(IpFamily, ExportConfig), OutGroup> _groups = [];
    private int _peers;

    /// <summary>
    /// This speaker comes back from a restart and waits for what its peers say: until it has heard them, it tells nobody
    /// anything (RFC 4724 §4.1).
    /// </summary>
    public bool IsRestarting { get; set; }

    /// <summary>Whether something changed since the last <see cref="WorkOff"/>.</summary>
    public bool HasChanges => _v4.HasDirty || _v6.HasDirty;

    /// <summary>The size of a family's table.</summary>
    public RibCounts CountsOf(IpFamily family) => TableOf(family).Counts;

    /// <summary>All prefixes of a family that somebody has a path to.</summary>
    public IEnumerable<Destination> Destinations(IpFamily family) => TableOf(family).Destinations.Where(one => one.Paths.Length > 0);

    /// <summary>All paths to a prefix.</summary>
    public bool TryFind(Cidr prefix, out Destination destination) => TableOf(prefix.Family).TryFind(prefix, out destination);

    /// <summary>The longest prefix that contains this one, itself included, and that somebody has a path to.</summary>
    public bool TryFindLongest(Cidr prefix, out Destination destination)
    {
        for (var length = prefix.Length; length >= 0; length--)
        {
            if (TryFind(Cidr.Create(prefix.Network, (byte)length), out destination) && destination.Paths.Length > 0) return true;
        }

        destination = default;
        return false;
    }

    /// <summary>A peer that did not exist before.</summary>
    public RibPeer Add(IpAddr address) => new(++_peers, address);

    /// <summary>Says a route of this speaker's own, or says it anew.</summary>
    public void Originate(Cidr prefix, PathAttributes attributes) => TableOf(prefix.Family).Put(prefix, new BgpPath
    {
        Owner = PathOwner.Local,
        Attributes = attributes,
        Preference = BgpPath.LocalPreference,
    });

    /// <summary>Takes a route of this speaker's own back.</summary>
    public void Retract(Cidr prefix) => TableOf(prefix.Family).Remove(prefix, PathOwner.Local.Number, pathId: 0);

    /// <summary>A session is up. Routes that were kept from the one before stay until the peer has said all it has (RFC 4724 §4.2).</summary>
    public void Establish(RibPeer peer, ImportConfig import, ExportConfig export, NegotiatedSession session)
    {
        var source = import.IsExternal ? PathSource.External : PathSource.Internal;
        peer.Owner = new PathOwner(peer.Number, source, peer.Address, session.Theirs.Id, export.IsClient) { IsReachedHereOnly = import.IsReachedHereOnly };
        peer.Session = session;
        Import(peer, import);
        foreach (var family in session.Families)
        {
            var ip = family.IpFamily;
            var state = peer.Of(ip);
            state.HasSaidAll = false;
            state.Reader = Join(ip, export, peer.Number);
            if (!KeptForwarding(session, family)) Sweep(peer, ip);
        }

        foreach (var ip in (ReadOnlySpan<IpFamily>)[IpFamily.V4, IpFamily.V6])
        {
            if (peer.Of(ip).Reader is null) Sweep(peer, ip);
        }
    }

    /// <summary>The peer's routes are taken differently from now on; those that are there stay as they are until it says them again.</summary>
    public void Import(RibPeer peer, ImportConfig import)
    {
        peer.ImportConfig = import;
        peer.Import = new RouteImport(import, peer.Owner, nextHopCost);
    }

    /// <summary>The peer is told differently from now on: what differs is said.</summary>
    public void Export(RibPeer peer, ExportConfig export)
    {
        foreach (var family in peer.Session?.Families ?? [])
        {
            var state = peer.Of(family.IpFamily);
            if (state.Reader!.Group.Config == export) continue;

            // The new group tells all it has; what only the old one told has to be taken back.
            var before = state.Reader.Group;
            var reader = Join(family.IpFamily, export, peer.Number);
            reader.OwesEndOfRib = state.Reader.OwesEndOfRib;
            reader.Owed.AddRange(state.Reader.Owed);
            reader.Owed.AddRange(before.ToldBeside(reader.Group, peer.Number));
            Leave(state);
            state.Reader = reader;
        }
    }

    /// <summary>A session is down.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="keepsRoutes">Its routes stay, marked stale, until <see cref="Sweep"/> or until it has said them again.</param>
    public void Lose(RibPeer peer, bool keepsRoutes)
    {
        var session = peer.Session!;
        peer.Session = null;
        foreach (var family in session.Families)
        {
            Leave(peer.Of(family.IpFamily));
            if (keepsRoutes && session.GracefulRestart!.Families.Any(one => one.Family == family)) MarkStale(peer, family.IpFamily);
            else Forget(peer, family.IpFamily);
        }
    }

    /// <summary>Takes what a peer says.</summary>
    /// <returns>False if it said more prefixes than it may.</returns>
    public bool Receive(RibPeer peer, UpdateMessage update)
    {
        // By index: to enumerate a list behind an interface allocates.
        for (var i = 0; i < update.Withdrawn.Count; i++)
        {
            var route = update.Withdrawn[i];
            peer.Of(route.Prefix.Family).Paths += TableOf(route.Prefix.Family).Remove(route.Prefix, peer.Number, route.PathId);
        }

        for (var group = 0; group < update.Announced.Count; group++)
        {
            var (attributes, routes) = update.Announced[group];
            for (var i = 0; i < routes.Count; i++)
            {
                var route = routes[i];
                var state = peer.Of(route.Prefix.Family);
                if (state.Reader is null) continue;
                state.Paths += TableOf(route.Prefix.Family).Put(route.Prefix, peer.Import!.PathTo(route, attributes));
                if (state.Paths.All > peer.ImportConfig!.MaxPrefixes) return false;
            }
        }

        if (update.EndOfRib.IpFamily is var ended && ended != IpFamily.None && peer.Of(ended).Reader is not null)
        {
            peer.Of(ended).HasSaidAll = true;
            Sweep(peer, ended);
        }

        return true;
    }

    /// <summary>What the peer does not say again from now on is old.</summary>
    public void MarkStale(RibPeer peer, IpFamily family) =>
        peer.Of(family).Paths += TableOf(family).Rewrite(peer.Number, static path => path with { IsStale = true });

    /// <summary>Removes what the peer has not said again.</summary>
    public void Sweep(RibPeer peer, IpFamily family) =>
        peer.Of(family).Paths += TableOf(family).Rewrite(peer.Number, static path => path.IsStale ? null : path);

    /// <summary>Keeps what the peer has not said again as a last resort, but for what must not be (RFC 9494 §4.2).</summary>
    public void MarkLongLivedStale(RibPeer peer, IpFamily family) =>
        peer.Of(family).Paths += TableOf(family).Rewrite(peer.Number, static path => path switch
        {
            { IsStale: false } or { IsLongLivedStale: true } => path,
            _ when path.Attributes.Communities.Span.Contains(WellKnownCommunity.NoLlgr) => null,
            _ => path with { Attributes = path.Attributes with { Communities = [.. path.Attributes.Communities, WellKnownCommunity.LlgrStale] } },
        });

    /// <summary>Removes all that came from a peer.</summary>
    public void Forget(RibPeer peer, IpFamily family) => peer.Of(family).Paths += TableOf(family).Rewrite(peer.Number, static _ => null);

    /// <summary>The ways to next hops are others: every path is looked at again.</summary>
    public void UpdateNextHops(RibPeer peer)
    {
        foreach (var family in (ReadOnlySpan<IpFamily>)[IpFamily.V4, IpFamily.V6])
        {
            TableOf(family).Rewrite(peer.Number, path =>
            {
                var cost = nextHopCost(path.Attributes.NextHop);
                return cost == path.NextHopCost ? path : path with { NextHopCost = cost };
            });
        }
    }

    /// <summary>The peer asked for its routes of a family again (RFC 2918, RFC 7313).</summary>
    public static void Refresh(RibPeer peer, AddressFamily family)
    {
        if (peer.Of(family.IpFamily).Reader is not { } reader) return;
        reader.Group.Restart(reader);
        reader.OwesBeginOfRefresh = reader.OwesEndOfRefresh = peer.Session!.EnhancedRouteRefresh;
    }

    /// <summary>Works out what the changes since the last call mean.</summary>
    /// <param name="onChosen">Is told of each prefix to which other paths are chosen now.</param>
    public void WorkOff(Action<Destination> onChosen)
    {
        foreach (var family in (ReadOnlySpan<IpFamily>)[IpFamily.V4, IpFamily.V6])
        {
            var groups = _groups.Values.Where(group => group.Family == family).ToArray();
            TableOf(family).WorkOff(destination =>
            {
                foreach (var group in groups) group.Update(destination);
                onChosen(destination);
            });
        }
    }

    /// <summary>Appends what a peer is to be told next: whole messages, some hundred kilobytes at most.</summary>
    /// <returns>False, with nothing appended: it knows everything.</returns>
    public bool TryTell(RibPeer peer, BgpWriter writer)
    {
        if (IsRestarting) return false;
        foreach (var family in peer.Session?.Families ?? [])
        {
            if (TryTell(peer.Of(family.IpFamily).Reader!, family, writer)) return true;
        }

        return false;
    }

    /// <summary>Whether a peer is told of a path, and if not, why.</summary>
    /// <param name="peer">A peer with a session.</param>
    /// <param name="prefix">The path's prefix.</param>
    /// <param name="path">The path: the best one, or any if the peer takes several.</param>
    /// <param name="attributes">What it is told.</param>
    /// <param name="by">The rule of export policy that decided, or null.</param>
    public static Withheld Check(RibPeer peer, Cidr prefix, BgpPath path, out PathAttributes? attributes, out string? by)
    {
        (attributes, by) = (null, null);
        if (peer.Of(prefix.Family).Reader is not { } reader) return Withheld.Family;
        return path.Owner.Number == peer.Number ? Withheld.SplitHorizon : reader.Group.Check(prefix, path, out attributes, out by);
    }

    private static bool TryTell(OutReader reader, AddressFamily family, BgpWriter writer)
    {
        if (reader.OwesBeginOfRefresh)
        {
            reader.OwesBeginOfRefresh = false;
            RouteRefreshCodec.Write(writer, new RouteRefreshMessage(family, RefreshKind.Begin));
        }

        var start = writer.Length;
        if (reader.Owed.Count > 0)
        {
            UpdateEncoder.Withdraw(writer, CollectionsMarshal.AsSpan(reader.Owed), reader.Group.Config.Format);
            reader.Owed.Clear();
        }

        while (writer.Length == start && reader.Group.Take(reader) is { } segments)
        {
            foreach (var segment in segments)
            {
                if (segment.IsFor(reader.Owner)) writer.Bytes(segment.Bytes.Span);
            }
        }

        if (writer.Length > start) return true;
        if (reader.OwesEndOfRib)
        {
            reader.OwesEndOfRib = false;
            UpdateEncoder.EndOfRib(writer, family);
        }

        if (reader.OwesEndOfRefresh)
        {
            reader.OwesEndOfRefresh = false;
            RouteRefreshCodec.Write(writer, new RouteRefreshMessage(family, RefreshKind.End));
        }

        return writer.Length > start;
    }

    private static bool KeptForwarding(NegotiatedSession session, AddressFamily family) =>
        session.GracefulRestart?.Families.Any(one => one.Family == family && one.Forwarding) ?? false;

    private OutReader Join(IpFamily family, ExportConfig export, int owner)
    {
        var table = TableOf(family);
        if (!_groups.TryGetValue((family, export), out var group)) _groups[(family, export)] = group = new OutGroup(export, family, table);
        table.TellsAllPaths |= export.TellsAllPaths(family);
        return group.Join(owner);
    }

    private void Leave(RibPeer.FamilyState state)
    {
        if (state.Reader is not { } reader) return;
        state.Reader = null;
        reader.Group.Leave(reader);
        if (!reader.Group.IsEmpty) return;
        _groups.Remove((reader.Group.Family, reader.Group.Config));
        TableOf(reader.Group.Family).TellsAllPaths = _groups.Keys.Any(key => key.Item1 == reader.Group.Family && key.Item2.TellsAllPaths(key.Item1));
    }

    private RibTable TableOf(IpFamily family) => family == IpFamily.V4 ? _v4 : _v6;
}
