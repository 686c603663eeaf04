using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Margay.Host.Cli;
using Margay.Host.Cli.Output;
using Margay.Model.Manifests;

namespace Margay.Host.Policy.Realized;

/// <summary><c>margay policy status</c>: where policies are enforced.</summary>
internal static class StatusCommand
{
    private const int NamesShown = 3;

    private static readonly Argument<string[]> Policies = new("policy")
    {
        Description = "Policies; default: all of the namespace and of none.",
        HelpName = "[KIND/]NAME",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> Everywhere = new("--all-namespaces", "-A") { Description = "In every namespace." };

    private static readonly Option<OutputFormat> Format = OutputFormats.Option(OutputFormat.Json, OutputFormat.Yaml);

    public static Command Create()
    {
        var command = new Command("status", "Show on how many nodes the kernel enforces each policy as it is written now.") { Policies, Everywhere, Format };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var connection = GlobalOptions.Connect(parsed);
        var ns = parsed.GetValue(Everywhere) ? null : connection.Namespace;
        var names = parsed.GetValue(Policies) ?? [];
        var queries = names.Length == 0 ? [new RealizedQuery(null, ns, null)] : names.Select(name => RealizedQuery.Parse(name, ns)).ToArray();
        var found = new List<JsonObject>();
        foreach (var query in queries)
        {
            var answer = await query.AskAsync(connection.Api, cancel);
            if (answer.Count == 0 && query.Name is { } name) throw new CliException($"there is no policy {name}{(ns is null ? "" : $" in namespace {ns}")}");
            found.AddRange(answer);
        }

        var screen = Screen.Of(parsed);
        screen.Out.Write(parsed.GetValue(Format) switch
        {
            OutputFormat.Json => JsonText.Write(Json(found)),
            OutputFormat.Yaml => ManifestWriter.ToYaml(Json(found)),
            _ => found.Count == 0 ? $"there is no policy{(ns is null ? "" : $" in namespace {ns}, and none outside of namespaces; -A looks everywhere")}\n" : Table(found, screen.Width),
        });
        return ExitCode.Ok;
    }

    private static JsonObject Json(IEnumerable<JsonObject> policies) =>
        new() { ["policies"] = new JsonArray([.. policies.Select(policy => policy.DeepClone())]) };

    private static string Table(IEnumerable<JsonObject> policies, int? width)
    {
        var table = new TextTable("KIND", "NAMESPACE", "NAME", "GENERATION", "LIVE", "TOOK", "WAITING FOR");
        foreach (var policy in policies)
        {
            var waiting = policy["waiting"]!.AsArray();
            var nodes = policy["nodes"]!.GetValue<int>();
            table.Add(
                $"{policy["kind"]}", $"{policy["namespace"]}", $"{policy["name"]}", $"{policy["generation"]}",
                $"{nodes - waiting.Count}/{nodes}",
                policy["milliseconds"] is { } took ? string.Create(CultureInfo.InvariantCulture, $"{took.GetValue<double>():0} ms") : "",
                WaitingFor(waiting));
        }

        return table.Render(width);
    }

    /// <summary>The nodes that are waited for, with what is known of why.</summary>
    internal static string WaitingFor(JsonArray waiting)
    {
        var named = waiting.Take(NamesShown).Select(node => node!["reason"] is { } why ? $"{node["node"]} ({why})" : $"{node["node"]}");
        return string.Join(", ", named) + (waiting.Count > NamesShown ? $" and {waiting.Count - NamesShown} more" : "");
    }
}
