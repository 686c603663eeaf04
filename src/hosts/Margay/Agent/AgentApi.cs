using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Margay.Api.Metrics;

namespace Margay.Host.Agent;

/// <summary>
/// The agent's HTTP face: <c>/liveness</c> and <c>/readiness</c> (Calico's paths; also <c>/livez</c>, <c>/readyz</c>),
/// <c>/metrics</c>, and <c>/status</c> as JSON; on a unix socket, and over TCP where asked for.
/// </summary>
internal static class AgentApi
{
    private const UnixFileMode SocketMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static async Task<WebApplication> StartAsync(
        AgentOptions options, AgentHealth health, AgentMetrics metrics, Func<AgentStatus> status, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            File.Delete(options.ApiSocket);
            kestrel.ListenUnixSocket(options.ApiSocket);
            foreach (var endpoint in new[] { options.Health, options.Metrics }.OfType<IPEndPoint>().Distinct())
                kestrel.Listen(endpoint);
        });
        var app = builder.Build();
        app.Run(context => AnswerAsync(context, health, metrics, status));
        await app.StartAsync(stop);
        File.SetUnixFileMode(options.ApiSocket, SocketMode);
        return app;
    }

    private static Task AnswerAsync(
        HttpContext context, AgentHealth health, AgentMetrics metrics, Func<AgentStatus> status) =>
        context.Request.Path.Value switch
        {
            "/liveness" or "/livez" => WriteHealthAsync(context.Response, health.IsLive, health),
            "/readiness" or "/readyz" => WriteHealthAsync(context.Response, health.IsReady, health),
            "/metrics" => WriteMetricsAsync(context.Response, metrics),
            "/status" => WriteAsync(
                context.Response,
                "application/json",
                JsonSerializer.Serialize(status(), AgentStatusJson.Default.AgentStatus)),
            _ => WriteUnknownAsync(context.Response),
        };

    private static async Task WriteMetricsAsync(HttpResponse response, AgentMetrics metrics) =>
        await WriteAsync(response, MetricRegistry.ContentType, await metrics.WriteAsync());

    private static Task WriteHealthAsync(HttpResponse response, bool good, AgentHealth health)
    {
        if (!good) response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return WriteAsync(response, "text/plain", good ? "ok\n" : $"{health.Fault?.Text}\n");
    }

    private static Task WriteUnknownAsync(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status404NotFound;
        return WriteAsync(response, "text/plain", "try /liveness, /readiness, /metrics or /status\n");
    }

    private static Task WriteAsync(HttpResponse response, string contentType, string text)
    {
        response.ContentType = contentType;
        return response.WriteAsync(text);
    }
}

/// <summary>What <c>margay node status</c> shows of the agent on its own node.</summary>
internal sealed record AgentStatus(
    string Node,
    bool Live,
    bool Ready,
    string? Fault,
    double UptimeSeconds,
    long ResidentBytes,
    int LocalEndpoints,
    int ClusterPods,
    int ClusterPolicies,
    IReadOnlyList<EndpointRecord> Endpoints)
{
    public static AgentStatus Starting { get; } = new("", true, false, "starting", 0, 0, 0, 0, 0, []);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AgentStatus))]
internal sealed partial class AgentStatusJson : JsonSerializerContext;
