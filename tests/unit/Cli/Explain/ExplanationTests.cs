using Margay.Host.Cli;
using Margay.Host.Cli.Output;
using Margay.Host.Policy;
using Margay.Host.Policy.Explain;
using Margay.Policy.Oracle;

namespace Margay.Tests.Unit.Cli.Explain;

public sealed class ExplanationTests
{
    [Fact]
    public void Families_that_are_decided_alike_share_their_reasons() => Assert.Equal(
        """
        shop/api → shop/web TCP/8080

        IPv4  ALLOWED  pod shop/api (10.65.0.65) → pod shop/web (10.65.0.1)
        IPv6  ALLOWED  pod shop/api (fd65::41) → pod shop/web (fd65::1)
        ├─ egress of shop/api: allowed, egress[1] of networkpolicy shop/quiet allows it
        │  └─ networkpolicy shop/quiet
        │     ├─ egress[0] does not match
        │     │  └─ ✗ UDP 53: is not UDP
        │     └─ egress[1] matches
        │        └─ ✓ to all pods in this namespace
        └─ ingress of shop/web: allowed, ingress[0] of networkpolicy shop/frontend allows it
           └─ networkpolicy shop/frontend
              └─ ingress[0] matches
                 ├─ ✓ from pods with role=backend in this namespace
                 └─ ✓ TCP port 'http'

        """,
        Render("shop/api", "shop/web", "8080/tcp"));

    [Fact]
    public void A_family_that_an_end_lacks_is_said_to_be_impossible() => Assert.Equal(
        """
        other/stranger → shop/web TCP/80

        IPv4  DENIED  pod other/stranger (10.65.0.66) → pod shop/web (10.65.0.1)
        ├─ egress of other/stranger: allowed, no policy selects it in this direction
        └─ ingress of shop/web: DENIED, selected by networkpolicy shop/frontend, and no rule allows it
           └─ networkpolicy shop/frontend
              ├─ ingress[0] does not match
              │  ├─ ✗ from pods with role=backend in this namespace: is in namespace other, not in shop
              │  ├─ ✗ TCP port 'http': the destination's port http is 8080
              │  └─ ✗ TCP 9000-9010: is not port 9000-9010
              └─ ingress[1] does not match
                 ├─ ✗ from all pods in namespaces with team in (ops, infra): namespace other does not meet 'team in (ops, infra)'
                 └─ ✗ from addresses in 192.0.2.0/24 except 192.0.2.128/25: 10.65.0.66 is not in 192.0.2.0/24

        IPv6  not possible: other/stranger has no IPv6 address

        """,
        Render("other/stranger", "shop/web", "80/tcp"));

    [Fact]
    public void An_address_is_asked_about_in_its_own_family_only() => Assert.Equal(
        """
        192.0.2.7 → shop/web TCP/80

        IPv4  ALLOWED  192.0.2.7, outside the cluster → pod shop/web (10.65.0.1)
        └─ ingress of shop/web: allowed, ingress[1] of networkpolicy shop/frontend allows it
           └─ networkpolicy shop/frontend
              ├─ ingress[0] does not match
              │  ├─ ✗ from pods with role=backend in this namespace: 192.0.2.7 is no pod
              │  ├─ ✗ TCP port 'http': the destination's port http is 8080
              │  └─ ✗ TCP 9000-9010: is not port 9000-9010
              └─ ingress[1] matches
                 └─ ✓ from addresses in 192.0.2.0/24 except 192.0.2.128/25

        """,
        Render("192.0.2.7", "shop/web", "80/tcp"));

    [Fact]
    public void A_pod_that_is_not_there_is_an_error() =>
        Assert.Equal("there is no pod shop/wbe", Assert.Throws<CliException>(() => Explain("shop/wbe", "shop/web", "80")).Message);

    [Fact]
    public void An_expectation_holds_when_every_possible_family_meets_it()
    {
        Assert.True(Explain("shop/api", "shop/web", "8080").IsAll(Verdict.Allow));
        Assert.True(Explain("other/stranger", "shop/web", "80").IsAll(Verdict.Deny));
        Assert.False(Explain("other/stranger", "shop/web", "80").IsAll(Verdict.Allow));
    }

    [Fact]
    public void Programs_get_the_same_as_json()
    {
        var json = ExplanationJson.Of(Explain("other/stranger", "shop/web", "80/tcp"));
        Assert.Equal("IPv4 Deny", $"{json["decisions"]![0]!["family"]} {json["decisions"]![0]!["verdict"]}");
        Assert.Equal("other/stranger has no IPv6 address", (string?)json["decisions"]![1]!["reason"]);
        Assert.Null(json["decisions"]![1]!["verdict"]);
        var steps = json["decisions"]![0]!["steps"]!.AsArray();
        Assert.Equal(["other/stranger Egress", "shop/web Ingress"], steps.Select(step => $"{step!["pod"]} {step["direction"]}"));
        var policy = steps[1]!["tiers"]![0]!["policies"]![0]!;
        Assert.Equal("networkpolicy shop/frontend", (string?)policy["policy"]);
        Assert.Equal(2, policy["rules"]!.AsArray().Count);
        Assert.Equal("spec.ingress[0].from", (string?)policy["rules"]![0]!["conditions"]![0]!["path"]);
        Assert.Contains("\"is not port 9000-9010\"", JsonText.Write(json));
    }

    [Fact]
    public void Pods_without_addresses_stand_at_placeholders()
    {
        var pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: x}\nspec: {containers: [{name: c, image: i}]}\n";
        var set = Margay.Host.Cli.Manifests.ManifestSet.Check([new("f", pod)], "default", null).OrThrow("");
        var cluster = OfflineCluster.Of(set);
        Assert.True(cluster.HasPlaceholders);
        Assert.Equal(["198.18.0.1", "2001:db8::1"], cluster.State.Pods[0].Status!.PodIps!.Select(ip => ip.Ip));
        Assert.Equal("x", Assert.Single(cluster.State.Namespaces).Metadata.Name);
    }

    private static string Render(string from, string to, string port) =>
        ExplanationText.Render(Explain(from, to, port));

    private static Explanation Explain(string from, string to, string port)
    {
        var (protocol, number) = FlowWords.ParsePort(port);
        return Explanation.Of(
            ShopCluster.State,
            new Flow(FlowWords.ParseEnd("--from", from, "shop"), FlowWords.ParseEnd("--to", to, "shop"), protocol, number));
    }
}
