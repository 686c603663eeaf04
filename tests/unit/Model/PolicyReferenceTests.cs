using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Margay.Model.Resources;
using Margay.Model.Schemas;

namespace Margay.Tests.Unit.Model;

/// <summary>docs/reference/policy.md names every field of the policy kinds, and only tests that there are.</summary>
public sealed partial class PolicyReferenceTests
{
    private static readonly string Page = File.ReadAllText(FromRoot("docs", "reference", "policy.md"));

    public static TheoryData<string, string> Sections() => new()
    {
        { "NetworkPolicy (networking.k8s.io/v1)", Kinds.NetworkPolicy.ToString() },
        { "NetworkPolicy, GlobalNetworkPolicy (projectcalico.org/v3)", Kinds.CalicoNetworkPolicy.ToString() },
        { "NetworkPolicy, GlobalNetworkPolicy (projectcalico.org/v3)", Kinds.GlobalNetworkPolicy.ToString() },
        { "Tier (projectcalico.org/v3)", Kinds.Tier.ToString() },
        { "NetworkSet, GlobalNetworkSet (projectcalico.org/v3)", Kinds.NetworkSet.ToString() },
        { "NetworkSet, GlobalNetworkSet (projectcalico.org/v3)", Kinds.GlobalNetworkSet.ToString() },
        { "HostEndpoint (projectcalico.org/v3)", Kinds.HostEndpoint.ToString() },
        { "ClusterNetworkPolicy (policy.networking.k8s.io/v1alpha2)", Kinds.ClusterNetworkPolicy.ToString() },
    };

    [Theory]
    [MemberData(nameof(Sections))]
    public void Every_field_of_a_policy_kind_has_its_row(string heading, string kind)
    {
        var found = Assert.Single(Kinds.All, one => one.ToString() == kind);
        Assert.True(KindSchemas.Of(found).TryGet("spec", out var spec));
        var named = FieldsIn(SectionOf(heading));
        var missing = FieldsOf(spec.Schema, "spec").Where(field => !named.Any(name => field == name || field.StartsWith(name + ".", StringComparison.Ordinal)));
        Assert.Empty(missing.Distinct());
    }

    [Fact]
    public void Every_test_that_is_named_is_there()
    {
        var sources = Directory.EnumerateFiles(FromRoot("tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();
        var names = TestName().Matches(Page).Select(match => match.Groups[1].Value).Distinct();
        Assert.All(names, name => Assert.Contains(sources, source => source.Contains($" {name}(", StringComparison.Ordinal)));
    }

    private static string SectionOf(string heading)
    {
        var start = Page.IndexOf($"## {heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"there is no section '{heading}'");
        var end = Page.IndexOf("\n## ", start, StringComparison.Ordinal);
        return end < 0 ? Page[start..] : Page[start..end];
    }

    private static HashSet<string> FieldsIn(string section) =>
        [.. section.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Code().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value))];

    /// <summary>The paths of all members; both lists of rules are <c>rule</c>, both ends <c>end</c>, and both lists of peers <c>peers</c>.</summary>
    private static IEnumerable<string> FieldsOf(Schema schema, string path) => schema switch
    {
        ObjectSchema shape when path != "spec" && !IsOpened(path) => [path],
        ObjectSchema shape => shape.Properties.SelectMany(property => FieldsOf(property.Schema, Named(path, property.Name))),
        ArraySchema { Items: ObjectSchema items } when path is "spec.ingress" or "spec.egress" => FieldsOf(items, "rule").Prepend(path),
        ArraySchema { Items: ObjectSchema items } when path is "rule.peers" or "rule.ports" => FieldsOf(items, path + "[]"),
        _ => [path],
    };

    private static bool IsOpened(string path) => path is "rule" or "end" or "rule.peers[]" or "rule.ports[]";

    private static string Named(string path, string name) => (path, name) switch
    {
        ("rule", "source" or "destination") => "end",
        ("rule", "from" or "to") => "rule.peers",
        _ => $"{path}.{name}",
    };

    private static string FromRoot(params string[] parts) => Path.Combine([Path.GetDirectoryName(ThisFile())!, "..", "..", "..", .. parts]);

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex("`([A-Za-z.\\[\\]]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("`([A-Z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+)`")]
    private static partial Regex TestName();
}
