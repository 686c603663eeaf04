using System.Text.Json.Nodes;
using Margay.Api.Requests;
using Margay.Bgp.Bfd;
using Margay.Bgp.Fsm;
using Margay.Bgp.Rib;
using Margay.Bgp.Speaker;
using Margay.Bgp.Speaker.Bfd;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Host.Agent.Bgp;

/// <summary>What the node's speaker says of itself, as JSON.</summary>
internal static class BgpReport
{
    /// <summary>So many routes fit into an answer; what is beyond is counted only.</summary>
    private const int MaxRoutes = 10_000;

    /// <summary>So many sessions that are not established are named with what is known of a prefix.</summary>
    private const int MaxNames = 5;

    /// <param name="speaker">The speaker.</param>
    /// <param name="problems">What of its configuration cannot be done, and where it cannot listen.</param>
    /// <param name="question"><c>peers</c>, <c>routes</c> or <c>clear</c>, with a query.</param>
    public static async Task<JsonObject> AnswerAsync(BgpSpeaker speaker, IReadOnlyList<string> problems, string question)
    {
        var mark = question.IndexOf('?');
        var query = QueryParameters.Parse(mark < 0 ? "" : question[mark..]);
        switch (mark < 0 ? question : question[..mark])
        {
            case "peers":
                return new JsonObject
                {
                    ["peers"] = new JsonArray([.. (await speaker.PeersAsync()).Select(Of)]),
                    ["problems"] = Texts(problems),
                };
            case "routes" when query["prefix"] is { } text:
                return Cidr.TryParse(text, out var prefix)
                    ? Why(await speaker.RoutesAsync(prefix.Family, prefix), prefix, await speaker.PeersAsync())
                    : new JsonObject { ["fault"] = $"'{text}' is no prefix" };
            case "routes":
                return Routes([.. await speaker.RoutesAsync(IpFamily.V4), .. await speaker.RoutesAsync(IpFamily.V6)]);
            case "clear":
                return new JsonObject { ["cleared"] = await speaker.ClearAsync(query["peer"], query["soft"] == "true") };
            default:
                return new JsonObject { ["fault"] = $"this agent does not know what {question} is" };
        }
    }

    private static JsonObject Of(PeerStatus peer)
    {
        var json = new JsonObject
        {
            ["name"] = peer.Name,
            ["address"] = peer.Address.ToString(),
            ["localAS"] = peer.LocalAs,
            ["remoteAS"] = peer.RemoteAs,
            ["state"] = peer.State.ToString(),
            ["since"] = Text(peer.Since),
            ["received"] = peer.Received,
            ["malformed"] = peer.Malformed,
            ["establishments"] = peer.Establishments,
        };
        if (peer.Bfd is { } bfd) json["bfd"] = Of(bfd);
        if (peer.State != SessionState.Established && peer.LastError is { } error) json["lastError"] = error;
        if (peer.Session is not { } session) return json;
        json["toldAll"] = peer.IsToldAll;
        json["routerID"] = session.Theirs.Id.ToString();
        json["holdSeconds"] = (int)session.HoldTime.TotalSeconds;
        json["families"] = Texts(session.Families.Select(family => family.ToString()));
        if (session.GracefulRestart is { } restart) json["restartSeconds"] = restart.RestartTime;
        return json;
    }

    private static JsonObject Of(BfdStatus bfd)
    {
        var json = new JsonObject
        {
            ["state"] = bfd.State.ToString(),
            ["remoteState"] = bfd.RemoteState.ToString(),
            ["since"] = Text(bfd.Since),
            ["transmitMilliseconds"] = bfd.TransmitInterval.TotalMilliseconds,
            ["detectMilliseconds"] = bfd.DetectionTime.TotalMilliseconds,
            ["controlPlaneIndependent"] = bfd.RemoteIsIndependent,
            ["failures"] = bfd.Failures,
            ["discarded"] = bfd.Discarded,
        };
        if (bfd.Diagnostic != BfdDiagnostic.None) json["diagnostic"] = bfd.Diagnostic.ToString();
        if (bfd.LastDiscard != BfdDiscard.None) json["lastDiscard"] = bfd.LastDiscard.ToString();
        if (bfd.SendError is { } error) json["sendError"] = error;
        return json;
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    private static JsonObject Routes(IReadOnlyList<RouteReport> routes) => new()
    {
        ["routes"] = new JsonArray([.. routes.Take(MaxRoutes).Select(Of)]),
        ["more"] = Math.Max(0, routes.Count - MaxRoutes),
    };

    /// <summary>What is known of a prefix, and who might say more of it if only there were a session.</summary>
    private static JsonObject Why(IReadOnlyList<RouteReport> routes, Cidr asked, IReadOnlyList<PeerStatus> peers)
    {
        var silent = peers.Where(peer => peer.State != SessionState.Established).Select(peer => peer.Name).ToList();
        var json = Routes(routes);
        json["asked"] = asked.ToString();
        json["sessions"] = peers.Count;
        json["notEstablished"] = silent.Count;
        json["notEstablishedNames"] = Texts(silent.Take(MaxNames));
        return json;
    }

    private static JsonObject Of(RouteReport route)
    {
        var json = new JsonObject
        {
            ["prefix"] = route.Prefix.ToString(),
            ["paths"] = new JsonArray([.. route.Paths.Select(Of)]),
        };
        if (route.Told is { } told) json["told"] = new JsonArray([.. told.Select(Of)]);
        return json;
    }

    private static JsonObject Of(PathReport report)
    {
        var (path, attributes) = (report.Path, report.Path.Attributes);
        var json = new JsonObject
        {
            ["step"] = report.Step.ToString(),
            ["origin"] = attributes.Origin.ToString(),
            ["asPath"] = attributes.AsPath.ToString(),
        };
        if (report.Peer is { } peer) json["peer"] = peer;
        if (!attributes.NextHop.IsNone) json["nextHop"] = attributes.NextHop.ToString();
        if (attributes.LocalPref is { } preference) json["localPref"] = preference;
        if (attributes.Med is { } med) json["med"] = med;
        if (path.Exclusion != Exclusion.None) json["excluded"] = path.Exclusion.ToString();
        if (path.ExcludedBy is { } by) json["excludedBy"] = by;
        if (path.IsStale) json["stale"] = true;
        if (!attributes.OriginatorId.IsNone) json["originatorID"] = attributes.OriginatorId.ToString();
        if (attributes.ClusterList.Count > 0) json["clusterList"] = Texts(attributes.ClusterList.Select(id => IpAddr.V4(id).ToString()));
        var communities = attributes.Communities.Select(WellKnownCommunity.ToText).Concat(attributes.LargeCommunities.Select(one => one.ToString())).ToList();
        if (communities.Count > 0) json["communities"] = Texts(communities);
        return json;
    }

    private static JsonObject Of(TellingReport telling)
    {
        var json = new JsonObject { ["peer"] = telling.Peer, ["told"] = telling.Withheld == Withheld.No };
        if (telling.Withheld != Withheld.No) json["withheld"] = telling.Withheld.ToString();
        if (telling.By is { } by) json["by"] = by;
        return json;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
