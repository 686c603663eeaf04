using System.Text.Json.Nodes;
using Margay.Host.Cli;
using Margay.Host.Policy;
using Margay.Host.Policy.Analysis;
using Margay.Host.Policy.Explain;
using Margay.Model.Resources;
using Margay.Policy.Oracle;

namespace Margay.Tests.Unit.Cli.Explain;

/// <summary>What the command makes of ends that mean many pods, and of what is denied.</summary>
public sealed class ExplainCommandTests : IDisposable
{
    private const string Workloads =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          selector: {matchLabels: {role: web}}
          template:
            metadata: {labels: {role: web}}
            spec: {containers: [{name: c, image: i, ports: [{name: http, containerPort: 8080}]}]}
        ---
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: report, namespace: shop}
        spec:
          schedule: "0 0 * * *"
          jobTemplate: {spec: {template: {metadata: {labels: {role: report, pod-template-hash: x1}}, spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: s, namespace: shop}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: web, namespace: shop}
        spec: {podSelector: {matchLabels: {role: web}}, ingress: [{from: [{podSelector: {matchLabels: {role: front}}}], ports: [{port: http}]}]}

        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("margay-cli-");

    public ExplainCommandTests() => Write("all.yaml", Workloads);

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task A_workloads_manifest_stands_for_its_pods_and_what_policy_does_not_know_is_left_out()
    {
        var (exit, output, error) = await RunAsync("--from", "shop/cronjob/report", "--to", "deploy/web", "-n", "shop", "--port", "8080", "-o", "json");
        Assert.Equal(ExitCode.Ok, exit);
        Assert.StartsWith("note: policy does not depend on ConfigMap: left out\n", error);
        var json = JsonNode.Parse(output)!;
        Assert.Equal("shop/report shop/web", $"{json["from"]} {json["to"]}");
        Assert.Equal("Deny", (string?)json["decisions"]![0]!["verdict"]);
    }

    [Fact]
    public async Task What_is_denied_comes_with_the_change_that_allows_it_and_what_that_opens()
    {
        var (_, output, _) = await RunAsync("--from", "shop/report", "--to", "shop/web", "--port", "8080", "-o", "json");
        var change = JsonNode.Parse(output)!["change"]!;
        var edit = Assert.Single(change["edits"]!.AsArray())!;
        Assert.Equal("networkpolicy shop/web spec.ingress[0].from[1] AddedPeer", $"{edit["policy"]} {edit["path"]} {edit["edit"]}");
        Assert.Equal("""{"podSelector":{"matchLabels":{"role":"report"}}}""", edit["value"]!.ToJsonString());
        Assert.Equal("""["shop/report"]""", Assert.Single(change["opens"]!.AsArray())!["from"]!["pods"]!.ToJsonString());

        Write("all.yaml", Workloads[..Workloads.LastIndexOf("---", StringComparison.Ordinal)]);
        Write("change.json", change["manifests"]![0]!.ToJsonString());
        var (exit, _, _) = await RunAsync("--from", "shop/report", "--to", "shop/web", "--port", "8080", "--expect", "allow");
        Assert.Equal(ExitCode.Ok, exit);
    }

    [Theory]
    [InlineData("shop/deploy/none", "no pod of namespace shop belongs to deployment/none")]
    [InlineData("10.0.0.0/8", "'10.0.0.0/8' is no one end of a connection")]
    [InlineData("all", "'all' is no one end of a connection")]
    [InlineData("8.8.8.888", "'8.8.8.888' is no address")]
    [InlineData("nowhere/", "there is no pod in namespace nowhere")]
    public async Task An_end_that_means_nothing_says_so(string from, string expected)
    {
        var (exit, output, error) = await RunAsync("--from", from, "--to", "shop/web", "--port", "80");
        Assert.NotEqual(ExitCode.Ok, exit);
        Assert.Equal("", output);
        Assert.Contains(expected, error);
    }

    [Fact]
    public void Among_several_lines_those_that_are_no_packets_are_left_out_and_counted()
    {
        var question = ExplainQuestion.OfPackets(["tcp 10.0.0.1:1 -> 10.0.0.2:80", "nf: something else", "tcp 10.0.0.1:1 -> 10.0.0.2:80"]);
        Assert.Single(question.Flows(ShopCluster.State, "default"));
        Assert.StartsWith("1 of 3 lines are left out; the first: 'nf: something else'", Assert.Single(question.Notes));
    }

    [Fact]
    public void Many_flows_that_are_decided_alike_are_explained_once()
    {
        FlowEnd web = new FlowEnd.Pod("shop", "web");
        var flows = FlowWords.ParseEnds("--from", "shop/", ShopCluster.State, "default").Where(end => end != web)
            .Append(new FlowEnd.Pod("other", "stranger")).Select(end => new Flow(end, web, Margay.Primitives.IpProtocol.Tcp, 8080)).ToList();
        var groups = ExplanationGroup.Of(ShopCluster.State, flows);
        Assert.Equal(flows.Count, groups.Sum(group => group.Alike.Count + 1));
        Assert.All(groups, group => Assert.All(group.Alike, flow => Assert.Equal(
            group.Shown.Decisions.Select(answer => answer.Decision.Verdict),
            Explanation.Of(ShopCluster.State, flow).Decisions.Select(answer => answer.Decision.Verdict))));
    }

    [Theory]
    [InlineData("icmp/8", "ICMP 0 8 ")]
    [InlineData("icmpv6/1/4", "ICMPv6 0 1 4")]
    [InlineData("53/udp", "UDP 53  ")]
    public void Traffic_is_named_by_port_or_message(string text, string expected)
    {
        var (protocol, port, type, code) = FlowWords.ParseTraffic(text);
        Assert.Equal(expected, $"{protocol} {port} {type} {code}");
    }

    [Fact]
    public void Ping_of_two_pods_is_ICMP_in_one_family_and_ICMPv6_in_the_other() => Assert.Equal(
        ["ICMP", "ICMPv6"],
        Explanation.Of(ShopCluster.State, new Flow(new FlowEnd.Pod("shop", "api"), new FlowEnd.Pod("shop", "web"), Margay.Primitives.IpProtocol.Icmp, 0))
            .Decisions.Select(answer => answer.Decision.Flow.Protocol.ToString()));

    [Theory]
    [InlineData("deploy/web", "ReplicaSet", "web-5d9c", "5d9c", true)]
    [InlineData("deploy/web", "ReplicaSet", "web-other-5d9c", "5d9c", false)]
    [InlineData("deploy/web", "ReplicaSet", "web-5d9c", null, false)]
    [InlineData("rs/web-5d9c", "ReplicaSet", "web-5d9c", "5d9c", true)]
    [InlineData("cronjob/report", "Job", "report-29000", null, true)]
    [InlineData("cronjob/report", "Job", "report-daily", null, false)]
    [InlineData("sts/db", "StatefulSet", "db", null, true)]
    [InlineData("sts/db", "DaemonSet", "db", null, false)]
    public void A_pod_is_of_the_workload_that_owns_it(string text, string ownerKind, string owner, string? hash, bool runs)
    {
        Assert.True(Workload.TryParse(text, out var workload));
        var pod = new Pod
        {
            Metadata = new ObjectMeta
            {
                Name = "p",
                Labels = hash is null ? null : new Dictionary<string, string> { ["pod-template-hash"] = hash },
                OwnerReferences = [new OwnerReference { Kind = ownerKind, Name = owner }],
            },
        };
        Assert.Equal(runs, workload.Runs(pod));
    }

    private async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await CommandLine.RunAsync(["policy", "explain", "-f", _directory.FullName, .. arguments], output, error);
        return (exit, output.ToString(), error.ToString());
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_directory.FullName, name), text);
}
