using System.CommandLine;

namespace Margay.Host.Cli.Manifests;

/// <summary>The options of the commands that take manifests.</summary>
internal static class ManifestOptions
{
    /// <summary><c>-f</c>; may be repeated.</summary>
    public static Option<string[]> Files { get; } = new("--filename", "-f")
    {
        Description = "A manifest, a directory of manifests, or - for the standard input.",
        HelpName = "FILE|DIR|-",
    };

    /// <summary><c>-R</c>.</summary>
    public static Option<bool> Recursive { get; } = new("--recursive", "-R")
    {
        Description = "Take the directories below, too.",
    };

    /// <summary>The checked manifests that the command line names.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="defaultNamespace">Where a namespaced object without a namespace goes.</param>
    /// <param name="cancel">Stops the reading.</param>
    public static async Task<ManifestSet> ReadAsync(ParseResult parsed, string defaultNamespace, CancellationToken cancel)
    {
        var texts = await ManifestFiles.ReadAsync(parsed.GetValue(Files) ?? [], parsed.GetValue(Recursive), cancel);
        return ManifestSet.Check(texts, defaultNamespace, parsed.GetValue(GlobalOptions.Namespace));
    }

    /// <summary>A command that cannot do without <c>-f</c>.</summary>
    public static Command Require(this Command command)
    {
        command.Validators.Add(result =>
        {
            if (result.GetValue(Files) is not { Length: > 0 }) result.AddError("which manifest? name a file or directory with -f");
        });
        return command;
    }
}
