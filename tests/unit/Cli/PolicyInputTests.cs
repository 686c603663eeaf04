using Margay.Host.Cli.Manifests;
using Margay.Host.Policy;
using Margay.Policy.Analysis;
using Margay.Policy.Oracle;

namespace Margay.Tests.Unit.Cli;

/// <summary>Manifests on top of others make one cluster: what a change does not speak of stays as it is.</summary>
public sealed class PolicyInputTests
{
    private const string Base =
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop, labels: {team: shop}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web, namespace: shop, labels: {role: web}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: db, namespace: shop, labels: {role: db}}
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: db, namespace: shop}
        spec:
          podSelector: {matchLabels: {role: db}}
          ingress: [{from: [{namespaceSelector: {matchLabels: {team: shop}}}]}]
        """;

    private const string Unrelated =
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: {name: nobody, namespace: shop}
        spec: {podSelector: {matchLabels: {role: nobody}}}
        """;

    [Fact]
    public void A_namespace_that_a_change_only_names_keeps_its_labels()
    {
        var (before, change) = (Read(Base), Read(Unrelated));
        Assert.Empty(PolicyDifference.Between(StateOf(before), StateOf(before.With(change))).Changes);
    }

    [Fact]
    public void Policies_alone_are_about_the_pods_and_namespaces_of_the_other_side()
    {
        var before = Read(Base);
        var after = Read(Base[Base.LastIndexOf("apiVersion", StringComparison.Ordinal)..]).ForPodsOf(before);
        Assert.Empty(PolicyDifference.Between(StateOf(before), StateOf(after)).Changes);
    }

    [Fact]
    public void A_pod_that_a_change_adds_stands_at_an_address_of_its_own()
    {
        var cluster = StateOf(Read(Base).With(Read("apiVersion: v1\nkind: Pod\nmetadata: {name: cart, namespace: shop}\n")));
        var addresses = cluster.Pods.SelectMany(pod => pod.Status!.PodIps!).Select(entry => entry.Ip).ToList();
        Assert.Equal(6, addresses.Count);
        Assert.Equal(addresses.Distinct(), addresses);
    }

    private static PolicyInput Read(string text) =>
        PolicyInput.Of(ManifestSet.Check([new ManifestText("a.yaml", text)], "default", null).OrThrow(""));

    private static ClusterState StateOf(PolicyInput input) => input.Complete().State;
}
