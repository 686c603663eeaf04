using System.CommandLine;
using Margay.Host.Cli;
using Margay.Host.Cli.Manifests;
using Margay.Host.Cli.Output;
using Margay.Host.Cli.Resources;
using Margay.Model.Manifests;
using Margay.Model.Resources;
using Margay.Policy.Analysis;
using Margay.Policy.Analysis.Review;
using Margay.Policy.Oracle;

namespace Margay.Host.Policy.Analysis;

/// <summary><c>margay policy lint</c>: policies and rules without effect, or with one that nobody wants.</summary>
internal static class LintCommand
{
    private static readonly Option<string?> Deleted = new("--safe-to-delete")
    {
        Description = "Say instead what would change if this policy were deleted; exit code 1 if anything would.",
        HelpName = "KIND/NAME",
    };

    private static readonly Option<OutputFormat> Format = OutputFormats.Option(OutputFormat.Json, OutputFormat.Yaml);

    public static Command Create()
    {
        var command = new Command("lint", "Find rules that are unused, shadowed or redundant, and policies that do harm; exit code 1 if any.")
        {
            ManifestOptions.Files, ManifestOptions.Kustomize, ManifestOptions.Recursive, Deleted, Format,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var (cluster, ns) = await PolicyInputs.ReadClusterAsync(parsed, cancel);
        if (parsed.GetValue(Deleted) is { } name) return TryDelete(parsed, cluster, name, ns);
        var findings = PolicyReview.Of(cluster);
        Screen.Of(parsed).Out.Write(parsed.GetValue(Format) switch
        {
            OutputFormat.Json => JsonText.Write(FindingWords.Json(findings)),
            OutputFormat.Yaml => ManifestWriter.ToYaml(FindingWords.Json(findings)),
            _ => FindingWords.Render(findings),
        });
        return findings.Count == 0 ? ExitCode.Ok : ExitCode.Error;
    }

    private static int TryDelete(ParseResult parsed, ClusterState cluster, string target, string ns)
    {
        var policy = Find(cluster, target, ns);
        PolicyInputs.RequirePods(cluster);
        var without = cluster.With(cluster.Resources.Where(resource => !ReferenceEquals(resource, policy)));
        var difference = PolicyDifference.Between(cluster, without);
        var screen = Screen.Of(parsed);
        screen.Out.Write(parsed.GetValue(Format) switch
        {
            OutputFormat.Json => JsonText.Write(DifferenceJson.Of(difference)),
            OutputFormat.Yaml => ManifestWriter.ToYaml(DifferenceJson.Of(difference)),
            _ when difference.Changes.Count > 0 => $"{target} is in use; without it:\n\n{DifferenceText.Render(difference)}",
            _ when difference.Unknown.Count > 0 => $"between pods nothing depends on {target}\n{DifferenceText.Render(difference)}",
            _ => $"{target} may be deleted: no connection depends on it\n",
        });
        return difference.Changes.Count == 0 ? ExitCode.Ok : ExitCode.Error;
    }

    /// <exception cref="CliException">There is no such policy.</exception>
    private static Resource Find(ClusterState cluster, string target, string ns)
    {
        var parts = target.Split('/');
        if (parts.Length is < 2 or > 3) throw CliException.Usage($"--safe-to-delete: '{target}' is not KIND/NAME or KIND/NAMESPACE/NAME");
        var kind = KindLookup.Find(parts[0]);
        var (where, name) = parts.Length == 3 ? (parts[1], parts[2]) : (ns, parts[1]);
        var known = PolicyKinds.All.FirstOrDefault(known => known.Kind == kind)
            ?? throw CliException.Usage($"--safe-to-delete: no verdict depends on a {parts[0]}");
        if (!PolicyInput.IsPolicyKind(known.Type)) throw CliException.Usage($"--safe-to-delete: a {parts[0]} is no policy, tier or network set");
        return cluster.Resources.FirstOrDefault(resource => resource.GetType() == known.Type && resource.Metadata.Name == name
                && (!kind.Namespaced || (resource.Metadata.Namespace ?? "default") == where))
            ?? throw new CliException(kind.Namespaced ? $"there is no {parts[0]} {where}/{name}" : $"there is no {parts[0]} {name}");
    }
}
