using System.CommandLine;
using Margay.Host.Cli.Get;
using Margay.Host.Cli.Output;
using Margay.Host.Cli.Resources;

namespace Margay.Host.Cli.Manifests;

/// <summary><c>margay confirm</c>: keeps what <c>apply --confirm</c> has changed.</summary>
internal static class ConfirmCommand
{
    private static readonly Argument<string[]> Words = new("object")
    {
        Description = "Objects whose last change is to stay.",
        HelpName = "KIND NAME|KIND/NAME",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Create()
    {
        var command = new Command("confirm", "Keep changes that apply --confirm has made.")
        {
            Words, ManifestOptions.Files, ManifestOptions.Kustomize, ManifestOptions.Recursive,
        };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(Words) ?? []).Length > 0 == ManifestOptions.AreGiven(result)) result.AddError("confirm what? give either KIND NAME or -f FILE");
        });
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var words = parsed.GetValue(Words) ?? [];
        using var connection = GlobalOptions.Connect(parsed);
        var query = new ResourceQuery(connection.Api.Raw, connection.Namespace, null);
        var objects = words.Length > 0
            ? ResourceTarget.Parse(words).SelectMany(target => target.Names.Select(name =>
                (target.Kind, query.Scope(target.Kind), name, $"{KindLookup.QualifiedName(target.Kind)}/{name}")))
            : (await ManifestOptions.ReadAsync(parsed, connection.Namespace, cancel)).OrThrow("nothing was confirmed").Objects
                .Select(item => (item.Kind, item.Namespace, item.Name, item.Title));
        return await Confirmation.GiveAsync(connection.Api, objects, Screen.Of(parsed), cancel) ? ExitCode.Ok : ExitCode.Error;
    }
}
