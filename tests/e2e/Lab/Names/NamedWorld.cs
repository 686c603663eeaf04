using System.Net;
using System.Net.Sockets;
using Margay.Linux;
using Margay.Model.Resources;

namespace Margay.Tests.E2e.Lab.Names;

/// <summary>
/// In the shared lab: a pod that may only ask a DNS pod and reach names below <c>good.test</c>, and many addresses outside that
/// names stand for.
/// </summary>
internal sealed class NamedWorld : IAsyncDisposable
{
    public const int Port = 8080;
    public const int Addresses = 250;

    private const string Namespace = "names";

    /// <summary>How long to wait for a connection that is denied, and for one that is not.</summary>
    public static readonly TimeSpan Short = TimeSpan.FromMilliseconds(400);
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly NetnsListeners _outside;

    private NamedWorld(TestLab lab, NetnsListeners outside, IReadOnlyList<IPAddress> servers, IReadOnlyList<IPAddress> strangers)
    {
        (Lab, _outside, Servers, Strangers) = (lab, outside, servers, strangers);
        Client = new PodResolver(lab.PodNamespace(Namespace, "client"));
    }

    public TestLab Lab { get; }

    public PodResolver Client { get; }

    /// <summary>The DNS pod's addresses: IPv4, then IPv6.</summary>
    public IReadOnlyList<IPAddress> Servers { get; }

    /// <summary>The addresses of a pod whose DNS answers nobody trusts.</summary>
    public IReadOnlyList<IPAddress> Strangers { get; }

    public static string V4(int number) => $"198.51.100.{number}";

    public static string V6(int number) => $"2001:db8:51::{number:x}";

    public string NetnsOf(string pod) => Path.GetFileName(Lab.PodNamespace(Namespace, pod));

    /// <summary>The world, with settings for the agent of the client's node.</summary>
    public static async Task<NamedWorld> OfAsync(TestLab lab, string settings)
    {
        var stop = TestContext.Current.CancellationToken;
        if (!File.Exists(lab.PodNamespace(Namespace, "client")))
        {
            await lab.AddPodAsync(Namespace, "client", "n1", "app=client");
            await lab.AddPodAsync(Namespace, "dns", "n2", "app=dns");
            await lab.AddPodAsync(Namespace, "stranger", "n2", "app=dns");
        }

        using var api = lab.Connect();
        var (servers, strangers) = (await AddressesOfAsync(api, "dns", stop), await AddressesOfAsync(api, "stranger", stop));
        await RouteAsync(lab, "add");
        var slices = servers.Select((address, i) =>
            $"{{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {{name: dns-{i}, namespace: {Namespace}, labels: {{kubernetes.io/service-name: dns}}}}, "
            + $"addressType: {(i == 0 ? "IPv4" : "IPv6")}, endpoints: [{{addresses: ['{address}']}}], ports: [{{protocol: UDP, port: 53}}, {{name: tcp, protocol: TCP, port: 53}}]}}");
        await lab.ApplyAsync(string.Join("\n---\n", slices.Append(
            "{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {name: node.n1}, "
            + $"spec: {{dnsTrustedServers: ['k8s-service:{Namespace}/dns']{settings}}}}}")));
        return new NamedWorld(lab, NetnsListeners.Open($"/run/netns/{lab.Name}-n3", Port), servers, strangers);
    }

    /// <summary>Lets the client reach DNS, and what else its policy says, until disposed.</summary>
    /// <param name="rule">The rule of egress for the rest, as a Calico rule.</param>
    public async Task<AppliedPolicy> AllowAsync(string rule) => await AppliedPolicy.ApplyAsync(
        Lab,
        "{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: out, namespace: names}, spec: {selector: app == 'client', types: [Egress], "
        + $"egress: [{{action: Allow, destination: {{selector: app == 'dns', namespaceSelector: all()}}}}, {rule}]}}}}");

    /// <summary>Whether the client connects to a numbered address of a family without a second attempt.</summary>
    public async Task<bool> ReachesAsync(int number, bool v6 = false)
    {
        var retransmitted = await Client.ConnectAsync(IPAddress.Parse(v6 ? V6(number) : V4(number)), Port, Short);
        Assert.True(retransmitted is null or 0, $"{retransmitted} packets had to be sent again");
        return retransmitted is not null;
    }

    public async ValueTask DisposeAsync()
    {
        _outside.Dispose();
        await RouteAsync(Lab, "del");
        await Lab.DeleteAsync("{apiVersion: projectcalico.org/v3, kind: FelixConfiguration, metadata: {name: node.n1}, spec: {}}");
    }

    private static async Task<List<IPAddress>> AddressesOfAsync(Margay.Client.ApiClient api, string pod, CancellationToken stop) =>
        [.. (await api.GetAsync(Kinds.Pod, Namespace, pod, stop))!.Status!.PodIps!.Select(ip => IPAddress.Parse(ip.Ip))];

    private static async Task RouteAsync(TestLab lab, string verb)
    {
        (await lab.OnNodeAsync("n3", "ip", "route", verb == "add" ? "replace" : verb, "local", "198.51.100.0/24", "dev", "lo")).Expect();
        (await lab.OnNodeAsync("n3", "ip", "-6", "route", verb == "add" ? "replace" : verb, "local", "2001:db8:51::/112", "dev", "lo")).Expect();
        (await lab.OnNodeAsync("n1", "ip", "route", verb == "add" ? "replace" : verb, "198.51.100.0/24", "via", "172.30.0.13")).Expect();
        (await lab.OnNodeAsync("n1", "ip", "-6", "route", verb == "add" ? "replace" : verb, "2001:db8:51::/112", "via", "fd30::13")).Expect();
    }
}

/// <summary>A policy that is there until disposed.</summary>
internal sealed class AppliedPolicy(TestLab lab, string manifest) : IAsyncDisposable
{
    /// <summary>Applies it and waits until every node enforces it.</summary>
    public static async Task<AppliedPolicy> ApplyAsync(TestLab lab, string manifest)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, manifest, TestContext.Current.CancellationToken);
            (await TestLab.MargayAsync("apply", "--kubeconfig", lab.Kubeconfig, "-f", file, "--wait")).Expect();
        }
        finally
        {
            File.Delete(file);
        }

        return new AppliedPolicy(lab, manifest);
    }

    public async ValueTask DisposeAsync() => await lab.DeleteAsync(manifest);
}

/// <summary>Takes connections of both families at every address of a network namespace, and closes them when they are closed.</summary>
internal sealed class NetnsListeners : IDisposable
{
    private readonly Socket _listener;
    private readonly Task _accepting;

    private NetnsListeners(Socket listener)
    {
        _listener = listener;
        _accepting = AcceptAsync();
    }

    public static NetnsListeners Open(string netns, int port)
    {
        using var handle = NetnsHandle.Open(netns);
        return new NetnsListeners(Netns.Run(handle, () =>
        {
            var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Any, port));
            socket.Listen(1024);
            return socket;
        }));
    }

    public void Dispose()
    {
        _listener.Dispose();
        Assert.True(_accepting.Wait(TimeSpan.FromSeconds(10)));
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = HoldAsync(await _listener.AcceptAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
        }
    }

    private static async Task HoldAsync(Socket connection)
    {
        using (connection)
        {
            try
            {
                await connection.ReceiveAsync(new byte[16]);
            }
            catch (SocketException)
            {
            }
        }
    }
}
