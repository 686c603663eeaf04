using Margay.Host.Cli;
using Margay.Host.Cli.Manifests;

namespace Margay.Tests.Unit.Cli;

public sealed class ManifestSetTests
{
    private const string Pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: c, image: i}]}\n";

    [Fact]
    public void An_object_without_a_namespace_goes_to_the_default_one()
    {
        var item = Assert.Single(Check(Pod).Objects);
        Assert.Equal(("here", "web", "pod/web"), (item.Namespace, item.Name, item.Title));
    }

    [Fact]
    public void What_others_need_comes_first()
    {
        var set = Check($"{Pod}---\napiVersion: v1\nkind: Namespace\nmetadata: {{name: here}}\n");
        Assert.Equal(["namespace/here", "pod/web"], set.Objects.Select(item => item.Title));
    }

    [Fact]
    public void A_fault_names_place_field_problem_and_remedy()
    {
        var set = Check(
            """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: backend
            spec:
              podSelector: {}
              ingress:
              - ports:
                - port: 70000
            """);
        Assert.StartsWith("f.yaml:9:", Assert.Single(set.Faults));
        Assert.Contains("spec.ingress[0].ports[0].port", set.Faults[0]);
        Assert.Contains("65535", set.Faults[0]);
    }

    [Theory]
    [InlineData("kind: Pod\n", "f.yaml:1:1: apiVersion is missing")]
    [InlineData("apiVersion: v1\nkind: Podd\nmetadata: {name: a}\n", "f.yaml:2:1: kind is 'Podd': write Pod")]
    [InlineData("apiVersion: apps/v1\nkind: Pod\nmetadata: {name: a}\n", "f.yaml:1:1: apiVersion is 'apps/v1': write v1 for a Pod")]
    [InlineData(
        "apiVersion: v3\nkind: NetworkPolicy\nmetadata: {name: a}\n",
        "f.yaml:1:1: apiVersion is 'v3': write networking.k8s.io/v1 or projectcalico.org/v3 for a NetworkPolicy")]
    [InlineData("# nothing\n", "f.yaml: there is no object in it")]
    public void What_cannot_be_an_object_is_a_fault(string text, string expected) =>
        Assert.StartsWith(expected, Assert.Single(Check(text).Faults));

    [Fact]
    public void A_namespace_other_than_the_one_asked_for_is_a_fault()
    {
        var text = Pod.Replace("{name: web}", "{name: web, namespace: other}");
        var set = ManifestSet.Check([new ManifestText("f.yaml", text)], "here", onlyNamespace: "here");
        Assert.Contains("metadata.namespace is 'other', but -n says 'here'", Assert.Single(set.Faults));
    }

    [Fact]
    public void One_broken_document_stops_all_of_them()
    {
        var refusal = Assert.Throws<CliException>(() => Check($"{Pod}---\nkind: [\n").OrThrow("nothing was applied"));
        Assert.EndsWith("nothing was applied", refusal.Message);
        Assert.Single(refusal.Details);
    }

    private static ManifestSet Check(string text) => ManifestSet.Check([new ManifestText("f.yaml", text)], "here", null);
}
