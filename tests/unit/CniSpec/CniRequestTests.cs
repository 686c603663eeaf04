using System.Text;
using Margay.CniSpec;

namespace Margay.Tests.Unit.CniSpec;

public sealed class CniRequestTests
{
    private const string Config = """{"cniVersion":"1.0.0","name":"k8s","type":"margay"}""";

    private static readonly CniEnvironment Add = new(
        "ADD", "abc123", "/run/netns/x", "eth0", "IgnoreUnknown=1;K8S_POD_NAMESPACE=shop;K8S_POD_NAME=web-0;X=y");

    [Fact]
    public void A_right_call_is_understood()
    {
        var request = Parse(Add, """
            {"cniVersion":"1.1.0","name":"k8s","type":"margay","agent_socket":"/run/a.sock","mtu":1400,"future":{"x":1},
             "ipam":{"assign_ipv4":"true","assign_ipv6":false,"ipv4_pools":["10.0.0.0/16","blue"]},
             "prevResult":{"cniVersion":"1.1.0","interfaces":[{"name":"lo"}],"ips":[{"address":"10.0.0.5/24","gateway":"10.0.0.1","interface":0}]}}
            """);

        Assert.Equal((CniCommand.Add, CniVersion.V110), (request.Command, request.Version));
        Assert.Equal(("shop", "web-0", true), (request.Args.PodNamespace, request.Args.PodName, request.Args.IsPod));
        Assert.Equal(("/run/a.sock", 1400), (request.Config.AgentSocket, request.Config.Mtu));
        Assert.Equal((true, false), (request.Config.Ipam!.AssignIpv4, request.Config.Ipam.AssignIpv6));
        Assert.Equal(["10.0.0.0/16", "blue"], request.Config.Ipam.Ipv4Pools);
        var address = Assert.Single(request.Config.PreviousResult!.Ips);
        Assert.Equal(("10.0.0.5/24", "10.0.0.1"), (address.Address.ToString(), address.Gateway.ToString()));
    }

    [Fact]
    public void Without_a_socket_in_the_configuration_there_is_the_usual_one() =>
        Assert.Equal("/run/margay/cni.sock", Parse(Add, Config).Config.AgentSocket);

    [Fact]
    public void A_deletion_needs_no_namespace() =>
        Assert.Equal("", Parse(Add with { Command = "DEL", Netns = null }, Config).Netns);

    [Fact]
    public void Garbage_collection_names_what_must_stay()
    {
        var request = Parse(new CniEnvironment("GC", null, null, null, null), """
            {"cniVersion":"1.1.0","name":"k8s","cni.dev/valid-attachments":[{"containerID":"abc","ifname":"eth0"}]}
            """);
        Assert.Equal([new CniAttachment("abc", "eth0")], request.Config.ValidAttachments);
    }

    public static TheoryData<string, CniEnvironment, string, int, string> Refusals { get; } = new()
    {
        { "unknown command", Add with { Command = "FROB" }, Config, 4, "CNI_COMMAND is 'FROB'" },
        { "no command", Add with { Command = null }, Config, 4, "CNI_COMMAND is ''" },
        { "no container", Add with { ContainerId = null }, Config, 4, "CNI_CONTAINERID" },
        { "container with a slash", Add with { ContainerId = "../x" }, Config, 4, "CNI_CONTAINERID" },
        { "no interface", Add with { InterfaceName = null }, Config, 4, "CNI_IFNAME" },
        { "interface too long", Add with { InterfaceName = "sixteen-bytes-xx" }, Config, 4, "CNI_IFNAME" },
        { "interface is a directory", Add with { InterfaceName = ".." }, Config, 4, "CNI_IFNAME" },
        { "interface with a blank", Add with { InterfaceName = "eth 0" }, Config, 4, "CNI_IFNAME" },
        { "no namespace", Add with { Netns = "" }, Config, 4, "CNI_NETNS" },
        { "args without a value", Add with { Args = "K8S_POD_NAME" }, Config, 4, "not KEY=value" },
        { "unknown args", Add with { Args = "FOO=1" }, Config, 4, "unknown keys: FOO" },
        { "address that is none", Add with { Args = "IP=nine" }, Config, 4, "the address 'nine'" },
        { "not JSON", Add, "{", 6, "cannot be read" },
        { "no object", Add, "null", 6, "is null" },
        { "wrong type", Add, """{"cniVersion":"1.0.0","name":"k8s","mtu":"big"}""", 6, "$.mtu" },
        { "key twice", Add, """{"cniVersion":"1.0.0","name":"a","name":"b"}""", 6, "cannot be read" },
        { "no version", Add, """{"name":"k8s"}""", 1, "cniVersion ''" },
        { "future version", Add, """{"cniVersion":"2.0.0","name":"k8s"}""", 1, "cniVersion '2.0.0'" },
        { "CHECK too early", Add with { Command = "CHECK" }, """{"cniVersion":"0.3.1","name":"k8s"}""", 1, "CHECK needs cniVersion 0.4.0" },
        { "GC too early", Add with { Command = "GC" }, Config, 1, "GC needs cniVersion 1.1.0" },
        { "no name", Add, """{"cniVersion":"1.0.0"}""", 7, "name ''" },
        { "relative socket", Add, """{"cniVersion":"1.0.0","name":"k8s","agent_socket":"a.sock"}""", 7, "agent_socket" },
        { "negative MTU", Add, """{"cniVersion":"1.0.0","name":"k8s","mtu":-1}""", 7, "mtu -1" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void A_wrong_call_is_refused_with_the_right_code(
        string why, CniEnvironment environment, string config, int code, string message)
    {
        Assert.False(CniRequest.TryParse(environment, Encoding.UTF8.GetBytes(config), out _, out var error), why);
        Assert.Equal(code, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static CniRequest Parse(CniEnvironment environment, string config)
    {
        Assert.True(CniRequest.TryParse(environment, Encoding.UTF8.GetBytes(config), out var request, out var error), error?.Message);
        return request;
    }
}
