using Margay.Model.Resources;
using Margay.Policy.Snapshot;
using Margay.Primitives;
using static Margay.Tests.Unit.Policy.Given;

namespace Margay.Tests.Unit.Policy;

public sealed class PodFactsTests
{
    [Fact]
    public void Addresses_come_from_the_first_place_that_names_any()
    {
        var pod = Pod("shop", "web", "10.0.0.1", "fd00::1");
        pod = pod with
        {
            Metadata = pod.Metadata with
            {
                Annotations = new Dictionary<string, string>
                {
                    ["cni.projectcalico.org/podIPs"] = "10.0.0.3/32,fd00::3/128",
                    ["cni.projectcalico.org/podIP"] = "10.0.0.4/32",
                },
            },
            Status = pod.Status! with { PodIp = "10.0.0.2" },
        };
        Assert.Equal(["10.0.0.1", "fd00::1"], AddressesOf(pod));
        pod = pod with { Status = pod.Status with { PodIps = [] } };
        Assert.Equal(["10.0.0.2"], AddressesOf(pod));
        pod = pod with { Status = null };
        Assert.Equal(["10.0.0.3", "fd00::3"], AddressesOf(pod));
        pod = pod with
        {
            Metadata = pod.Metadata with { Annotations = new Dictionary<string, string> { ["cni.projectcalico.org/podIP"] = "10.0.0.4/32" } },
        };
        Assert.Equal(["10.0.0.4"], AddressesOf(pod));
    }

    [Theory]
    [InlineData("Pending", false)]
    [InlineData("Running", false)]
    [InlineData("Unknown", false)]
    [InlineData("Succeeded", true)]
    [InlineData("Failed", true)]
    public void A_pod_whose_containers_are_gone_is_finished(string phase, bool finished)
    {
        var pod = Pod("shop", "web", "10.0.0.1");
        Assert.Equal(finished, PodFacts.Of(pod with { Status = pod.Status! with { Phase = phase } }).HasNoAddress);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("10.0.0.1/32", false)]
    public void A_deleted_pod_is_finished_once_its_address_was_given_back(string annotation, bool finished)
    {
        var pod = Pod("shop", "web", "10.0.0.1");
        pod = pod with
        {
            Metadata = pod.Metadata with
            {
                DeletionTimestamp = DateTimeOffset.UnixEpoch,
                Annotations = new Dictionary<string, string> { ["cni.projectcalico.org/podIP"] = annotation },
            },
        };
        Assert.Equal(finished, PodFacts.Of(pod).HasNoAddress);
    }

    [Fact]
    public void Named_ports_are_those_of_all_containers_that_policy_can_name()
    {
        var pod = Pod("shop", "web", "10.0.0.1").WithPort("http", 80).WithPort("dns", 53, "UDP").WithPort("odd", 1, "ICMP").WithPort("far", 70000);
        pod = pod with
        {
            Spec = pod.Spec! with
            {
                InitContainers = [new Container { Ports = [new ContainerPort { Name = "sync", Port = 9, Protocol = "SCTP" }, new ContainerPort { Port = 10 }] }],
            },
        };
        Assert.Equal(
            [new NamedPort("http", IpProtocol.Tcp, 80), new NamedPort("dns", IpProtocol.Udp, 53), new NamedPort("sync", IpProtocol.Sctp, 9)],
            PodFacts.Of(pod).Ports);
    }

    [Fact]
    public void A_label_written_as_null_is_absent()
    {
        var pod = Pod("shop", "web");
        pod = pod with { Metadata = pod.Metadata with { Labels = new Dictionary<string, string> { ["app"] = null!, ["tier"] = "a" } } };
        Assert.Equal("tier=a", PodFacts.Of(pod).Labels.ToString());
    }

    [Theory]
    [InlineData("[\"10.1.0.0/16\", \"fd01::/64\", \"oops\"]", "10.1.0.0/16,fd01::/64")]
    [InlineData("oops", "")]
    [InlineData("{}", "")]
    public void Source_prefixes_come_from_their_annotation(string annotation, string expected)
    {
        var pod = Pod("shop", "web");
        pod = pod with
        {
            Metadata = pod.Metadata with
            {
                Annotations = new Dictionary<string, string> { ["cni.projectcalico.org/allowedSourcePrefixes"] = annotation },
            },
        };
        Assert.Equal(expected, string.Join(',', PodFacts.Of(pod).Sources));
    }

    [Fact]
    public void Facts_read_twice_are_equal() =>
        Assert.Equal(PodFacts.Of(Pod("shop", "web", "10.0.0.1").WithPort("http", 80)), PodFacts.Of(Pod("shop", "web", "10.0.0.1").WithPort("http", 80)));

    private static IEnumerable<string> AddressesOf(Pod pod) => PodFacts.Of(pod).Networks.Select(network => network.Network.ToString());
}
