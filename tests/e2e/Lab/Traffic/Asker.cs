using System.Net;
using System.Net.Sockets;
using System.Text;
using Margay.Linux;

namespace Margay.Tests.E2e.Lab.Traffic;

/// <summary>Somebody in a network namespace who asks lab pods for their names, each time from a port of its own.</summary>
internal sealed class Asker(string netns, int port)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <summary>The name of the pod that answers for an address; null if none does.</summary>
    public async Task<string?> AskAsync(IPAddress address, CancellationToken stop)
    {
        using var place = NetnsHandle.Open(netns);
        using var socket = Netns.Run(place, () => new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        var answer = new byte[256];
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), limit.Token);
            await socket.SendAsync("?"u8.ToArray(), limit.Token);
            return Encoding.UTF8.GetString(answer, 0, await socket.ReceiveAsync(answer, limit.Token)).TrimEnd();
        }
        catch (Exception failure) when (failure is SocketException || (failure is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return null;
        }
    }
}
