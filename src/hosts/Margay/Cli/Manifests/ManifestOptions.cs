using System.CommandLine;
using System.CommandLine.Parsing;

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

    /// <summary><c>-k</c>.</summary>
    public static Option<string[]> Kustomize { get; } = new("--kustomize", "-k")
    {
        Description = "A kustomization directory, built by kustomize or kubectl.",
        HelpName = "DIR",
    };

    /// <summary>Whether the command line names manifests.</summary>
    public static bool AreGiven(SymbolResult result) => result.GetValue(Files) is { Length: > 0 } || result.GetValue(Kustomize) is { Length: > 0 };

    /// <summary>Whether the command line names manifests.</summary>
    public static bool AreGiven(ParseResult parsed) => AreGiven(parsed.CommandResult);

    /// <summary>The manifests that the command line names, unread.</summary>
    public static async Task<IReadOnlyList<ManifestText>> ReadTextsAsync(ParseResult parsed, CancellationToken cancel)
    {
        var texts = new List<ManifestText>(await ManifestFiles.ReadAsync(parsed.GetValue(Files) ?? [], parsed.GetValue(Recursive), cancel));
        foreach (var directory in parsed.GetValue(Kustomize) ?? []) texts.Add(await Kustomization.BuildAsync(directory, cancel));
        return texts;
    }

    /// <summary>The checked manifests that the command line names.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="defaultNamespace">Where a namespaced object without a namespace goes.</param>
    /// <param name="cancel">Stops the reading.</param>
    public static async Task<ManifestSet> ReadAsync(ParseResult parsed, string defaultNamespace, CancellationToken cancel)
    {
        var texts = await ReadTextsAsync(parsed, cancel);
        return ManifestSet.Check(texts, defaultNamespace, parsed.GetValue(GlobalOptions.Namespace));
    }

    /// <summary>A command that cannot do without <c>-f</c> or <c>-k</c>.</summary>
    public static Command Require(this Command command)
    {
        command.Validators.Add(result =>
        {
            if (!AreGiven(result)) result.AddError("which manifest? name a file or directory with -f");
        });
        return command;
    }
}
