using CsCheck;
using Margay.Model.Manifests;
using Margay.Model.Resources;

namespace Margay.Tests.Property.Policy;

/// <summary>A cluster at which something fails comes down to what fails, as manifests that the API takes.</summary>
public sealed class ClusterShrinkTests
{
    private static readonly Gen<List<Resource>> Failing = ClusterGen.Happening.List[5, 40].Select(ValidOnes).Where(Fails);

    [Fact]
    public void What_is_left_is_what_fails() => Failing.Sample(
        resources =>
        {
            var smallest = ClusterShrink.Smallest(resources, Fails);

            var policy = Assert.IsType<CalicoNetworkPolicy>(Assert.Single(smallest));
            Assert.Single((policy.Spec?.Ingress ?? []).Concat(policy.Spec?.Egress ?? []));
            var read = ManifestReader.Read("shrunk", ClusterYaml.Of(smallest));
            Assert.Empty(read.Faults);
            Assert.Equal(policy, ClusterYaml.Read(policy, Assert.Single(read.Documents).Json), SameJson);
        },
        iter: 50);

    private static List<Resource> ValidOnes(List<Happening> happenings)
    {
        var world = new World();
        happenings.ForEach(world.Apply);
        return [.. world.Resources.Where(ClusterYaml.IsValid)];
    }

    private static bool Fails(IReadOnlyList<Resource> resources) => resources.OfType<CalicoNetworkPolicy>()
        .SelectMany(policy => (policy.Spec?.Ingress ?? []).Concat(policy.Spec?.Egress ?? []))
        .Any(rule => rule is { Action: "Deny", Source.Ports.Count: > 0 });

    private static bool SameJson(Resource? one, Resource? other) =>
        ClusterYaml.JsonOf(one!).ToJsonString() == ClusterYaml.JsonOf(other!).ToJsonString();
}
