using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Margay.Api.Replies;
using Margay.Api.Requests;
using Margay.Api.Storage;
using Margay.Host.Cli;
using Margay.Host.Cli.Manifests;
using Margay.Host.Cli.Output;
using Margay.Host.Policy;
using Margay.Host.Policy.Analysis;
using Margay.Host.Policy.Explain;
using Margay.Host.Policy.Test;
using Margay.Model.Resources;
using Margay.Policy.Analysis;
using Margay.Policy.Analysis.Review;
using Margay.Policy.Oracle;

namespace Margay.Host.Hub;

/// <summary>Answers questions about policy over HTTP, as <c>margay policy … -o json</c> does.</summary>
/// <remarks>
/// A question costs processor time and nothing else, so one is answered at a time: the API goes on beside it. The resources of
/// the latest revision that was asked about are kept as they were read.
/// </remarks>
internal sealed class PolicyAnswers(IResourceStore store) : IAnswers, IDisposable
{
    private const string Prefix = "/apis/margay.dev/v1/policy/";

    private static readonly string[] Parameters = ["namespace", "from", "to", "port", "sourcePort", "packet", "target", "one", "other"];

    private readonly SemaphoreSlim _turn = new(1);
    private (long Revision, ClusterState Cluster) _read = (-1, ClusterState.Empty);

    /// <inheritdoc/>
    public async Task<Reply?> AnswerAsync(HttpContext context, Caller caller, string path, QueryParameters query)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var isPost = context.Request.Method == "POST";
        if (QuestionOf(path[Prefix.Length..]) is not var (takesBody, ask)) return null;
        if (takesBody != isPost) return ApiFault.MethodNotAllowed();
        if (query.Names.FirstOrDefault(name => !Parameters.Contains(name)) is { } unknown)
            return ApiFault.BadRequest($"there is no parameter '{unknown}'; there are {string.Join(", ", Parameters)}");
        var body = takesBody ? Encoding.UTF8.GetString((await RequestBody.ReadAsync(context.Request, context.RequestAborted)).Content) : "";
        await _turn.WaitAsync(context.RequestAborted);
        try
        {
            var answer = await Task.Run(() => ask(new Asked(Read(), query, body)), context.RequestAborted);
            return new Reply.Document(Encoding.UTF8.GetBytes(JsonText.Write(answer)), "application/json");
        }
        catch (CliException refused)
        {
            return ApiFault.BadRequest(string.Join('\n', refused.Details.Append(refused.Message)));
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static (bool TakesBody, Func<Asked, JsonNode> Ask)? QuestionOf(string name) => name switch
    {
        "explain" => (false, Explain),
        "query/who-can-reach" => (false, asked => Reached(asked, new ReachQuestion.WhoCanReach(asked.Required("target"), asked["port"]))),
        "query/reachable-from" => (false, asked => Reached(asked, new ReachQuestion.ReachableFrom(asked.Required("target"), asked["port"]))),
        "query/isolated" => (false, asked => Reached(asked, new ReachQuestion.Isolated(asked.Required("one"), asked.Required("other"), asked["port"]))),
        "lint" => (false, asked => FindingWords.Json(PolicyReview.Of(asked.Cluster))),
        "diff" => (true, Differ),
        "test" => (true, Test),
        _ => null,
    };

    private static JsonObject Explain(Asked asked)
    {
        var question = asked["packet"] is { } packet
            ? ExplainQuestion.OfPackets(packet.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            : ExplainQuestion.OfEnds(asked.Required("from"), asked.Required("to"), asked.Required("port"), asked.SourcePort);
        return ExplanationJson.Of(ExplanationGroup.Of(asked.Cluster, question.Flows(asked.Cluster, asked.Namespace)));
    }

    private static JsonObject Reached(Asked asked, ReachQuestion question) => ReachJson.Of(question.Ask(asked.Cluster, asked.Namespace));

    /// <summary>What applying the manifests of the body would change.</summary>
    private static JsonObject Differ(Asked asked)
    {
        var live = new PolicyInput([.. asked.Cluster.Resources], [], []);
        var manifests = ManifestSet.Check([new ManifestText("body", asked.Body)], asked.Namespace, null, WorkloadPod.Of).OrThrow("nothing can be said");
        var after = live.With(PolicyInput.Of(manifests)).Complete().State;
        PolicyInputs.RequirePods(after);
        return DifferenceJson.Of(PolicyDifference.Between(asked.Cluster, after));
    }

    /// <summary>What becomes of the assertions of the body.</summary>
    private static JsonObject Test(Asked asked)
    {
        var coverage = new RuleCoverage(asked.Cluster);
        var assertions = AssertionFile.Read(new ManifestText("body", asked.Body)).Assertions;
        return new TestReport(
            [.. assertions.Select(assertion => AssertionResult.Of(assertion, asked.Cluster, asked.Namespace, coverage))], [.. coverage.Rules]).Json();
    }

    private ClusterState Read()
    {
        var revision = store.Revision;
        if (_read.Revision != revision)
        {
            _read = (revision, ClusterState.Of(PolicyKinds.All.SelectMany(kind => store.List(kind.Kind, null).Items
                .Select(item => (Resource)JsonSerializer.Deserialize(item.Json.Span, ResourceJson.Default.GetTypeInfo(kind.Type)!)!))));
        }

        return _read.Cluster;
    }

    /// <summary>A question as it was asked.</summary>
    private sealed record Asked(ClusterState Cluster, QueryParameters Query, string Body)
    {
        public string? this[string name] => Query[name];

        public string Namespace => Query["namespace"] ?? "default";

        /// <exception cref="CliException">It is no port.</exception>
        public ushort SourcePort => Query["sourcePort"] is not { } text ? (ushort)0
            : ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port
            : throw CliException.Usage($"sourcePort: '{text}' is no port");

        /// <exception cref="CliException">The parameter is missing.</exception>
        public string Required(string name) => Query[name] ?? throw CliException.Usage($"the parameter {name} is missing");
    }
}
