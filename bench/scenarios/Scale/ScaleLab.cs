using System.Globalization;
using Margay.Bench.Datapath;
using Margay.Bench.Lab;
using Margay.Linux;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Bench.Scale;

/// <summary>
/// A lab of two nodes with a client and a server, so many policies in all, and at most ten of them that select the
/// server: the last one lets the client in, the others let in somebody else.
/// </summary>
internal sealed class ScaleLab : IAsyncDisposable
{
    private const string Namespace = "bench";
    private const int OfServer = 10;

    private readonly BenchLab _lab;
    private readonly NetnsHandle _client;
    private readonly NetnsHandle _server;

    private ScaleLab(BenchLab lab, IpAddr serverAddress)
    {
        _lab = lab;
        _client = lab.OpenPod(Namespace, "client");
        _server = lab.OpenPod(Namespace, "server");
        Pair = new PodPair(_client, _server, serverAddress);
    }

    public PodPair Pair { get; }

    public static async Task<ScaleLab> StartAsync(BenchOptions options, int policies, CancellationToken stop)
    {
        var lab = await BenchLab.StartAsync(options, 2, stop);
        try
        {
            await lab.CreateNamespaceAsync(Namespace, stop);
            await lab.RunPodAsync(BenchPods.Of(Namespace, "client", "n1"), stop);
            var server = await lab.RunPodAsync(BenchPods.Of(Namespace, "server", "n2"), stop);
            var ofServer = Math.Min(policies, OfServer);
            await Tenants.CreateAsync(lab, 2, policies - ofServer, stop);
            foreach (var number in Enumerable.Range(1, ofServer))
                await lab.Api.CreateAsync(Kinds.NetworkPolicy, PolicyOf(number, isLast: number == ofServer), stop);
            return new ScaleLab(lab, IpAddr.Parse(server.Status!.PodIps![0].Ip));
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _server.Dispose();
        await _lab.DisposeAsync();
    }

    private static NetworkPolicy PolicyOf(int number, bool isLast) => new()
    {
        Metadata = new ObjectMeta { Name = Text($"s{number:D2}"), Namespace = Namespace },
        Spec = new NetworkPolicySpec
        {
            PodSelector = BenchPods.Role("server"),
            Ingress =
            [
                new NetworkPolicyIngressRule
                {
                    From = [new NetworkPolicyPeer { PodSelector = BenchPods.Role(isLast ? "client" : Text($"other-{number}")) }],
                    Ports = [new NetworkPolicyPort { Protocol = "TCP", Port = "80" }],
                },
            ],
        },
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
