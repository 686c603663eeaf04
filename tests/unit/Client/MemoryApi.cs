using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Margay.Tests.Unit.Client;

/// <summary>The REST verbs of an API server over a dictionary: revisions, preconditions, conflicts.</summary>
internal sealed class MemoryApi : HttpMessageHandler
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private int _revision;

    /// <summary>Verb and path of each request.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>Called before each write, so that somebody else can come first.</summary>
    public Action<string>? BeforeWrite { get; set; }

    public IEnumerable<JsonObject> Under(string collection)
    {
        lock (_gate) return [.. _objects.Where(pair => pair.Key.StartsWith(collection + "/", StringComparison.Ordinal)).Select(pair => pair.Value)];
    }

    public void Put(string path, JsonObject item)
    {
        lock (_gate)
        {
            item["metadata"]!["resourceVersion"] = $"{++_revision}";
            item["metadata"]!["uid"] ??= $"uid-{_revision}";
            _objects[path] = item;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : (JsonObject?)JsonNode.Parse(await request.Content.ReadAsStringAsync(cancellationToken));
        var path = request.RequestUri!.AbsolutePath;
        lock (_gate)
        {
            Requests.Add($"{request.Method} {path.Split('/')[^1]}");
            if (request.Method != HttpMethod.Get) BeforeWrite?.Invoke(path);
            var (status, answer) = Answer(request.Method.Method, path, body);
            return new HttpResponseMessage(status) { Content = new StringContent(answer.ToJsonString(), Encoding.UTF8, "application/json") };
        }
    }

    private (HttpStatusCode, JsonObject) Answer(string method, string path, JsonObject? body)
    {
        if (method == "POST") path += "/" + body!["metadata"]!["name"]!.GetValue<string>();
        var stored = _objects.GetValueOrDefault(path);
        switch (method)
        {
            case "GET" when stored is not null:
                return (HttpStatusCode.OK, stored);
            case "GET" when path.Split('/').Length == 5:
                var items = new JsonArray([.. Under(path).Select(item => item.DeepClone())]);
                return (HttpStatusCode.OK, new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = $"{_revision}" }, ["items"] = items });
            case "POST" when stored is not null:
                return Status(HttpStatusCode.Conflict, "AlreadyExists");
            case "POST":
                Put(path, body!);
                return (HttpStatusCode.Created, body!);
            case not null when stored is null:
                return Status(HttpStatusCode.NotFound, "NotFound");
            case "PUT" when Revision(stored) == Revision(body!):
                Put(path, body!);
                return (HttpStatusCode.OK, body!);
            case "DELETE" when body is null || Revision(stored) == body["preconditions"]!["resourceVersion"]!.GetValue<string>():
                _objects.Remove(path);
                return (HttpStatusCode.OK, []);
            default:
                return Status(HttpStatusCode.Conflict, "Conflict");
        }
    }

    private static string? Revision(JsonObject item) => item["metadata"]!["resourceVersion"]?.GetValue<string>();

    private static (HttpStatusCode, JsonObject) Status(HttpStatusCode code, string reason) =>
        (code, new JsonObject { ["kind"] = "Status", ["reason"] = reason, ["code"] = (int)code });
}
