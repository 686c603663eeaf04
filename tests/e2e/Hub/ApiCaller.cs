using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Margay.Host.Hub;

namespace Margay.Tests.E2e.Hub;

/// <summary>Plain HTTPS requests to a hub, trusting only its own authority.</summary>
internal sealed class ApiCaller : IDisposable
{
    /// <summary>From here on the server is asked first whether it wants the body, so that a refusal is an answer.</summary>
    private const int LargeBody = 1_000_000;

    private readonly X509Certificate2 _ca;
    private readonly HttpClient _client;

    public ApiCaller(RunningHub hub, string? token)
    {
        _ca = X509CertificateLoader.LoadCertificateFromFile(hub.Files.CaCertificate);
        var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            CustomTrustStore = { _ca },
        };
        _client = new HttpClient(handler) { BaseAddress = new Uri($"https://{hub.Endpoints[0]}") };
        if (token is not null) _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static ApiCaller Admin(RunningHub hub) => new(hub, File.ReadAllText(hub.Files.AdminToken));

    public async Task<ApiAnswer> GetAsync(string path) => await AnswerAsync(await _client.GetAsync(path, Stop));

    public async Task<ApiAnswer> SendAsync(HttpMethod method, string path, string body, string type = "application/json")
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, type) };
        request.Headers.ExpectContinue = body.Length > LargeBody;
        return await AnswerAsync(await _client.SendAsync(request, Stop));
    }

    /// <summary>Opens a watch; each line is one event.</summary>
    public async Task<StreamReader> WatchAsync(string path)
    {
        var response = await _client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Stop);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new StreamReader(await response.Content.ReadAsStreamAsync(Stop));
    }

    public void Dispose()
    {
        _client.Dispose();
        _ca.Dispose();
    }

    private static async Task<ApiAnswer> AnswerAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var isJson = response.Content.Headers.ContentType?.MediaType == "application/json";
            var text = await response.Content.ReadAsStringAsync(Stop);
            return new ApiAnswer((int)response.StatusCode, text, isJson ? JsonNode.Parse(text) : null);
        }
    }
}

/// <summary>What a request was answered with.</summary>
internal sealed record ApiAnswer(int Code, string Text, JsonNode? Json)
{
    public string? Reason => (string?)Json?["reason"];

    public string? Message => (string?)Json?["message"];

    public string Revision => (string)Json!["metadata"]!["resourceVersion"]!;
}
