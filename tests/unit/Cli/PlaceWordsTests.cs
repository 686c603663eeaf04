using Margay.Host.Cli.Manifests;
using Margay.Host.Policy;
using Margay.Host.Policy.Analysis;
using Margay.Policy.Analysis;
using Margay.Policy.Analysis.Places;
using Margay.Primitives;

namespace Margay.Tests.Unit.Cli;

/// <summary>Classes of traffic and of ends in the words of people.</summary>
public sealed class PlaceWordsTests
{
    private static readonly ReachSpace Space = new(OfflineCluster.Of(ManifestSet.Check(
        [
            new ManifestText(
                "a.yaml",
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                ---
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: web, namespace: shop}
                spec:
                  podSelector: {}
                  ingress:
                  - from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]
                    ports: [{port: 80}, {port: 443}, {port: 53, protocol: UDP}]
                """),
        ],
        "default", null).OrThrow("")).State);

    [Fact]
    public void Addresses_are_ranges_and_the_rest_is_told_by_what_it_lacks() => Assert.Equal(
        ["10.0.0.0/16, 10.2.0.0-10.255.255.255", "any other address but 10.0.0.0/16, 10.2.0.0-10.255.255.255"],
        Outside.Select(PlaceWords.Of).Order());

    [Fact]
    public void Ranges_that_follow_each_other_are_one() =>
        Assert.Equal("any address outside of the cluster", PlaceWords.Of(Outside));

    [Theory]
    [InlineData("10.0.0.1", "TCP 80,443; UDP 53", "all but TCP 80,443; UDP 53")]
    [InlineData("10.1.0.1", "all traffic")]
    public void Traffic_with_one_reason_is_named_by_the_shorter_list(string caller, params string[] expected)
    {
        var from = Assert.Single(Outside.Select(place => place.Within(Cidr.Parse(caller))).OfType<Place.Outside>());
        var outcomes = Space.Judge(0, Assert.Single(Way.Between(from, Pods)));
        Assert.Equal(expected, outcomes.Select(outcome => TrafficWords.Of(Space.Partition, outcome.Traffic, IpFamily.V4)));
    }

    [Theory]
    [InlineData("{type: 8}", "ICMP type 8")]
    [InlineData("{type: 3, code: 1}", "ICMP type 3 code 1")]
    public void Messages_are_told_by_type_and_by_code_where_that_matters(string icmp, string expected)
    {
        var space = new ReachSpace(OfflineCluster.Of(ManifestSet.Check(
            [
                new ManifestText(
                    "a.yaml",
                    $$"""
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web, namespace: shop}
                    ---
                    apiVersion: projectcalico.org/v3
                    kind: NetworkPolicy
                    metadata: {name: web, namespace: shop}
                    spec: {ingress: [{action: Allow, protocol: ICMP, icmp: {{icmp}}}]}
                    """),
            ],
            "default", null).OrThrow("")).State);
        var places = space.Places(IpFamily.V4);
        var way = Assert.Single(Way.Between(places.OfType<Place.Outside>().First(), Assert.Single(places.OfType<Place.Pods>())));
        Assert.Contains(expected, space.Judge(0, way).Select(outcome => TrafficWords.Of(space.Partition, outcome.Traffic, IpFamily.V4)));
    }

    private static List<Place.Outside> Outside => [.. Space.Places(IpFamily.V4).OfType<Place.Outside>()];

    private static Place.Pods Pods => Assert.Single(Space.Places(IpFamily.V4).OfType<Place.Pods>());
}
