using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>Makes paths of what one peer announces. Prefixes with the same outcome share one path.</summary>
internal sealed class RouteImport(ImportConfig config, PathOwner owner, Func<IpAddr, uint?> nextHopCost)
{
    private PathAttributes? _said;
    private PathAttributes _taken = null!;
    private Exclusion _exclusion;
    private BgpPath? _last;
    private PathAttributes? _lastAttributes;

    /// <summary>The path for one prefix.</summary>
    public BgpPath PathTo(Nlri route, PathAttributes attributes)
    {
        if (!ReferenceEquals(attributes, _said))
        {
            _said = attributes;
            _taken = WithOnlyToCustomer(attributes);
            _exclusion = ExclusionOf(attributes);
        }

        var verdict = _exclusion == Exclusion.None && config.Policy is { } policy
            ? policy.Judge(route.Prefix, _taken, owner.Source)
            : new PolicyVerdict(_taken);
        var exclusion = verdict.Attributes is null ? Exclusion.Policy : _exclusion;
        var final = verdict.Attributes ?? _taken;
        var preference = verdict.Preference ?? (final.LocalPref > config.UrgentAbove ? BgpPath.LocalPreference : BgpPath.PeerPreference);
        var by = exclusion == Exclusion.Policy ? verdict.By : null;
        if (_last is { } last && ReferenceEquals(_lastAttributes, final) && last.PathId == route.PathId && last.Exclusion == exclusion
            && last.Preference == preference && last.ExcludedBy == by) return last;

        _lastAttributes = final;
        return _last = new BgpPath
        {
            Owner = owner,
            Attributes = final,
            PathId = route.PathId,
            Preference = preference,
            NextHopCost = nextHopCost(final.NextHop),
            Exclusion = exclusion,
            ExcludedBy = by,
        };
    }

    private Exclusion ExclusionOf(PathAttributes attributes)
    {
        if (attributes.AsPath.Occurrences(config.LocalAs) > config.AllowedLocalAs) return Exclusion.AsLoop;
        if (attributes.OriginatorId == config.LocalId) return Exclusion.OriginatorLoop;
        if (config.ClusterId is { } cluster && attributes.ClusterList.Span.Contains(cluster)) return Exclusion.ClusterLoop;
        if (config.OwnAddresses.Span.Contains(attributes.NextHop)) return Exclusion.OwnNextHop;
        if (IsLeak(attributes.OnlyToCustomer)) return Exclusion.RouteLeak;
        return config.IsExternal && config is { NeedsPolicy: true, Policy: null } ? Exclusion.NoPolicy : Exclusion.None;
    }

    /// <summary>RFC 9234 §5, ingress: what goes to customers only comes from no customer, and from a peer only if it said so itself.</summary>
    private bool IsLeak(uint? onlyToCustomer) => config.IsExternal && onlyToCustomer is { } said && config.Role switch
    {
        PeerRole.Provider or PeerRole.RouteServer => true,
        PeerRole.Peer => said != config.RemoteAs,
        _ => false,
    };

    private PathAttributes WithOnlyToCustomer(PathAttributes attributes) =>
        config.IsExternal && attributes.OnlyToCustomer is null && config.Role is PeerRole.Customer or PeerRole.Peer or PeerRole.RouteServerClient
            ? attributes with { OnlyToCustomer = config.RemoteAs }
            : attributes;
}
