using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;

namespace Margay.Client;

/// <summary>HTTP with our identity; every failure leaves as an <see cref="ApiException"/>. Safe for concurrent use.</summary>
/// <remarks>
/// HTTP/2 where TLS lets us agree on it: all watches and requests share one connection, so that a request after a quiet
/// hour needs no handshake.
/// </remarks>
internal sealed class ApiTransport : IDisposable
{
    internal const string JsonType = "application/json";

    /// <summary>A request that is not a watch is answered within this time or has failed.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A connection on which nothing comes is asked after this (HTTP/2 PING), as Kubernetes' own clients do it.</summary>
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(15);

    /// <summary>
    /// What was sent and not acknowledged for so long ends the connection (TCP_USER_TIMEOUT, tcp(7)): the kernel goes on for a quarter of an hour by
    /// itself, also when the address that the connection comes from is no longer there.
    /// </summary>
    private static readonly TimeSpan UnheardTimeout = TimeSpan.FromSeconds(10);

    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;

    /// <summary>The code of what Kubernetes warns of.</summary>
    private const int MiscellaneousWarning = 299;

    /// <summary>A dead peer of an idle watch is noticed after about idle + probes × interval = 25 s.</summary>
    private const int KeepAliveIdleSeconds = 10;
    private const int KeepAliveIntervalSeconds = 5;
    private const int KeepAliveProbes = 3;

    private readonly HttpClient _http;
    private readonly TokenSource _token;

    internal ApiTransport(ClientConfig config, TimeProvider clock)
        : this(config, clock, CreateHandler(config))
    {
    }

    internal ApiTransport(ClientConfig config, TimeProvider clock, HttpMessageHandler handler)
    {
        Config = config;
        _token = new TokenSource(config, clock);
        _http = new HttpClient(handler, disposeHandler: true)
        {
            BaseAddress = config.Server,
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    internal ClientConfig Config { get; }

    /// <summary>Hears what the server says beside an answer, in its Warning headers (RFC 7234 §5.5); may be called from any thread.</summary>
    internal Action<string>? Warned { get; set; }

    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request and returns the body of a successful answer.</summary>
    internal async Task<byte[]> SendAsync(ApiRequest request, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AnswerTimeout);
        try
        {
            using var response = await SendCoreAsync(request, HttpCompletionOption.ResponseContentRead, limit.Token);
            var body = await response.Content.ReadAsByteArrayAsync(limit.Token);
            return response.IsSuccessStatusCode ? body : throw ApiException.FromResponse((int)response.StatusCode, body);
        }
        catch (HttpRequestException failure)
        {
            throw ApiException.FromTransport(Config, failure);
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw ApiException.FromTimeout(Config, AnswerTimeout, late);
        }
    }

    /// <summary>Sends a request and returns a successful answer as soon as its head is there.</summary>
    internal async Task<HttpResponseMessage> OpenAsync(ApiRequest request, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(AnswerTimeout);
        try
        {
            var response = await SendCoreAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (response.IsSuccessStatusCode) return response;
            using (response)
            {
                var body = await response.Content.ReadAsByteArrayAsync(limit.Token);
                throw ApiException.FromResponse((int)response.StatusCode, body);
            }
        }
        catch (HttpRequestException failure)
        {
            throw ApiException.FromTransport(Config, failure);
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw ApiException.FromTimeout(Config, AnswerTimeout, late);
        }
    }

    /// <summary>The events of a watch, until the server or the connection ends it.</summary>
    /// <param name="request">The watch.</param>
    /// <param name="contract">How an object is read.</param>
    /// <param name="opened">Called once, when the server has agreed to the watch.</param>
    /// <param name="cancel">Ends the watch.</param>
    internal async IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(
        ApiRequest request, JsonTypeInfo<T> contract, Action? opened, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var response = await OpenAsync(request, cancel);
        opened?.Invoke();
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        await foreach (var change in WatchStream.ReadAsync(body, contract, Config, request.Path, cancel)) yield return change;
    }

    private async Task<HttpResponseMessage> SendCoreAsync(
        ApiRequest request, HttpCompletionOption completion, CancellationToken cancel)
    {
        using var message = new HttpRequestMessage(request.Method, request.Path)
        {
            Version = _http.DefaultRequestVersion,
            VersionPolicy = _http.DefaultVersionPolicy,
        };
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        if (Config.ServerName is { } name) message.Headers.Host = name;
        if (_token.Current() is { } token) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (request.Body is { } body)
        {
            message.Content = new ReadOnlyMemoryContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue(request.ContentType);
        }

        var response = await _http.SendAsync(message, completion, cancel);
        if (Warned is { } warned)
        {
            foreach (var warning in response.Headers.Warning.Where(one => one.Code == MiscellaneousWarning)) warned(Unquote(warning.Text));
        }

        return response;
    }

    private static string Unquote(string text) => Regex.Replace(text[1..^1], @"\\(.)", "$1");

    private static SocketsHttpHandler CreateHandler(ClientConfig config) => new()
    {
        EnableMultipleHttp2Connections = true,
        UseCookies = false,
        UseProxy = false,
        AllowAutoRedirect = false,
        ConnectTimeout = ConnectTimeout,
        KeepAlivePingDelay = PingDelay,
        KeepAlivePingTimeout = PingTimeout,
        ConnectCallback = ConnectAsync,
        SslOptions = TlsOptions.For(config),
    };

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveIdleSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
            socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes((int)UnheardTimeout.TotalMilliseconds));
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>One request, before our identity is added.</summary>
internal readonly record struct ApiRequest(HttpMethod Method, string Path)
{
    internal string Accept { get; init; } = ApiTransport.JsonType;

    internal ReadOnlyMemory<byte>? Body { get; init; }

    internal string ContentType { get; init; } = ApiTransport.JsonType;
}
