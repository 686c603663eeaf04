using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Margay.Client;

namespace Margay.Tests.Unit.Client;

/// <summary>A server on loopback that answers each request with the next canned text, one connection each.</summary>
internal sealed class StubServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string[]> _answers = new();
    private readonly Task _loop;

    public StubServer(params string[][] answers)
    {
        foreach (var answer in answers) _answers.Enqueue(answer);
        _listener.Start();
        _loop = ServeAsync();
    }

    public ConcurrentQueue<string> Requests { get; } = new();

    public ClientConfig Config => new(new Uri($"http://{_listener.LocalEndpoint}"), "stub");

    /// <summary>An answer with a JSON body.</summary>
    public static string[] Json(int status, string body) =>
        [$"HTTP/1.1 {status} Stub\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"];

    /// <summary>A watch that sends these pieces, each in its own packet, and then ends.</summary>
    public static string[] Watch(params string[] pieces) =>
        ["HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n", .. pieces];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (_answers.TryDequeue(out var pieces))
            {
                using var peer = await _listener.AcceptTcpClientAsync(_stop.Token);
                peer.NoDelay = true;
                var stream = peer.GetStream();
                Requests.Enqueue(await ReadRequestAsync(stream));
                foreach (var piece in pieces) await stream.WriteAsync(Encoding.UTF8.GetBytes(piece), _stop.Token);
            }

            _listener.Stop();
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            Assert.True(_stop.IsCancellationRequested, end.Message);
        }
    }

    private async Task<string> ReadRequestAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!IsComplete(text.ToString()))
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0) break;
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    private static bool IsComplete(string request)
    {
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return false;
        var header = request.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return header is null || request.Length - end - 4 >= int.Parse(header[15..]);
    }
}
