using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.Sockets;
using Margay.Linux;

namespace Margay.Host.Hub;

/// <summary><c>margay hub</c>: the process that serves the resource API.</summary>
internal static class HubCommand
{
    private const int Backlog = 512;

    private static readonly Option<string> StateDirectory = new("--state-dir")
    {
        Description = "Store, certificates, tokens and kubeconfigs; made when it is not there.",
        DefaultValueFactory = _ => "/var/lib/margay/hub",
    };

    private static readonly Option<ListenEndpoint[]> Listen = new("--listen")
    {
        Description = "ADDRESS:PORT to serve at, once for each; %PATH behind it opens the socket in that network namespace.",
        CustomParser = ParseListen,
        DefaultValueFactory = _ => [new ListenEndpoint(new IPEndPoint(IPAddress.Loopback, 6443))],
    };

    private static readonly Option<string[]> Names = new("--name")
    {
        Description = "A further name or address that the server's certificate is good for.",
        DefaultValueFactory = _ => [],
    };

    public static Command Create()
    {
        var command = new Command("hub", "Serve the resource API over the embedded store.") { StateDirectory, Listen, Names };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        var options = new HubOptions(Path.GetFullPath(parsed.GetRequiredValue(StateDirectory)), parsed.GetRequiredValue(Listen))
        {
            Names = parsed.GetValue(Names) ?? [],
            OpenSocket = OpenSocket,
            ConfigureLogging = logging => logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
                console.UseUtcTimestamp = true;
            }),
        };
        await using var hub = await HubServer.StartAsync(options, stop);
        parsed.InvocationConfiguration.Output.WriteLine(
            $"serving at {string.Join(" and ", hub.Endpoints.Select(endpoint => $"https://{endpoint}"))}; kubeconfig: {hub.Files.AdminKubeconfig}");
        await Task.WhenAny(hub.Completion, Task.Delay(Timeout.Infinite, stop));
        await hub.StopAsync();
        return 0;
    }

    /// <summary>Opens the socket on a thread inside the namespace; the caller owns the descriptor.</summary>
    private static ulong OpenSocket(ListenEndpoint endpoint)
    {
        using var netns = endpoint.NetnsPath is { } path ? NetnsHandle.Open(path) : NetnsHandle.Current();
        return Netns.Run(netns, () =>
        {
            var socket = new Socket(endpoint.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(endpoint.Address);
            socket.Listen(Backlog);
            var descriptor = (ulong)socket.SafeHandle.DangerousGetHandle();
            socket.SafeHandle.SetHandleAsInvalid();
            return descriptor;
        });
    }

    private static ListenEndpoint[] ParseListen(ArgumentResult result)
    {
        var endpoints = new List<ListenEndpoint>();
        foreach (var token in result.Tokens)
        {
            var percent = token.Value.IndexOf("%/", StringComparison.Ordinal);
            var (address, netns) = percent < 0 ? (token.Value, null) : (token.Value[..percent], token.Value[(percent + 1)..]);
            if (IPEndPoint.TryParse(address, out var endpoint) && address.Contains(':'))
                endpoints.Add(new ListenEndpoint(endpoint, netns));
            else
                result.AddError($"--listen: '{token.Value}' is not ADDRESS:PORT or ADDRESS:PORT%/PATH/OF/NETNS");
        }

        return [.. endpoints];
    }
}
