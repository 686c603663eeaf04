using System.CommandLine;
using Margay.Client;
using Margay.Host.Cli.Get;
using Margay.Host.Cli.Output;
using Margay.Host.Cli.Resources;
using Margay.Model.Resources;

namespace Margay.Host.Cli.Manifests;

/// <summary><c>margay delete</c>: removes objects, named or described by manifests.</summary>
internal static class DeleteCommand
{
    private static readonly ObjectWords Words = new(
        "KIND[/NAME]", "A kind, then names; or KIND/NAME….", ArgumentArity.ZeroOrMore);

    private static readonly Option<bool> IgnoreNotFound = new("--ignore-not-found")
    {
        Description = "An object that is not there is no error.",
    };

    /// <summary>One object to delete.</summary>
    private sealed record Victim(ResourceKind Kind, string? Namespace, string Name);

    public static Command Create()
    {
        var command = new Command("delete", "Delete objects.")
        {
            Words, ManifestOptions.Files, ManifestOptions.Kustomize, ManifestOptions.Recursive, IgnoreNotFound,
        };
        command.Validators.Add(result =>
        {
            var words = result.GetValue(Words) ?? [];
            if (words.Length > 0 == ManifestOptions.AreGiven(result)) result.AddError("delete what? give either KIND NAME or -f FILE");
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var words = parsed.GetValue(Words) ?? [];
        var targets = words.Length > 0 ? ResourceTarget.Parse(words) : [];
        if (targets.FirstOrDefault(target => target.Names.Count == 0) is { } nameless)
            throw CliException.Usage($"which {nameless.Kind.Plural}? delete wants their names");

        using var connection = GlobalOptions.Connect(parsed);
        var query = new ResourceQuery(connection.Api.Raw, connection.Namespace, null);
        var victims = words.Length > 0
            ? targets.SelectMany(target => target.Names.Select(name => new Victim(target.Kind, query.Scope(target.Kind), name)))
            : await ReadManifestsAsync(parsed, connection.Namespace, cancel);
        return await DeleteAsync(connection.Api, victims, Screen.Of(parsed), parsed.GetValue(IgnoreNotFound), cancel);
    }

    /// <remarks>In the reverse order of apply: what rests on others goes first.</remarks>
    private static async Task<IEnumerable<Victim>> ReadManifestsAsync(
        ParseResult parsed, string defaultNamespace, CancellationToken cancel)
    {
        var manifests = await ManifestOptions.ReadAsync(parsed, defaultNamespace, cancel);
        return manifests.OrThrow("nothing was deleted").Objects
            .Reverse().Select(item => new Victim(item.Kind, item.Namespace, item.Name));
    }

    private static async Task<int> DeleteAsync(
        ApiClient api, IEnumerable<Victim> victims, Screen screen, bool ignoreNotFound, CancellationToken cancel)
    {
        var exit = ExitCode.Ok;
        foreach (var (kind, ns, name) in victims)
        {
            try
            {
                if (await api.DeleteAsync(kind, ns, name, default, cancel))
                {
                    screen.Out.Write($"{KindLookup.QualifiedName(kind)}/{name} deleted\n");
                    continue;
                }

                if (ignoreNotFound) continue;
                screen.Complain($"there is no {kind.Singular} '{name}'{(ns is null ? "" : $" in namespace '{ns}'")}");
            }
            catch (ApiException refused) when (refused.StatusCode is not (0 or 401))
            {
                screen.Complain($"{KindLookup.QualifiedName(kind)}/{name}: {refused.Message}");
            }

            exit = ExitCode.Error;
        }

        return exit;
    }
}
