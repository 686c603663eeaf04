using System.CommandLine;
using Margay.Client;
using Margay.Host.Cli.Get;

namespace Margay.Host.Cli.Completion;

/// <summary><c>margay complete -- WORDS</c>: what the last word may become. Called by the shells' completion code.</summary>
internal static class CompleteCommand
{
    /// <summary>A person who pressed Tab waits no longer than this for names from the server.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    private static readonly Argument<string[]> Words = new("WORDS") { Arity = ArgumentArity.ZeroOrMore };

    public static Command Create()
    {
        var command = new Command("complete", "Print what the last of the words may become.") { Words };
        command.Hidden = true;
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var words = parsed.GetValue(Words) ?? [];
        foreach (var candidate in await CandidatesAsync(Completer.For(words), cancel))
            parsed.InvocationConfiguration.Output.Write(candidate + "\n");
        return ExitCode.Ok;
    }

    private static async Task<IEnumerable<string>> CandidatesAsync(Completer completer, CancellationToken cancel)
    {
        if (completer.NamesOf is not { } kind) return completer.Candidates([]);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AnswerTimeout);
        try
        {
            using var connection = GlobalOptions.Connect(completer.Parsed);
            var query = new ResourceQuery(connection.Api.Raw, connection.Namespace, null);
            return completer.Candidates(await query.NamesAsync(kind, limit.Token));
        }
        catch (Exception failure) when (failure is ApiException or ClientConfigException or OperationCanceledException)
        {
            return completer.Candidates([]);
        }
    }
}
