using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Margay.Api.Replies;
using Margay.Api.Requests;
using Margay.Api.Storage;
using Margay.Host.Cli.Output;
using Margay.Host.Reports;
using Margay.Model.Resources;

namespace Margay.Host.Hub.Asks;

/// <summary>Gives agents what is asked of them, takes their answers, and answers for all nodes together.</summary>
internal sealed class ConnectionAnswers(NodeAsks asks, IResourceStore store) : IAnswers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public async Task<Reply?> AnswerAsync(HttpContext context, Caller caller, string path, QueryParameters query)
    {
        var (method, stop) = (context.Request.Method, context.RequestAborted);
        return path.Split('/') switch
        {
            _ when path == AnswerPaths.Connections => method == "GET" ? await ConnectionsAsync(stop) : ApiFault.MethodNotAllowed(),
            ["", "apis", "margay.dev", "v1", "nodes", { Length: > 0 } node, "asks"] =>
                method == "GET" ? await NextAsync(node, query, stop) : ApiFault.MethodNotAllowed(),
            ["", "apis", "margay.dev", "v1", "nodes", { Length: > 0 } node, "asks", { Length: > 0 } id] =>
                method == "PUT" ? await TakeAsync(context, node, id) : ApiFault.MethodNotAllowed(),
            _ => null,
        };
    }

    private async Task<Reply> NextAsync(string node, QueryParameters query, CancellationToken stop)
    {
        var wait = double.TryParse(query["timeout"], CultureInfo.InvariantCulture, out var seconds) && seconds >= 0 ? TimeSpan.FromSeconds(Math.Min(seconds, LongestWait.TotalSeconds)) : TimeSpan.Zero;
        return Document(await asks.NextAsync(node, wait, stop) is { } ask
            ? new JsonObject { ["id"] = ask.Id, ["what"] = ask.What }
            : new JsonObject());
    }

    private async Task<Reply> TakeAsync(HttpContext context, string node, string id)
    {
        var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        if (body.ParseObject(out var fault) is not { } answer) return fault!;
        asks.Answer(node, id, answer);
        return Document(new JsonObject());
    }

    private async Task<Reply> ConnectionsAsync(CancellationToken stop)
    {
        var nodes = store.List(Kinds.Node, null).Items.Select(item => item.Key.Name).ToHashSet();
        var answers = await asks.AskAsync(nodes, NodeAsk.Connections, Patience, stop);
        return Document(NodeAsks.Together(nodes, answers));
    }

    private static Reply.Document Document(JsonNode json) => new(Encoding.UTF8.GetBytes(JsonText.Write(json)), "application/json");
}
