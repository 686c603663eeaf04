using System.Globalization;
using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Host.Cli;
using Margay.Host.Cli.Resources;
using Margay.Host.Reports;
using Margay.Model.Resources;

namespace Margay.Host.Policy.Realized;

/// <summary>Policies about which a hub is asked where they are enforced.</summary>
/// <param name="Kind">Their kind; null for every kind that is enforced.</param>
/// <param name="Namespace">Their namespace, where their kind has one; null for all.</param>
/// <param name="Name">Their name; null for all.</param>
internal sealed record RealizedQuery(ResourceKind? Kind, string? Namespace, string? Name)
{
    /// <summary>How long an answer may be held back at once; a longer wait asks again.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    /// <summary><c>[KIND/]NAME</c>.</summary>
    /// <exception cref="CliException">It is not that, or nothing of the kind is enforced.</exception>
    public static RealizedQuery Parse(string text, string? ns)
    {
        var parts = text.Split('/');
        if (parts.Length > 2 || parts.Any(part => part.Length == 0)) throw CliException.Usage($"'{text}' is not [KIND/]NAME");
        var kind = parts.Length == 2 ? KindLookup.Find(parts[0]) : null;
        return kind is null || NodeReport.PolicyKinds.Contains(kind)
            ? new RealizedQuery(kind, ns, parts[^1])
            : throw CliException.Usage($"'{text}': a {kind.Kind} is not enforced by itself; name one of {string.Join(", ", NodeReport.PolicyKinds.Select(each => each.QualifiedPlural))}");
    }

    /// <summary>How they stand now.</summary>
    public async Task<IReadOnlyList<JsonObject>> AskAsync(ApiClient api, CancellationToken cancel) => await AskAsync(api, TimeSpan.Zero, cancel);

    /// <summary>How they stand once all are live, at the latest after a time.</summary>
    public async Task<IReadOnlyList<JsonObject>> WaitAsync(ApiClient api, TimeSpan timeout, TimeProvider clock, CancellationToken cancel)
    {
        var started = clock.GetTimestamp();
        while (true)
        {
            var left = timeout - clock.GetElapsedTime(started);
            var found = await AskAsync(api, left < TimeSpan.Zero ? TimeSpan.Zero : left < LongestWait ? left : LongestWait, cancel);
            if (left <= LongestWait || (found.Count > 0 && found.All(IsLive))) return found;
        }
    }

    /// <summary>Whether an answer says that the policy is live.</summary>
    public static bool IsLive(JsonObject policy) => policy["live"]?.GetValue<bool>() == true;

    /// <summary><c>networkpolicies.networking.k8s.io shop/db</c>.</summary>
    public static string Title(JsonObject policy) =>
        policy["namespace"] is { } ns ? $"{policy["kind"]} {ns}/{policy["name"]}" : $"{policy["kind"]} {policy["name"]}";

    private async Task<IReadOnlyList<JsonObject>> AskAsync(ApiClient api, TimeSpan timeout, CancellationToken cancel)
    {
        var parameters = new (string Name, string? Value)[]
        {
            ("kind", Kind?.QualifiedPlural), ("namespace", Namespace), ("name", Name),
            ("timeout", timeout > TimeSpan.Zero ? timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) : null),
        };
        var query = string.Join('&', parameters.Where(each => each.Value is not null).Select(each => $"{each.Name}={Uri.EscapeDataString(each.Value!)}"));
        try
        {
            var answer = JsonNode.Parse(await api.Raw.GetTextAsync($"{AnswerPaths.Realized}?{query}", cancel));
            return [.. answer!["policies"]!.AsArray().Select(policy => policy!.AsObject())];
        }
        catch (ApiException elsewhere) when (elsewhere.IsNotFound)
        {
            throw new CliException("this API does not know where policies are enforced: it is no hub of Margay's", inner: elsewhere);
        }
    }
}
