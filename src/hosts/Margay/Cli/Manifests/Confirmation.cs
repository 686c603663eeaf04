using System.Text;
using System.Text.Json.Nodes;
using Margay.Api.Objects;
using Margay.Client;
using Margay.Host.Cli.Output;

namespace Margay.Host.Cli.Manifests;

/// <summary>Asks for changes that are taken back unless they are confirmed, and confirms them.</summary>
internal static class Confirmation
{
    private static readonly byte[] Confirm = Encoding.UTF8.GetBytes(
        new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [UnconfirmedMark.Annotation] = null } } }.ToJsonString());

    /// <summary>Has a manifest ask for the mark.</summary>
    public static void Ask(JsonObject manifest, TimeSpan time)
    {
        var metadata = (JsonObject)manifest["metadata"]!;
        if (metadata["annotations"] is not JsonObject annotations) metadata["annotations"] = annotations = [];
        annotations[UnconfirmedMark.Within] = $"{time.TotalMilliseconds:0}ms";
    }

    /// <summary>Makes sure, before anything is written, that the server would take the objects back.</summary>
    /// <exception cref="CliException">It would not, or one of them is of a kind for which it cannot be asked.</exception>
    public static async Task RequireAsync(ApiClient api, IReadOnlyList<ManifestObject> objects, CancellationToken cancel)
    {
        if (objects.FirstOrDefault(item => !UnconfirmedMark.MarkedKinds.Contains(item.Kind)) is { } other)
            throw new CliException($"{other.Title}: --confirm is for {string.Join(", ", UnconfirmedMark.MarkedKinds.Select(kind => kind.Kind).Distinct())}; apply it by itself");
        if (objects.Count == 0) return;
        var first = objects[0];
        var tried = await api.Raw.ApplyAsync(first.Kind, first.Namespace, first.Document.Json, dryRun: true, cancel);
        if (UnconfirmedMark.Of(tried.Item) is null)
            throw new CliException("this API takes no change back by itself: it is no hub of Margay's, so nothing was applied");
    }

    /// <summary>Waits for the person at the terminal to press Enter; false when the time is up first, or the input ends.</summary>
    public static async Task<bool> IsGivenAsync(TimeSpan time, CancellationToken cancel)
    {
        try
        {
            return await Console.In.ReadLineAsync(cancel).AsTask().WaitAsync(time, cancel) is not null;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Confirms objects; false if one of them has nothing to confirm.</summary>
    public static async Task<bool> GiveAsync(ApiClient api, IEnumerable<(Model.Resources.ResourceKind Kind, string? Namespace, string Name, string Title)> objects, Screen screen, CancellationToken cancel)
    {
        var all = true;
        foreach (var (kind, ns, name, title) in objects)
        {
            var current = await api.Raw.GetAsync(kind, ns, name, cancel);
            if (current is null || UnconfirmedMark.Of(current) is null)
            {
                screen.Complain($"{title} has nothing to confirm{(current is null ? ": it is not there" : "")}; what was not confirmed in time is taken back");
                all = false;
                continue;
            }

            await api.Raw.PatchAsync(kind, ns, name, PatchType.Merge, Confirm, null, cancel);
            screen.Out.Write($"{title} confirmed\n");
        }

        return all;
    }
}
