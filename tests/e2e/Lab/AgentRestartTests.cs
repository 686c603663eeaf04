using System.Net;
using System.Net.Sockets;
using Margay.Linux;
using Margay.Model.Resources;

namespace Margay.Tests.E2e.Lab;

/// <summary>An agent may end at any time: what runs goes on.</summary>
[Collection(SharedLabCollection.Name)]
public sealed class AgentRestartTests(SharedLab shared)
{
    private const int StreamPort = 9000;

    [Theory]
    [InlineData("n1", true)]
    [InlineData("n2", true)]
    [InlineData("n1", false)]
    public async Task A_stream_loses_nothing_while_an_agent_restarts(string node, bool kill)
    {
        var lab = shared.Lab;
        var stop = TestContext.Current.CancellationToken;
        if (!File.Exists(lab.PodNamespace("stream", "server")))
        {
            await lab.AddPodAsync("stream", "client", "n1", "app=client", 80);
            await lab.AddPodAsync("stream", "server", "n2", "app=server", 80);
            await lab.ApplyAsync(
                "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: only-client, namespace: stream}, "
                + "spec: {podSelector: {matchLabels: {app: server}}, ingress: [{from: [{podSelector: {matchLabels: {app: client}}}]}]}}");
            (await lab.ProbeAsync("stream")).ExpectAgreement();
        }

        using var api = lab.Connect();
        var server = (await api.GetAsync(Kinds.Pod, "stream", "server", stop))!;
        foreach (var ip in server.Status!.PodIps!)
        {
            await using var stream = await CountingStream.OpenAsync(lab, IPAddress.Parse(ip.Ip), stop);
            (await lab.RunAsync(kill ? ["restart", node, "--kill"] : ["restart", node])).Expect();
            await ReadyAsync(lab, node);
            Assert.True(await stream.StillCountsAsync(stop));
        }

        (await lab.ProbeAsync("stream", patience: 0)).ExpectAgreement();
    }

    private static async Task ReadyAsync(TestLab lab, string node)
    {
        using var agent = LabAgents.Connect(lab, node);
        await TestLab.UntilAsync($"agent {node} is ready", TimeSpan.FromSeconds(10), async () =>
        {
            try
            {
                return (await agent.GetAsync("http://agent/readyz", TestContext.Current.CancellationToken)).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    /// <summary>A connection between two pods over which numbers flow without a pause.</summary>
    private sealed class CountingStream : IAsyncDisposable
    {
        private readonly Socket _client;
        private readonly Socket _server;
        private readonly CancellationTokenSource _end = new();
        private Task _sending = Task.CompletedTask;
        private Task _receiving = Task.CompletedTask;
        private long _received;

        private CountingStream(Socket client, Socket server) => (_client, _server) = (client, server);

        public static async Task<CountingStream> OpenAsync(TestLab lab, IPAddress address, CancellationToken stop)
        {
            using var listener = InPod(lab, "server", () =>
            {
                var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                socket.Bind(new IPEndPoint(address, StreamPort));
                socket.Listen();
                return socket;
            });
            var client = InPod(lab, "client", () => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
            var accepting = listener.AcceptAsync(stop).AsTask();
            await client.ConnectAsync(new IPEndPoint(address, StreamPort), stop);
            var stream = new CountingStream(client, await accepting);
            stream._sending = stream.SendAsync();
            stream._receiving = stream.ReceiveAsync();
            return stream;
        }

        /// <summary>Whether numbers still arrive, each of them, in order, on the same connection.</summary>
        public async Task<bool> StillCountsAsync(CancellationToken stop)
        {
            var now = Interlocked.Read(ref _received);
            await TestLab.UntilAsync("the stream goes on", TimeSpan.FromSeconds(5), () =>
            {
                stop.ThrowIfCancellationRequested();
                return Task.FromResult(_receiving.IsCompleted || Interlocked.Read(ref _received) > now);
            });
            return !_receiving.IsCompleted && !_sending.IsCompleted;
        }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            _client.Dispose();
            _server.Dispose();
            await EndedAsync(_sending);
            await EndedAsync(_receiving);
            _end.Dispose();
        }

        private static async Task EndedAsync(Task side)
        {
            try
            {
                await side;
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                Assert.True(side.IsCompleted);
            }
        }

        private async Task SendAsync()
        {
            var number = new byte[sizeof(long)];
            for (long i = 0; ; i++)
            {
                BitConverter.TryWriteBytes(number, i);
                await _client.SendAsync(number, _end.Token);
                if (i % 100 == 0) await Task.Delay(1, _end.Token);
            }
        }

        private async Task ReceiveAsync()
        {
            await using var stream = new NetworkStream(_server);
            var number = new byte[sizeof(long)];
            for (long i = 0; ; i++)
            {
                await stream.ReadExactlyAsync(number, _end.Token);
                if (BitConverter.ToInt64(number) != i) throw new InvalidDataException($"number {i} is lost");
                Interlocked.Increment(ref _received);
            }
        }

        private static Socket InPod(TestLab lab, string pod, Func<Socket> open)
        {
            using var netns = NetnsHandle.Open(lab.PodNamespace("stream", pod));
            return Netns.Run(netns, open);
        }
    }
}
