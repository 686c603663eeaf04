using System.Text;
using Margay.Api.Replies;
using Margay.Api.Requests;
using Margay.Api.Storage;
using Margay.Host.Cli.Output;
using Margay.Host.Reports;
using Margay.Model.Resources;

namespace Margay.Host.Hub.Asks;

/// <summary>Answers about BGP, from the speakers of the nodes.</summary>
internal sealed class BgpAnswers(NodeAsks asks, IResourceStore store) : IAnswers
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task<Reply?> AnswerAsync(HttpContext context, Caller caller, string path, QueryParameters query)
    {
        if (!path.StartsWith(AnswerPaths.Bgp + "/", StringComparison.Ordinal)) return null;
        var (what, method) = (path[(AnswerPaths.Bgp.Length + 1)..], context.Request.Method);
        if (what is not ("peers" or "routes" or "clear")) return ApiFault.NoSuchPath();
        if (method != (what == "clear" ? "PUT" : "GET")) return ApiFault.MethodNotAllowed();
        if (what == "clear" && caller != Caller.Admin) return new ApiFault(403, "Forbidden", "agents may not clear sessions");
        var nodes = store.List(Kinds.Node, null).Items.Select(item => item.Key.Name).ToHashSet();
        if (query["node"] is { } only)
        {
            if (!nodes.Contains(only)) return new ApiFault(404, "NotFound", $"there is no node \"{only}\"");
            nodes = [only];
        }

        var answers = await asks.AskAsync(nodes, $"{NodeAsk.Bgp}{what}{context.Request.QueryString}", Patience, context.RequestAborted);
        return new Reply.Document(Encoding.UTF8.GetBytes(JsonText.Write(NodeAsks.Together(nodes, answers))), "application/json");
    }
}
