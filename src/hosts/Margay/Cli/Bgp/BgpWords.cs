using System.Text.Json.Nodes;
using Margay.Bgp.Bfd;
using Margay.Bgp.Rib;

namespace Margay.Host.Cli.Bgp;

/// <summary>Reasons in words.</summary>
internal static class BgpWords
{
    /// <summary>The state of a peer's BFD, and what stands in its way; a dash for a peer without it.</summary>
    public static string Bfd(JsonObject? bfd)
    {
        if (bfd is null) return "-";
        var state = bfd["state"]?.ToString() ?? "";
        if (state == nameof(BfdState.Up)) return state;
        return (bfd["sendError"] ?? bfd["lastDiscard"] ?? bfd["diagnostic"])?.ToString() is { } why ? $"{state} ({why})" : state;
    }

    /// <summary>Why a path was chosen, or where it lost.</summary>
    public static string Outcome(JsonObject path)
    {
        var stale = path["stale"] is null ? "" : ", stale: its peer restarts";
        var by = path["excludedBy"] is { } rule ? $" ({rule})" : "";
        return (Enum.TryParse<DecisionStep>(path["step"]?.ToString(), out var step) ? step : DecisionStep.Best) switch
        {
            DecisionStep.Excluded => $"not imported: {Excluded(path["excluded"]?.ToString())}{by}{stale}",
            var lost => Lost(lost) + stale,
        };
    }

    /// <summary>Why a peer is not told of a route, or what let it through.</summary>
    public static string Withheld(string withheld, string by)
    {
        var why = Enum.TryParse<Withheld>(withheld, out var reason) ? reason switch
        {
            Margay.Bgp.Rib.Withheld.SplitHorizon => "the route is its own",
            Margay.Bgp.Rib.Withheld.Family => "the session does not carry this family",
            Margay.Bgp.Rib.Withheld.NoAdvertise => "community no-advertise",
            Margay.Bgp.Rib.Withheld.NoExport => "community no-export",
            Margay.Bgp.Rib.Withheld.NotReflected => "internal routes go to internal peers through a route reflector only",
            Margay.Bgp.Rib.Withheld.OnlyToCustomer => "it may go to customers only",
            Margay.Bgp.Rib.Withheld.NoPolicy => "an external peer without export policy",
            Margay.Bgp.Rib.Withheld.Policy => "export policy",
            Margay.Bgp.Rib.Withheld.LongLivedStale => "it is long-lived stale, which the peer does not know",
            Margay.Bgp.Rib.Withheld.NoNextHop => "there is no next hop that the peer takes",
            Margay.Bgp.Rib.Withheld.TooLong => "its attributes do not fit into a message",
            _ => "",
        } : "";
        return (why, by) switch
        {
            ("", _) => by,
            (_, "") => why,
            _ => $"{why} ({by})",
        };
    }

    private static string Lost(DecisionStep step) => step switch
    {
        DecisionStep.Best => "best",
        DecisionStep.Multipath => "as good as the best",
        DecisionStep.NextHopUnreachable => "there is no way to its next hop",
        DecisionStep.LongLivedStale => "long-lived stale, and another is not",
        DecisionStep.Preference => "another is preferred by its source",
        DecisionStep.LocalPref => "another has a higher LOCAL_PREF",
        DecisionStep.AsPathLength => "another has a shorter AS path",
        DecisionStep.Origin => "another has a better ORIGIN",
        DecisionStep.Med => "another of the same neighbour has a lower MED",
        DecisionStep.ExternalOverInternal => "another is external",
        DecisionStep.NextHopCost => "another next hop is nearer",
        _ => "",
    };

    private static string Excluded(string? exclusion) => Enum.TryParse<Exclusion>(exclusion, out var reason) ? reason switch
    {
        Exclusion.AsLoop => "the node's own AS is in its path",
        Exclusion.OriginatorLoop => "the node itself brought it into the AS",
        Exclusion.ClusterLoop => "the node's own cluster reflected it",
        Exclusion.OwnNextHop => "its next hop is the node itself",
        Exclusion.RouteLeak => "the peer was not to pass it on (RFC 9234)",
        Exclusion.NoPolicy => "an external peer without import policy",
        Exclusion.Policy => "import policy",
        _ => "",
    } : "";
}
