using System.Diagnostics;
using System.Net.Sockets;
using Grpc.Net.Client;
using Margay.Tests.E2e.Cri.Protocol;

namespace Margay.Tests.E2e.Cri;

/// <summary>A containerd of its own in one node's network namespace, asked over its CRI as a kubelet asks.</summary>
internal sealed class Containerd : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly GrpcChannel _channel;
    private readonly string _directory;

    private Containerd(Process process, GrpcChannel channel, string directory)
    {
        (_process, _channel, _directory) = (process, channel, directory);
        Runtime = new RuntimeService.RuntimeServiceClient(channel);
    }

    public RuntimeService.RuntimeServiceClient Runtime { get; }

    /// <summary>Starts containerd in <paramref name="netns"/> with the CNI plugin and configuration list of the node.</summary>
    public static async Task<Containerd> StartAsync(string netns, string cniBinary, string conflist, CancellationToken stop)
    {
        var directory = Directory.CreateTempSubdirectory("margay-cri-").FullName;
        Directory.CreateDirectory($"{directory}/net.d");
        Directory.CreateDirectory($"{directory}/bin");
        File.Copy(cniBinary, $"{directory}/bin/margay");
        File.Copy("/usr/lib/cni/loopback", $"{directory}/bin/loopback");
        await File.WriteAllTextAsync($"{directory}/net.d/10-margay.conflist", conflist, stop);
        await File.WriteAllTextAsync($"{directory}/config.toml", Configuration(directory), stop);
        PauseImage.Write($"{directory}/pause.tar", "/bin/busybox");

        var process = Start("nsenter", $"--net={netns}", "containerd", "--config", $"{directory}/config.toml", "--log-level", "error");
        var socket = $"{directory}/containerd.sock";
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var deadline = Stopwatch.StartNew();
        while (!await AnswersAsync(socket, stop))
        {
            if (process.HasExited || deadline.Elapsed > StartLimit)
                throw new InvalidOperationException($"containerd did not start in {netns}; its configuration is {directory}/config.toml");
            await poll.WaitForNextTickAsync(stop);
        }

        using var import = Start("ctr", "-a", socket, "-n", "k8s.io", "images", "import", $"{directory}/pause.tar");
        await import.WaitForExitAsync(stop);
        Assert.Equal(0, import.ExitCode);
        return new Containerd(process, Connect(socket), directory);
    }

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }

    private static async Task<bool> AnswersAsync(string socket, CancellationToken stop)
    {
        if (!File.Exists(socket)) return false;
        try
        {
            using var channel = Connect(socket);
            await new RuntimeService.RuntimeServiceClient(channel).VersionAsync(new VersionRequest(), cancellationToken: stop);
            return true;
        }
        catch (Grpc.Core.RpcException notYet) when (notYet.StatusCode is Grpc.Core.StatusCode.Unavailable or Grpc.Core.StatusCode.Unimplemented)
        {
            return false;
        }
    }

    private static GrpcChannel Connect(string socket) => GrpcChannel.ForAddress("http://localhost", new GrpcChannelOptions
    {
        HttpHandler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, stop) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), stop);
                return new NetworkStream(connection, ownsSocket: true);
            },
        },
    });

    private static string Configuration(string directory) => $"""
        version = 2
        root = "{directory}/root"
        state = "{directory}/state"
        oom_score = 0
        [grpc]
          address = "{directory}/containerd.sock"
        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = "{PauseImage.Name}"
          restrict_oom_score_adj = true
          disable_apparmor = true
          disable_tcp_service = true
          netns_mounts_under_state_dir = true
          [plugins."io.containerd.grpc.v1.cri".cni]
            bin_dir = "{directory}/bin"
            conf_dir = "{directory}/net.d"
          [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
            runtime_type = "io.containerd.runc.v2"
        """;
}
