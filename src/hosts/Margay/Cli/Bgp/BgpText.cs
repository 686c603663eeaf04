using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Margay.Bgp.Rib;
using Margay.Host.Cli.Output;
using Margay.Primitives;

namespace Margay.Host.Cli.Bgp;

/// <summary>What nodes say about BGP, as people read it.</summary>
internal static class BgpText
{
    /// <summary>The sessions there are, and below them why others are not.</summary>
    public static string Peers(IEnumerable<JsonObject> nodes, int? width)
    {
        var (problems, answers) = (new StringBuilder(), 0);
        var table = new TextTable("NODE", "PEER", "ADDRESS", "AS", "STATE", "FOR", "BFD", "ROUTES", "LAST ERROR");
        foreach (var node in nodes)
        {
            answers++;
            foreach (var peer in Items(node, "peers"))
            {
                table.Add(
                    Text(node, "node"), Text(peer, "name"), Text(peer, "address"), Text(peer, "remoteAS"), Text(peer, "state"),
                    For(Text(peer, "since")), BgpWords.Bfd(peer["bfd"] as JsonObject), Text(peer, "received"), Text(peer, "lastError"));
            }

            foreach (var problem in node["problems"] as JsonArray ?? []) problems.Append(CultureInfo.InvariantCulture, $"{Text(node, "node")}: {problem}\n");
        }

        return (table.Count > 0 ? table.Render(width) : answers > 0 ? "no peers\n" : "") + problems;
    }

    public static string Routes(IEnumerable<JsonObject> nodes, int? width)
    {
        var table = new TextTable("NODE", "PREFIX", "NEXT HOP", "FROM", "AS PATH", "PATHS");
        foreach (var node in nodes)
        {
            foreach (var route in Items(node, "routes"))
            {
                var paths = Items(route, "paths").ToList();
                var best = paths.FirstOrDefault(path => Text(path, "step") == nameof(DecisionStep.Best));
                table.Add(
                    Text(node, "node"), Text(route, "prefix"), best is null ? "-" : NextHop(best), best is null ? "none is usable" : From(best),
                    best is null ? "" : Text(best, "asPath"), $"{paths.Count}");
            }
        }

        return table.Count == 0 ? "no routes\n" : table.Render(width);
    }

    public static string Why(IEnumerable<JsonObject> nodes, int? width)
    {
        var text = new StringBuilder();
        foreach (var node in nodes)
        {
            var route = Items(node, "routes").FirstOrDefault();
            if (text.Length > 0) text.Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"{Text(node, "node")}: ");
            if (route is null || !Items(route, "paths").Any())
            {
                text.Append(CultureInfo.InvariantCulture, $"nobody has said this prefix or one around it, and the node does not say it itself{Silent(node)}\n");
                continue;
            }

            text.Append(Asked(Text(node, "asked"), Text(route, "prefix"))).Append('\n');
            var paths = new TextTable("FROM", "NEXT HOP", "AS PATH", "PREF", "MED", "COMMUNITIES", "OUTCOME");
            foreach (var path in Items(route, "paths"))
            {
                paths.Add(
                    From(path), NextHop(path), Text(path, "asPath"), Text(path, "localPref"), Text(path, "med"),
                    string.Join(' ', path["communities"]?.AsArray().Select(one => one!.ToString()) ?? []), BgpWords.Outcome(path));
            }

            text.Append(paths.Render(width));
            var told = Items(route, "told").ToList();
            if (told.Count == 0) continue;
            var peers = new TextTable("PEER", "TOLD", "BECAUSE");
            foreach (var peer in told)
                peers.Add(Text(peer, "peer"), peer["told"]?.GetValue<bool>() == true ? "yes" : "no", BgpWords.Withheld(Text(peer, "withheld"), Text(peer, "by")));
            text.Append(peers.Render(width));
        }

        return text.ToString();
    }

    /// <summary>The sessions that are not there, over which it might have come.</summary>
    private static string Silent(JsonObject node)
    {
        if (node["notEstablished"]?.GetValue<int>() is not (var count and > 0)) return "";
        var names = string.Join(", ", node["notEstablishedNames"]?.AsArray().Select(one => one!.ToString()) ?? []);
        return string.Create(CultureInfo.InvariantCulture, $"; {count} of {Text(node, "sessions")} sessions are not established ({names}{(names.Split(", ").Length < count ? ", ..." : "")})");
    }

    /// <summary>The prefix, and what of it was asked for where that is not the whole: an address without its length.</summary>
    private static string Asked(string asked, string prefix)
    {
        if (asked.Length == 0 || asked == prefix) return prefix;
        return $"{(Cidr.TryParse(asked, out var part) && part.IsHost ? part.Network.ToString() : asked)} is in {prefix}";
    }

    private static string From(JsonObject path) => Text(path, "peer") is { Length: > 0 } peer ? peer : "itself";

    private static string NextHop(JsonObject path) => Text(path, "nextHop") is { Length: > 0 } hop ? hop : "-";

    private static string For(string since) =>
        DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, out var time) ? Age.Format(DateTimeOffset.UtcNow - time) : "";

    private static IEnumerable<JsonObject> Items(JsonObject of, string member) => of[member]?.AsArray().Select(one => one!.AsObject()) ?? [];

    private static string Text(JsonObject of, string member) => of[member]?.ToString() ?? "";
}
