using System.CommandLine;
using Margay.Host.Cli.Output;

namespace Margay.Host.Cli.Manifests;

/// <summary><c>margay validate</c>: checks manifests without a server.</summary>
internal static class ValidateCommand
{
    /// <summary>Where objects without a namespace are thought to go; any valid name gives the same faults.</summary>
    private const string AnyNamespace = "default";

    public static Command Create()
    {
        var command = new Command("validate", "Check manifests without a server.")
        {
            ManifestOptions.Files, ManifestOptions.Kustomize, ManifestOptions.Recursive,
        };
        command.SetAction(RunAsync);
        return command.Require();
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var manifests = await ManifestOptions.ReadAsync(parsed, AnyNamespace, cancel);
        var screen = Screen.Of(parsed);
        foreach (var fault in manifests.Faults) screen.Error.Write(fault + "\n");
        foreach (var item in manifests.Objects) screen.Out.Write($"{item.Title} valid\n");
        return manifests.Faults.Count == 0 ? ExitCode.Ok : ExitCode.Error;
    }
}
