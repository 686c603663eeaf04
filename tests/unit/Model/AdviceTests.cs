using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Tests.Unit.Model;

/// <summary>What is accepted and does not do what was meant.</summary>
public sealed class AdviceTests
{
    [Theory]
    [InlineData("""{"margay.dev/bfd":"enabled","margay.dev/open-connections":"keep","margay.dev/confirm-within":"60s","margay.dev/interfaces":"","margay.dev/unconfirmed":"","example.com/bdf":""}""")]
    [InlineData("""{"margay.dev/BFD":"enabled"}""", "metadata.annotations[margay.dev/BFD] is no annotation of Margay's and does nothing: did you mean margay.dev/bfd?")]
    [InlineData("""{"margay.dev/open-conections":"keep"}""", "metadata.annotations[margay.dev/open-conections] is no annotation of Margay's and does nothing: did you mean margay.dev/open-connections?")]
    [InlineData("""{"margay.dev/zzzz":""}""", "metadata.annotations[margay.dev/zzzz] is no annotation of Margay's and does nothing: there are margay.dev/bfd, margay.dev/confirm-within, margay.dev/interfaces, margay.dev/open-connections, margay.dev/unconfirmed")]
    public void An_annotation_with_an_unknown_key_does_nothing(string annotations, params string[] expected)
    {
        foreach (var kind in (ResourceKind[])[Kinds.BgpPeer, Kinds.FelixConfiguration, Kinds.Pod])
            Assert.Equal(expected, Advice(kind, $$$"""{"metadata":{"name":"a","annotations":{{{annotations}}}}}"""));
    }

    [Theory]
    [InlineData("""{"projectcalico.org/ASNumber":"64513","projectcalico.org/IPv4Address":"192.0.2.1/24","projectcalico.org/IPv6Address":"2001:db8::1","projectcalico.org/RouteReflectorClusterID":"10.0.0.1"}""")]
    [InlineData("""{"projectcalico.org/ASNumber":"","projectcalico.org/IPv4Address":""}""")]
    [InlineData("""{"projectcalico.org/ASNumber":"1.10"}""")]
    [InlineData("""{"projectcalico.org/ASNumber":"AS1"}""", "ASNumber")]
    [InlineData("""{"projectcalico.org/ASNumber":"0"}""", "ASNumber")]
    [InlineData("""{"projectcalico.org/ASNumber":"4294967296"}""", "ASNumber")]
    [InlineData("""{"projectcalico.org/IPv4Address":"192.0.2/24","projectcalico.org/IPv6Address":"auto"}""", "IPv4Address", "IPv6Address")]
    [InlineData("""{"projectcalico.org/RouteReflectorClusterID":"2001:db8::1"}""", "RouteReflectorClusterID")]
    public void Annotations_of_a_node_that_cannot_be_read_count_as_absent(string annotations, params string[] expected)
    {
        var advice = Advice(Kinds.Node, $$$"""{"metadata":{"name":"a","annotations":{{{annotations}}}}}""").ToList();
        Assert.Equal(expected.Length, advice.Count);
        Assert.All(expected.Zip(advice), pair => Assert.StartsWith($"metadata.annotations[projectcalico.org/{pair.First}] is '", pair.Second, StringComparison.Ordinal));
        Assert.Empty(Advice(Kinds.Pod, $$$"""{"metadata":{"name":"a","annotations":{{{annotations}}}}}"""));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"asNumber":1,"localASNumber":"0.1"}""")]
    [InlineData("""{"asNumber":0}""", "spec.asNumber")]
    [InlineData("""{"asNumber":"0.0","localASNumber":0}""", "spec.asNumber", "spec.localASNumber")]
    public void AS_0_counts_as_absent(string spec, params string[] expected)
    {
        var advice = Advice(Kinds.BgpPeer, $$$"""{"metadata":{"name":"a"},"spec":{{{spec}}}}""");
        Assert.Equal(expected.Select(path => $"{path} is 0, which is no AS (RFC 7607) and counts as absent: write a number from 1 to 4294967295, or remove it"), advice);
        Assert.Equal(expected.Contains("spec.asNumber"), Advice(Kinds.BgpConfiguration, $$$"""{"metadata":{"name":"default"},"spec":{{{spec}}}}""").Any());
    }

    private static IEnumerable<string> Advice(ResourceKind kind, string resource) =>
        ResourceValidator.Advise(kind, BgpResource.Json(resource)).Select(advice => advice.ToString());
}
