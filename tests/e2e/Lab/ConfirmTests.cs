using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Margay.Linux;
using Margay.Model.Resources;

namespace Margay.Tests.E2e.Lab;

/// <summary>A change that might lock its author out goes back by itself, also when the hub is out of reach.</summary>
[Collection(SharedLabCollection.Name)]
public sealed class ConfirmTests(SharedLab shared)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_not_confirmed_is_taken_back_and_what_is_confirmed_stays()
    {
        var (lab, web) = await PreparedAsync();
        Assert.Equal("", (await ApplyAsync(lab, "nobody", "--confirm", "2s", "--wait")).Errors);
        Assert.False(Connects(lab, web, expected: false));
        await TestLab.UntilAsync("the hub has taken it back", Patience, () => Task.FromResult(Connects(lab, web, expected: true)));

        Assert.Contains("taken back in 60 s, unless margay confirm is run", (await ApplyAsync(lab, "nobody", "--confirm", "60s", "--wait")).Expect());
        Assert.Equal("networkpolicy.networking.k8s.io/web confirmed\n", (await ConfirmAsync(lab)).Expect());
        Assert.Contains("has nothing to confirm", (await ConfirmAsync(lab)).Errors);
        Assert.False(Connects(lab, web, expected: false));
        using var api = lab.Connect();
        Assert.DoesNotContain("margay.dev/unconfirmed", (await api.GetAsync(Kinds.NetworkPolicy, "confirm", "web", Stop))!.Metadata.Annotations?.Keys ?? []);
    }

    [Fact]
    public async Task A_new_object_that_is_not_confirmed_goes()
    {
        var (lab, web) = await PreparedAsync();
        (await ApplyTextAsync(
            lab, "{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: shut, namespace: confirm}, spec: {order: 1, ingress: [{action: Deny}]}}",
            "--confirm", "1s", "--wait")).Expect();
        using var api = lab.Connect();
        await TestLab.UntilAsync(
            "it is gone", Patience, async () => await api.GetAsync(Kinds.CalicoNetworkPolicy, "confirm", "shut", Stop) is null);
        await TestLab.UntilAsync("the way is open again", Patience, () => Task.FromResult(Connects(lab, web, expected: true)));
    }

    [Fact]
    public async Task A_node_that_hears_of_no_hub_takes_it_back_itself()
    {
        var (lab, web) = await PreparedAsync();
        var hub = Regex.Match((await lab.RunAsync("status")).Expect(), @"^hub .*process (\d+)$", RegexOptions.Multiline).Groups[1].Value;
        (await ApplyAsync(lab, "nobody", "--confirm", "2s", "--wait")).Expect();
        (await Command.RunAsync("kill", ["-STOP", hub])).Expect();
        try
        {
            Assert.False(Connects(lab, web, expected: false));
            await TestLab.UntilAsync("the node has taken it back", Patience, () => Task.FromResult(Connects(lab, web, expected: true)));
        }
        finally
        {
            (await Command.RunAsync("kill", ["-CONT", hub])).Expect();
        }

        (await lab.ProbeAsync("confirm")).ExpectAgreement();
    }

    private static Task<Outcome> ConfirmAsync(TestLab lab) =>
        TestLab.MargayAsync("confirm", "netpol/web", "-n", "confirm", "--kubeconfig", lab.Kubeconfig);

    private static Task<Outcome> ApplyAsync(TestLab lab, string peer, params string[] options) => ApplyTextAsync(
        lab,
        "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web, namespace: confirm}, "
        + $"spec: {{podSelector: {{matchLabels: {{app: web}}}}, ingress: [{{from: [{{podSelector: {{matchLabels: {{app: {peer}}}}}}}]}}]}}}}",
        options);

    private static async Task<Outcome> ApplyTextAsync(TestLab lab, string manifest, params string[] options)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, manifest, Stop);
            return await TestLab.MargayAsync(["apply", "-f", file, .. options, "--kubeconfig", lab.Kubeconfig]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Whether the caller gets through to the web pod now; one try, as long as fits what is expected.</summary>
    private static bool Connects(TestLab lab, IPAddress web, bool expected)
    {
        using var netns = NetnsHandle.Open(lab.PodNamespace("confirm", "caller"));
        using var socket = Netns.Run(netns, () => new Socket(web.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        socket.Blocking = false;
        try
        {
            socket.Connect(new IPEndPoint(web, 80));
        }
        catch (SocketException pending) when (pending.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            _ = socket.Poll(TimeSpan.FromMilliseconds(expected ? 1000 : 400), SelectMode.SelectWrite);
        }

        return socket.Connected && socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is 0;
    }

    /// <summary>Two pods, the caller being let in.</summary>
    private async Task<(TestLab Lab, IPAddress Web)> PreparedAsync()
    {
        var lab = shared.Lab;
        if (!File.Exists(lab.PodNamespace("confirm", "web")))
        {
            await lab.AddPodAsync("confirm", "web", "n1", "app=web", 80);
            await lab.AddPodAsync("confirm", "caller", "n2", "app=caller", 80);
        }

        (await ApplyAsync(lab, "caller", "--wait")).Expect();
        using var api = lab.Connect();
        var web = (await api.GetAsync(Kinds.Pod, "confirm", "web", Stop))!.Status!.PodIps!.Select(ip => IPAddress.Parse(ip.Ip)).First();
        return (lab, web);
    }
}
