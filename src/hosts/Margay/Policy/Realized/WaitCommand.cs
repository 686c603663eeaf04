using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Host.Cli;
using Margay.Host.Cli.Output;

namespace Margay.Host.Policy.Realized;

/// <summary><c>margay policy wait</c>: returns when policies are enforced on every node.</summary>
internal static class WaitCommand
{
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(30);

    private static readonly Argument<string[]> Policies = new("policy")
    {
        Description = "Policies, each as it is written now.",
        HelpName = "[KIND/]NAME",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<TimeSpan> Timeout = Durations.Option("--timeout", "How long to wait.", UsualTimeout);

    public static Command Create()
    {
        var command = new Command("wait", "Wait until the kernel of every node enforces policies as they are written now; exit code 1 if that takes too long.")
        {
            Policies, Timeout,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var connection = GlobalOptions.Connect(parsed);
        var queries = parsed.GetRequiredValue(Policies).Select(name => RealizedQuery.Parse(name, connection.Namespace)).ToList();
        return await WaitAsync(connection.Api, queries, parsed.GetValue(Timeout), Screen.Of(parsed), cancel);
    }

    /// <summary>Waits for all, says of each how it stands, and gives the exit code.</summary>
    public static async Task<int> WaitAsync(
        ApiClient api, IEnumerable<RealizedQuery> queries, TimeSpan timeout, Screen screen, CancellationToken cancel)
    {
        var clock = TimeProvider.System;
        var (started, exit) = (clock.GetTimestamp(), ExitCode.Ok);
        foreach (var query in queries)
        {
            var found = await query.WaitAsync(api, timeout - clock.GetElapsedTime(started), clock, cancel);
            if (found.Count == 0)
            {
                screen.Complain($"there is no policy {query.Name} in namespace {query.Namespace}");
                exit = ExitCode.Error;
            }

            foreach (var policy in found)
            {
                if (RealizedQuery.IsLive(policy))
                {
                    screen.Out.Write($"{RealizedQuery.Title(policy)} is live on {policy["nodes"]} nodes{Took(policy)}\n");
                    continue;
                }

                var nodes = policy["nodes"]!.GetValue<int>();
                var waiting = policy["waiting"]!.AsArray();
                screen.Complain(nodes == 0
                    ? $"{RealizedQuery.Title(policy)} is enforced nowhere: there is no node"
                    : $"{RealizedQuery.Title(policy)} is live on {nodes - waiting.Count} of {nodes} nodes; waiting for {StatusCommand.WaitingFor(waiting)}");
                exit = ExitCode.Error;
            }
        }

        return exit;
    }

    private static string Took(JsonObject policy) => policy["milliseconds"] is { } took
        ? string.Create(CultureInfo.InvariantCulture, $", {took.GetValue<double>():0} ms after it was written")
        : "";
}
