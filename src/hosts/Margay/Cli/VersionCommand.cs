using System.CommandLine;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Margay.Client;

namespace Margay.Host.Cli;

/// <summary><c>margay version</c>: this program's version and the server's.</summary>
internal static class VersionCommand
{
    /// <summary>A version is asked for when something is broken: then nobody wants to wait.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(3);

    private static readonly Option<bool> ClientOnly = new("--client") { Description = "Do not ask the server." };

    /// <summary>This program's version.</summary>
    public static string Own =>
        typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static Command Create()
    {
        var command = new Command("version", "Show the versions of this program and of the server.") { ClientOnly };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var output = parsed.InvocationConfiguration.Output;
        output.Write($"client: {Own}\n");
        if (!parsed.GetValue(ClientOnly)) output.Write($"server: {await ServerAsync(parsed, cancel)}\n");
        return ExitCode.Ok;
    }

    private static async Task<string> ServerAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AnswerTimeout);
        try
        {
            using var connection = GlobalOptions.Connect(parsed);
            var answer = JsonNode.Parse(await connection.Api.Raw.GetTextAsync("/version", limit.Token));
            return $"{answer?["gitVersion"]} at {connection.Api.Config.Server}";
        }
        catch (Exception failure) when (failure is ApiException or ClientConfigException or JsonException)
        {
            return $"unknown ({failure.Message})";
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return $"unknown (no answer within {AnswerTimeout.TotalSeconds} s)";
        }
    }
}
