using System.CommandLine;
using Margay.Client;
using Margay.Host.Cli.Output;
using Margay.Host.Policy.Realized;
using Margay.Host.Reports;

namespace Margay.Host.Cli.Manifests;

/// <summary><c>margay apply</c>: makes the cluster say what the manifests say.</summary>
/// <remarks>
/// An object that is not there is created. One that is there gets a merge patch with what the manifest says differently,
/// and without what the last applied manifest said and this one no longer does, as kubectl has it in its annotation.
/// </remarks>
internal static class ApplyCommand
{
    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Ask the server what would be done, and do nothing.",
    };

    private static readonly Option<bool> Wait = new("--wait")
    {
        Description = "Return when the kernel of every node enforces the policies among them.",
    };

    private static readonly Option<TimeSpan> Timeout = Durations.Option("--timeout", "How long to wait with --wait.", TimeSpan.FromSeconds(30));

    private static readonly Option<TimeSpan> Confirm = Durations.Option(
        "--confirm", "Have the hub take the changes back after this time unless they are confirmed: for what could lock you out; 0s asks for nothing.", TimeSpan.Zero);

    public static Command Create()
    {
        var command = new Command("apply", "Create or change objects as manifests describe them.")
        {
            ManifestOptions.Files, ManifestOptions.Kustomize, ManifestOptions.Recursive, DryRun, Wait, Timeout, Confirm,
        };
        command.SetAction(RunAsync);
        return command.Require();
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        using var connection = GlobalOptions.Connect(parsed);
        var manifests = await ManifestOptions.ReadAsync(parsed, connection.Namespace, cancel);
        manifests.OrThrow("nothing was applied");
        var (screen, dryRun, exit) = (Screen.Of(parsed), parsed.GetValue(DryRun), ExitCode.Ok);
        var confirm = parsed.GetValue(Confirm);
        if (confirm > TimeSpan.Zero)
        {
            foreach (var item in manifests.Objects) Confirmation.Ask(item.Document.Json, confirm);
            await Confirmation.RequireAsync(connection.Api, manifests.Objects, cancel);
        }

        foreach (var item in manifests.Objects)
        {
            try
            {
                var result = await connection.Api.Raw.ApplyAsync(item.Kind, item.Namespace, item.Document.Json, dryRun, cancel);
                var outcome = result.Outcome.ToString().ToLowerInvariant();
                screen.Out.Write($"{item.Title} {outcome}{(dryRun ? " (dry run)" : "")}\n");
            }
            catch (ApiException refused) when (refused.StatusCode is not (0 or 401))
            {
                screen.Error.Write(Describe(item, refused));
                exit = ExitCode.Error;
            }
        }

        if (dryRun) return exit;
        if (confirm > TimeSpan.Zero && !await ConfirmAsync(connection.Api, manifests.Objects, confirm, screen, cancel)) return ExitCode.Error;
        if (exit != ExitCode.Ok || !parsed.GetValue(Wait)) return exit;
        var policies = manifests.Objects.Where(item => NodeReport.PolicyKinds.Contains(item.Kind))
            .Select(item => new RealizedQuery(item.Kind, item.Namespace, item.Name));
        return await WaitCommand.WaitAsync(connection.Api, policies, parsed.GetValue(Timeout), screen, cancel);
    }

    /// <summary>Asks the person at the terminal; elsewhere says how to confirm. False if what was applied is taken back.</summary>
    private static async Task<bool> ConfirmAsync(
        ApiClient api, IReadOnlyList<ManifestObject> applied, TimeSpan time, Screen screen, CancellationToken cancel)
    {
        if (Console.IsInputRedirected)
        {
            screen.Out.Write($"taken back in {time.TotalSeconds:0.###} s, unless margay confirm is run on the same objects\n");
            return true;
        }

        screen.Out.Write($"taken back in {time.TotalSeconds:0.###} s; press Enter to keep it\n");
        if (await Confirmation.IsGivenAsync(time, cancel))
            return await Confirmation.GiveAsync(api, applied.Select(item => (item.Kind, item.Namespace, item.Name, item.Title)), screen, cancel);
        screen.Complain("not confirmed: the hub takes it back");
        return false;
    }

    /// <summary>The refusal at the place in the manifest that it is about.</summary>
    private static string Describe(ManifestObject item, ApiException refused) => refused.Causes.Count == 0
        ? $"{item.Place("")}: {item.Title}: {refused.Message}\n"
        : string.Concat(refused.Causes.Select(cause => $"{item.Place(cause.Field)}: {item.Title}: {cause.Field} {cause.Message}\n"));
}
