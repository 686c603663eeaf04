using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Margay.Api.Replies;
using Margay.Api.Requests;
using Margay.Api.Storage;
using Margay.Host.Cli.Output;
using Margay.Host.Reports;

namespace Margay.Host.Hub.Realized;

/// <summary>Takes agents' reports, and says where policies are enforced.</summary>
internal sealed class RealizedAnswers(RealizedPolicies policies, IResourceStore store, TimeProvider clock) : IAnswers
{
    private const double LongestWait = 600;

    /// <inheritdoc/>
    public async Task<Reply?> AnswerAsync(HttpContext context, Caller caller, string path, QueryParameters query)
    {
        if (path == AnswerPaths.Realized) return context.Request.Method == "GET" ? await SayAsync(query, context.RequestAborted) : ApiFault.MethodNotAllowed();
        if (path.Split('/') is not ["", "apis", "margay.dev", "v1", "nodes", { Length: > 0 } node, "realized"]) return null;
        if (context.Request.Method != "PUT") return ApiFault.MethodNotAllowed();
        var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        if (body.ParseObject(out var fault) is not { } json) return fault!;
        if (!NodeReport.TryRead(json, out var report)) return ApiFault.BadRequest("this is no report: write revisions, a number for each kind, and fault");
        return policies.Report(node, report) ? Document(new JsonObject()) : ApiFault.BadRequest($"there is no node {node}");
    }

    private async Task<Reply> SayAsync(QueryParameters query, CancellationToken stop)
    {
        if (query["kind"] is { } asked && NodeReport.PolicyKinds.All(kind => kind.QualifiedPlural != asked))
            return ApiFault.BadRequest($"kind: '{asked}' is none of {string.Join(", ", NodeReport.PolicyKinds.Select(kind => kind.QualifiedPlural))}");
        var wait = 0.0;
        if (query["timeout"] is { } text && (!double.TryParse(text, CultureInfo.InvariantCulture, out wait) || wait is not (>= 0 and <= LongestWait)))
            return ApiFault.BadRequest($"timeout: '{text}' is no number of seconds from 0 to {LongestWait}");
        var started = clock.GetTimestamp();
        while (true)
        {
            var changed = policies.Changed;
            var found = Wanted(query).Select(item => policies.Find(item.Key, PolicyVersion.Of(item.ToJsonObject()))).ToList();
            var left = TimeSpan.FromSeconds(wait) - clock.GetElapsedTime(started);
            if ((found.Count > 0 && found.TrueForAll(policy => policy.IsLive)) || left <= TimeSpan.Zero) return Document(Of(found));
            await changed.WaitAsync(left, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.ThrowIfCancellationRequested();
        }
    }

    /// <remarks>What the store has counts, so that a write is never answered for by what was known before it.</remarks>
    private IEnumerable<StoredResource> Wanted(QueryParameters query)
    {
        var (ns, name) = (query["namespace"], query["name"]);
        foreach (var kind in NodeReport.PolicyKinds.Where(kind => query["kind"] is not { } asked || kind.QualifiedPlural == asked))
        {
            var where = kind.Namespaced ? ns : null;
            if (name is not null && (where is not null || !kind.Namespaced))
            {
                if (store.Get(new ResourceKey(kind, where ?? "", name)) is { } found) yield return found;
                continue;
            }

            foreach (var item in store.List(kind, where).Items.Where(item => name is null || item.Key.Name == name)) yield return item;
        }
    }

    private static JsonObject Of(IReadOnlyList<PolicyRealization> found) => new()
    {
        ["policies"] = new JsonArray([.. found.Select(Of)]),
    };

    private static JsonObject Of(PolicyRealization found)
    {
        var json = new JsonObject { ["kind"] = found.Key.Kind.QualifiedPlural, ["name"] = found.Key.Name };
        if (found.Key.Kind.Namespaced) json["namespace"] = found.Key.Namespace;
        json["generation"] = found.Version.Generation;
        json["live"] = found.IsLive;
        json["nodes"] = found.Nodes;
        if (found.Took is { } took) json["milliseconds"] = Math.Round(took.TotalMilliseconds, 1);
        json["waiting"] = new JsonArray([.. found.Waiting.Select(waiting =>
        {
            var node = new JsonObject { ["node"] = waiting.Node };
            if (waiting.Why is { } why) node["reason"] = why;
            return node;
        })]);
        return json;
    }

    private static Reply.Document Document(JsonNode json) => new(Encoding.UTF8.GetBytes(JsonText.Write(json)), "application/json");
}
