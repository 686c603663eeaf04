using System.Text.Json;
using Margay.Host.Lab.Kubelet;
using Margay.Host.Lab.Plan;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Tests.Unit.Lab;

public sealed class KubeletMessageTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly LabNode Node = LabPlan.Create(LabName.Default, 1, LabPlan.DefaultPools).Nodes[0];

    [Fact]
    public void A_running_pod_is_reported_with_its_addresses()
    {
        var pod = new Pod { Spec = new PodSpec { Containers = [new Container { Name = "c", Image = "i" }] } };
        var patch = PodStatusPatch.Running(pod, Node, [IpAddr.Parse("10.65.0.1"), IpAddr.Parse("fd00:65::1")], Now);
        Assert.Equal(
            """
            {"status":{"phase":"Running","message":null,"reason":null,"startTime":"2026-01-02T03:04:05Z",
            "hostIP":"172.30.0.11","hostIPs":[{"ip":"172.30.0.11"},{"ip":"fd30::11"}],
            "podIP":"10.65.0.1","podIPs":[{"ip":"10.65.0.1"},{"ip":"fd00:65::1"}],
            "conditions":[{"type":"PodScheduled","status":"True","lastTransitionTime":"2026-01-02T03:04:05Z"},
            {"type":"Initialized","status":"True","lastTransitionTime":"2026-01-02T03:04:05Z"},
            {"type":"ContainersReady","status":"True","lastTransitionTime":"2026-01-02T03:04:05Z"},
            {"type":"Ready","status":"True","lastTransitionTime":"2026-01-02T03:04:05Z"}],
            "containerStatuses":[{"name":"c","image":"i","imageID":"","ready":true,"started":true,"restartCount":0,
            "state":{"running":{"startedAt":"2026-01-02T03:04:05Z"}}}]}}
            """.Replace("\n", ""),
            patch.ToJsonString());
    }

    [Fact]
    public void A_pod_without_network_says_why_and_is_not_ready()
    {
        var status = PodStatusPatch.Waiting("no addresses left", Now)["status"]!;
        Assert.Equal("Pending", (string?)status["phase"]);
        var ready = status["conditions"]!.AsArray().Single(condition => (string?)condition!["type"] == "Ready")!;
        Assert.Equal(("False", "no addresses left"), ((string?)ready["status"], (string?)ready["message"]));
    }

    [Theory]
    [InlineData("""{"cniVersion":"1.0.0","ips":[{"address":"10.65.0.1/32"},{"address":"fd00:65::1/128"}]}""", "10.65.0.1 fd00:65::1")]
    [InlineData("""{"cniVersion":"1.0.0","ips":[{"address":"what"}]}""", "")]
    [InlineData("""{"cniVersion":"1.0.0"}""", "")]
    public void Addresses_are_read_from_a_result(string json, string addresses)
    {
        using var result = JsonDocument.Parse(json);
        Assert.Equal(addresses, string.Join(' ', CniPlugin.AddressesIn(result.RootElement)));
    }

    [Fact]
    public void A_sandbox_record_survives_its_file()
    {
        using var result = JsonDocument.Parse("""{"ips":[{"address":"10.65.0.1/32"}]}""");
        var record = new SandboxRecord
        {
            Namespace = "shop",
            Name = "web",
            Uid = "u",
            Node = "n1",
            ContainerId = "c",
            NetworkNamespace = "margay-pod-shop_web",
            Result = result.RootElement,
        };
        var json = JsonSerializer.Serialize(record, KubeletJson.Default.SandboxRecord);
        var read = JsonSerializer.Deserialize(json, KubeletJson.Default.SandboxRecord)!;
        Assert.Equal(record with { Result = null }, read with { Result = null });
        Assert.Equal(CniPlugin.AddressesIn(record.Result), CniPlugin.AddressesIn(read.Result));
        Assert.Equal(new PodKey("shop", "web"), read.Key);
    }
}
