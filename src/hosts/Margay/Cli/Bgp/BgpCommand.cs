using System.CommandLine;
using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Host.Cli.Output;
using Margay.Host.Reports;
using Margay.Model.Manifests;
using Margay.Primitives;

namespace Margay.Host.Cli.Bgp;

/// <summary><c>margay bgp</c>: what the nodes' speakers know, and why.</summary>
internal static class BgpCommand
{
    private static readonly Option<string?> Node = new("--node") { Description = "Only this node. Default: all.", HelpName = "NODE" };

    private static readonly Option<bool> Soft = new("--soft") { Description = "Let the sessions be, and ask for the routes again." };

    private static readonly Option<OutputFormat> Format = OutputFormats.Option(OutputFormat.Json, OutputFormat.Yaml);

    private static readonly Argument<string?> Peer = new("PEER")
    {
        Description = "Only this peer, as `margay bgp peers` calls it.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Argument<Cidr> Prefix = new("PREFIX")
    {
        Description = "A prefix or an address. One that nobody has said stands for the longest prefix around it.",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (IpAddr.TryParse(text, out var address)) return address.ToHostCidr();
            if (Cidr.TryParse(text, out var prefix)) return prefix;
            result.AddError($"'{text}' is no prefix such as 10.65.0.0/26");
            return default;
        },
    };

    public static Command Create() => new("bgp", "Ask how routes are learnt, and why.")
    {
        Reading("peers", "Show every node's BGP peers.", _ => "peers", BgpText.Peers),
        Reading("routes", "Show the routes that every node knows.", _ => "routes", BgpText.Routes),
        Why(),
        Clear(),
    };

    private static Command Why()
    {
        var command = Reading(
            "why", "Show every path to a prefix, where each lost, and which peers are told.",
            parsed => $"routes?prefix={Uri.EscapeDataString(parsed.GetValue(Prefix).ToString())}", BgpText.Why);
        command.Arguments.Add(Prefix);
        return command;
    }

    private static Command Clear()
    {
        var command = new Command("clear", "End sessions and begin them again.") { Peer, Node, Soft, Format };
        command.SetAction(async (parsed, cancel) =>
        {
            using var connection = GlobalOptions.Connect(parsed);
            string?[] query =
            [
                parsed.GetValue(Node) is { } node ? $"node={Uri.EscapeDataString(node)}" : null,
                parsed.GetValue(Peer) is { } peer ? $"peer={Uri.EscapeDataString(peer)}" : null,
                parsed.GetValue(Soft) ? "soft=true" : null,
            ];
            var answer = JsonNode.Parse(await connection.Api.Raw.PutTextAsync(
                $"{AnswerPaths.Bgp}/clear?{string.Join('&', query.OfType<string>())}", [], cancel))!.AsObject();
            var cleared = Nodes(answer).Sum(one => one["cleared"]?.GetValue<int>() ?? 0);
            var screen = Screen.Of(parsed);
            foreach (var fault in Faults(answer)) screen.Complain(fault);
            var format = parsed.GetValue(Format);
            if (format != OutputFormat.Table) Write(screen, format, answer);
            if (cleared == 0) screen.Complain("there is no such peer");
            else if (format == OutputFormat.Table) screen.Out.Write($"{cleared} {(cleared == 1 ? "session" : "sessions")} {(parsed.GetValue(Soft) ? "asked for all routes again" : "ended, to begin again")}\n");
            return cleared == 0 ? ExitCode.Error : ExitCode.Ok;
        });
        return command;
    }

    private static Command Reading(string name, string description, Func<ParseResult, string> question, Func<IEnumerable<JsonObject>, int?, string> show)
    {
        var command = new Command(name, description) { Node, Format };
        command.SetAction(async (parsed, cancel) =>
        {
            using var connection = GlobalOptions.Connect(parsed);
            var answer = await AskAsync(connection.Api, question(parsed), parsed.GetValue(Node), cancel);
            var screen = Screen.Of(parsed);
            var format = parsed.GetValue(Format);
            if (format == OutputFormat.Table) screen.Out.Write(show(Nodes(answer), screen.Width));
            else Write(screen, format, answer);
            var faults = Faults(answer).ToList();
            foreach (var fault in faults) screen.Complain(fault);
            return faults.Count == 0 ? ExitCode.Ok : ExitCode.Error;
        });
        return command;
    }

    private static void Write(Screen screen, OutputFormat format, JsonObject answer) =>
        screen.Out.Write(format == OutputFormat.Json ? JsonText.Write(answer) : ManifestWriter.ToYaml(answer));

    private static async Task<JsonObject> AskAsync(ApiClient api, string question, string? node, CancellationToken cancel)
    {
        var path = $"{AnswerPaths.Bgp}/{question}";
        if (node is not null) path += $"{(path.Contains('?') ? '&' : '?')}node={Uri.EscapeDataString(node)}";
        try
        {
            return JsonNode.Parse(await api.Raw.GetTextAsync(path, cancel))!.AsObject();
        }
        catch (ApiException elsewhere) when (elsewhere.IsNotFound && node is null)
        {
            throw new CliException("this API knows nothing of BGP: it is no hub of Margay's", inner: elsewhere);
        }
    }

    private static IEnumerable<JsonObject> Nodes(JsonNode answer) =>
        answer["nodes"]!.AsArray().Select(one => one!.AsObject()).Where(one => one["fault"] is null);

    private static IEnumerable<string> Faults(JsonNode answer) =>
    [
        .. answer["nodes"]!.AsArray().Where(one => one!["fault"] is not null).Select(one => $"{one!["node"]}: {one["fault"]}"),
        .. answer["silent"]!.AsArray().Select(one => $"{one}: its agent does not answer"),
    ];
}
