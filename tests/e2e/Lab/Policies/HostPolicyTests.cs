using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Margay.Tests.E2e.Lab.Traffic;

namespace Margay.Tests.E2e.Lab.Policies;

/// <summary>Policy where nodes themselves are an end of the connection, or on its way.</summary>
[Collection(SharedLabCollection.Name)]
public sealed class HostPolicyTests(SharedLab shared)
{
    private const int Ssh = 22;
    private const int Port = 9190;
    private const int OtherPort = 9191;

    private const string N2V4 = "172.30.0.12";
    private const string FabricV4 = "172.30.0.254";

    private const string HostEndpoint =
        "{apiVersion: projectcalico.org/v3, kind: HostEndpoint, metadata: {name: n2-eth0, labels: {role: guarded}}, "
        + "spec: {node: n2, interfaceName: eth0, expectedIPs: [172.30.0.12, 'fd30::12']}}\n---\n";

    [Fact]
    public async Task A_host_endpoint_closes_its_node_but_for_failsafe_ports_and_a_policy_opens_a_port()
    {
        var pods = await FourPods.OfAsync(shared.Lab);
        await using var n2 = Answerer.Start(Netns("n2"), "n2", Ssh, Port, OtherPort);
        await ExpectAsync(FromFabric, N2V4, (Ssh, true), (Port, true), (OtherPort, true));
        await using (await pods.WithAsync(HostEndpoint))
        {
            await ExpectAsync(FromFabric, N2V4, (Ssh, true), (Port, false), (OtherPort, false));
            await ExpectAsync(FromFabric, "fd30::12", (Ssh, true), (Port, false), (OtherPort, false));
            await pods.ExpectAsync(80, "xxxx xxxx xxxx xxxx");

            await using (await pods.WithAsync(Global($"selector: role == 'guarded', ingress: [{{action: Allow, protocol: TCP, destination: {{ports: [{Port}]}}}}]")))
            {
                await ExpectAsync(FromFabric, N2V4, (Ssh, true), (Port, true), (OtherPort, false));
                await ExpectAsync(FromFabric, "fd30::12", (Ssh, true), (Port, true), (OtherPort, false));
                await AgreesAsync(FabricV4, N2V4, Port, "allow");
                await AgreesAsync(FabricV4, N2V4, OtherPort, "deny");
            }
        }

        await ExpectAsync(FromFabric, N2V4, (Ssh, true), (Port, true), (OtherPort, true));
    }

    [Fact]
    public async Task What_a_host_endpoint_forwards_meets_policies_that_apply_on_forward_and_no_others()
    {
        var pods = await FourPods.OfAsync(shared.Lab);
        await using var endpoint = await pods.WithAsync(HostEndpoint);
        const string Rules = "selector: role == 'guarded', ingress: [{action: Deny, protocol: TCP, destination: {ports: [80]}}, {action: Allow}]";
        await using (await pods.WithAsync(Global(Rules))) await pods.ExpectAsync(80, "xxxx xxxx xxxx xxxx");
        await using (await pods.WithAsync(Global($"applyOnForward: true, {Rules}")))
        {
            await pods.ExpectAsync(80, "x.xx xxxx x.xx x.xx");
            await pods.ExpectAsync(81, "xxxx xxxx xxxx xxxx");
        }
    }

    [Fact]
    public async Task Untracked_policy_opens_and_closes_ports_of_a_node()
    {
        var pods = await FourPods.OfAsync(shared.Lab);
        await using var n2 = Answerer.Start(Netns("n2"), "n2", Ssh, Port, OtherPort);
        await using var endpoint = await pods.WithAsync(HostEndpoint);
        await using var applied = await pods.WithAsync(Global(
            "doNotTrack: true, applyOnForward: true, selector: role == 'guarded', "
            + $"ingress: [{{action: Allow, protocol: TCP, destination: {{ports: [{Port}]}}}}], "
            + $"egress: [{{action: Allow, protocol: TCP, source: {{ports: [{Port}]}}}}]"));
        await ExpectAsync(FromFabric, N2V4, (Ssh, true), (Port, true), (OtherPort, false));
    }

