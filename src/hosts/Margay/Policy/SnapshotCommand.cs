using System.CommandLine;
using Margay.Host.Cli;
using Margay.Host.Cli.Output;
using Margay.Model.Manifests;

namespace Margay.Host.Policy;

/// <summary><c>margay snapshot</c>: keeps what policy depends on, to be asked about later or elsewhere.</summary>
internal static class SnapshotCommand
{
    private static readonly Argument<string> File = new("file")
    {
        Description = "Where to write it; - for the standard output.",
        HelpName = "FILE|-",
    };

    public static Command Create() => new("snapshot", "Keep the state of a cluster, for questions about policy.") { Save() };

    private static Command Save()
    {
        var command = new Command(
            "save", "Write all that policy depends on as manifests, which -f of the policy commands takes. No secret is among them.")
        {
            File,
        };
        command.SetAction(SaveAsync);
        return command;
    }

    private static async Task<int> SaveAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var connection = GlobalOptions.Connect(parsed);
        var resources = (await ClusterReading.ReadAsync(connection.Api, cancel)).Resources.ToList();
        var text = string.Join("---\n", resources.Select(resource => ManifestWriter.ToYaml(PolicyKinds.ManifestOf(resource))));
        if (text.Length > ManifestLimits.MaxCharacters)
            throw new CliException($"the snapshot has {text.Length} characters, and a manifest may have {ManifestLimits.MaxCharacters}: nothing was written");
        var screen = Screen.Of(parsed);
        var path = parsed.GetRequiredValue(File);
        if (path == "-")
        {
            screen.Out.Write(text);
            return ExitCode.Ok;
        }

        await WriteAsync(path, text, cancel);
        screen.Out.Write($"{path}: {resources.Count} objects\n");
        return ExitCode.Ok;
    }

    /// <remarks>A file is there whole or as it was before.</remarks>
    private static async Task WriteAsync(string path, string text, CancellationToken cancel)
    {
        var unfinished = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            await System.IO.File.WriteAllTextAsync(unfinished, text, cancel);
            System.IO.File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{path}: {failure.Message.Replace(unfinished, path, StringComparison.Ordinal)}", inner: failure);
        }
        finally
        {
            System.IO.File.Delete(unfinished);
        }
    }
}
