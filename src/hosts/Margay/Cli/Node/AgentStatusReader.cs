using System.Net.Sockets;
using System.Text.Json;
using Margay.Host.Agent;

namespace Margay.Host.Cli.Node;

/// <summary>Asks the agent of this machine how it is.</summary>
internal static class AgentStatusReader
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(3);

    /// <summary>What the agent says, or null when no agent listens at <paramref name="socketPath"/>.</summary>
    /// <exception cref="CliException">There is an agent, and it cannot be asked.</exception>
    public static async Task<AgentStatus?> ReadAsync(string socketPath, CancellationToken cancel)
    {
        if (!File.Exists(socketPath)) return null;
        using var http = new HttpClient(HandlerFor(socketPath)) { Timeout = AnswerTimeout };
        try
        {
            await using var body = await http.GetStreamAsync("http://agent/status", cancel);
            return await JsonSerializer.DeserializeAsync(body, AgentStatusJson.Default.AgentStatus, cancel);
        }
        catch (HttpRequestException refused) when (refused.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return null;
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException)
        {
            throw new CliException($"{socketPath}: the agent cannot be asked ({failure.GetBaseException().Message})", inner: failure);
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw new CliException($"{socketPath}: the agent does not answer within {AnswerTimeout.TotalSeconds} s", inner: late);
        }
    }

    private static SocketsHttpHandler HandlerFor(string socketPath) => new()
    {
        ConnectCallback = async (_, cancel) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
