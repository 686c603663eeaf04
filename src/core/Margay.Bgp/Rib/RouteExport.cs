using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>What becomes of a path on its way to a peer (RFC 4271 §5.1 and §9.1.3, RFC 4456). Pure.</summary>
public static class RouteExport
{
    /// <summary>Whether peers with this configuration are told of a path, as far as its prefix and its owner do not matter.</summary>
    public static Withheld Check(ExportConfig to, BgpPath path)
    {
        var attributes = path.Attributes;
        var communities = attributes.Communities.Span;
        if (communities.Contains(WellKnownCommunity.NoAdvertise)) return Withheld.NoAdvertise;
        if (to.IsExternal && communities.ContainsAny(WellKnownCommunity.NoExport, WellKnownCommunity.NoExportSubconfed)) return Withheld.NoExport;
        if (!to.IsExternal && path.Owner is { Source: PathSource.Internal, IsClient: false } && !to.IsClient) return Withheld.NotReflected;
        if (path.IsLongLivedStale && !to.KnowsLongLived) return Withheld.LongLivedStale;
        if (to.IsExternal && attributes.OnlyToCustomer is not null && to.Role is PeerRole.Customer or PeerRole.Peer or PeerRole.RouteServerClient)
            return Withheld.OnlyToCustomer;
        return to.IsExternal && to is { NeedsPolicy: true, Policy: null } ? Withheld.NoPolicy : Withheld.No;
    }

    /// <summary>The attributes that the peer is told, or null if it would take none of the next hops there are.</summary>
    /// <param name="to">The peer.</param>
    /// <param name="path">The path.</param>
    /// <param name="attributes">Its attributes, as export policy left them.</param>
    /// <param name="family">The family of the prefix.</param>
    public static PathAttributes? Attributes(ExportConfig to, BgpPath path, PathAttributes attributes, IpFamily family)
    {
        var (nextHop, linkLocal) = NextHop(to, path, attributes, family);
        if (nextHop.IsNone) return null;
        attributes = attributes with
        {
            NextHop = nextHop,
            LinkLocalNextHop = linkLocal,
        };
        return to.IsExternal ? External(to, path, attributes) : Internal(to, path, attributes);
    }

    private static PathAttributes External(ExportConfig to, BgpPath path, PathAttributes attributes) => attributes with
    {
        AsPath = attributes.AsPath.Prepend(to.LocalAs),

        // §5.1.4: a MED is for the neighbouring AS, and not for the one behind it.
        Med = path.Owner.Source == PathSource.Local ? attributes.Med : null,
        LocalPref = null,
        OriginatorId = default,
        ClusterList = [],
        OnlyToCustomer = attributes.OnlyToCustomer
            ?? (to.Role is PeerRole.Provider or PeerRole.Peer or PeerRole.RouteServer ? to.LocalAs : null),
    };

    private static PathAttributes Internal(ExportConfig to, BgpPath path, PathAttributes attributes)
    {
        attributes = attributes with { LocalPref = attributes.LocalPref ?? BgpPath.DefaultLocalPref };
        if (path.Owner.Source != PathSource.Internal) return attributes;
        return attributes with
        {
            OriginatorId = attributes.OriginatorId.IsNone ? path.Owner.Id : attributes.OriginatorId,
            ClusterList = [to.ClusterId ?? (uint)to.LocalId.Value, .. attributes.ClusterList],
        };
    }

    private static (IpAddr Global, IpAddr LinkLocal) NextHop(ExportConfig to, BgpPath path, PathAttributes attributes, IpFamily family)
    {
        var isKept = !attributes.NextHop.IsNone && path.Owner.Source != PathSource.Local
            && (to.NextHop == NextHopMode.Keep || (to.NextHop == NextHopMode.Auto && !to.IsExternal && !path.Owner.IsReachedHereOnly));
        if (isKept && Takes(to, attributes.NextHop, family)) return (attributes.NextHop, default);
        if (isKept) return default;
        if (family == IpFamily.V6) return (to.OwnV6, default);
        return to.OwnV4.IsNone && to.ExtendedNextHop ? (to.OwnV6, default) : (to.OwnV4, default);
    }

    private static bool Takes(ExportConfig to, IpAddr nextHop, IpFamily family) =>
        nextHop.Family == family || (family == IpFamily.V4 && to.ExtendedNextHop);
}