    [Fact]
    public async Task Pre_DNAT_policy_closes_a_node_also_to_what_goes_through_it()
    {
        var pods = await FourPods.OfAsync(shared.Lab);
        await using var endpoint = await pods.WithAsync(HostEndpoint);
        await using var applied = await pods.WithAsync(Global(
            "preDNAT: true, applyOnForward: true, selector: role == 'guarded', "
            + "ingress: [{action: Deny, protocol: TCP, destination: {ports: [80]}}]"));
        await pods.ExpectAsync(80, "x.xx xxxx x.xx x.xx");
        await pods.ExpectAsync(81, "xxxx xxxx xxxx xxxx");
    }

    [Fact]
    public async Task Egress_to_nodes_is_closed_by_their_labels()
    {
        var pods = await FourPods.OfAsync(shared.Lab);
        await using var n2 = Answerer.Start(Netns("n2"), "n2", Port);
        await using var n3 = Answerer.Start(Netns("n3"), "n3", Port);
        await using var applied = await pods.WithAsync(
            "{apiVersion: policy.networking.k8s.io/v1alpha2, kind: ClusterNetworkPolicy, metadata: {name: nodes}, "
            + "spec: {tier: Admin, priority: 1, subject: {namespaces: {matchLabels: {four: a}}}, "
            + "egress: [{action: Deny, to: [{nodes: {matchLabels: {kubernetes.io/hostname: n2}}}]}]}}");
        Caller inA = new(pods.NetnsOf("a/x")), inB = new(pods.NetnsOf("b/x"));
        await ExpectAsync(inA, N2V4, (Port, false));
        await ExpectAsync(inA, "172.30.0.13", (Port, true));
        await ExpectAsync(inB, N2V4, (Port, true));
        await AgreesAsync("four-a/x", N2V4, Port, "deny");
        await AgreesAsync("four-a/x", "172.30.0.13", Port, "allow");
    }

    [Fact]
    public async Task A_rule_for_UDP_leaves_TCP_alone()
    {
        var pods = await FourPods.OfAsync(shared.Lab);
        Call Ask(string from) => new(
            new Caller(pods.NetnsOf(from)), new IPEndPoint(IPAddress.Parse(pods.AddressesOf("a/y").V4), 53), ProtocolType.Udp, "four-a/y");
        await SettlesAsync([Ask("a/x"), Ask("b/x")], [true, true]);
        await using var applied = await pods.WithAsync(Global(
            "namespaceSelector: four == 'a', ingress: [{action: Deny, protocol: UDP, source: {namespaceSelector: four == 'b'}}, {action: Allow}]"));
        await SettlesAsync([Ask("a/x"), Ask("b/x")], [true, false]);
        await pods.ExpectAsync(80, "xxxx xxxx xxxx xxxx");
    }

    private Caller FromFabric => new(Netns("fabric"));

    private string Netns(string part) => $"/run/netns/{shared.Lab.Name}-{part}";

    private static string Global(string spec) =>
        $"{{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {{name: default.guard}}, spec: {{{spec}}}}}";

    /// <summary>Requires that the oracle says the same of a connection.</summary>
    private async Task AgreesAsync(string from, string to, int port, string verdict) => (await TestLab.MargayAsync(
        "policy", "explain", "--kubeconfig", shared.Lab.Kubeconfig, "--from", from, "--to", to, "--port", $"{port}/tcp", "--expect", verdict)).Expect();

    private static Task ExpectAsync(Caller from, string address, params (int Port, bool IsOpen)[] ports)
    {
        var name = address[^1] == '2' ? "n2" : "n3";
        return SettlesAsync(
            [.. ports.Select(port => new Call(from, new IPEndPoint(IPAddress.Parse(address), port.Port), ProtocolType.Tcp, name))],
            [.. ports.Select(static port => port.IsOpen)]);
    }

    /// <summary>Repeats the calls until they are answered as they should be, or the time is up.</summary>
    private static async Task SettlesAsync(IReadOnlyList<Call> calls, IReadOnlyList<bool> wanted)
    {
        var since = Stopwatch.StartNew();
        var answered = await TrafficProbe.AnsweredAsync(calls, TestContext.Current.CancellationToken);
        while (!answered.SequenceEqual(wanted) && since.Elapsed < TimeSpan.FromSeconds(10))
            answered = await TrafficProbe.AnsweredAsync(calls, TestContext.Current.CancellationToken);
        Assert.Equal(Words(calls, wanted), Words(calls, answered));
    }

    private static IEnumerable<string> Words(IReadOnlyList<Call> calls, IReadOnlyList<bool> answered) =>
        calls.Zip(answered, static (call, open) => $"{call.Protocol} {call.To}: {(open ? "answered" : "no answer")}");
}
