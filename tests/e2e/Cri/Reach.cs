using System.Net;
using System.Net.Sockets;
using Margay.Linux;

namespace Margay.Tests.E2e.Cri;

/// <summary>What became of a TCP connection attempt.</summary>
internal enum Reach
{
    Connected,

    /// <summary>The address answered that nothing listens: packets get there and back.</summary>
    Refused,

    /// <summary>No answer within the patience: packets are dropped.</summary>
    Silent,
}

internal static class Reaching
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    extension(Reach)
    {
        /// <summary>Tries from a socket that was opened inside a network namespace.</summary>
        public static async Task<Reach> FromAsync(string netns, string address, int port)
        {
            var target = IPAddress.Parse(address);
            using var inside = NetnsHandle.Open(netns);
            using var socket = Netns.Run(inside, () => new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(Patience);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(target, port), patience.Token);
                return Reach.Connected;
            }
            catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
            {
                return Reach.Refused;
            }
            catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                return Reach.Silent;
            }
        }
    }
}
