using System.Text;
using Margay.Api.Selection;
using Margay.Api.Storage;
using Margay.Model.Resources;

namespace Margay.Tests.Unit.Api;

public sealed class FieldQueryTests
{
    private static readonly StoredResource Pod = new(
        new ResourceKey(Kinds.Pod, "shop", "web"),
        7,
        Encoding.UTF8.GetBytes("""{"metadata":{"name":"web","namespace":"shop"},"spec":{"nodeName":"n1"},"status":{"phase":"Running"}}"""));

    [Theory]
    [InlineData("metadata.name=web", true)]
    [InlineData("metadata.name==web,metadata.namespace=shop", true)]
    [InlineData("metadata.name!=web", false)]
    [InlineData("spec.nodeName=n1,status.phase!=Failed,status.phase!=Succeeded", true)]
    [InlineData("spec.nodeName=", false)]
    [InlineData("status.podIP=", true)]
    [InlineData(@"metadata.name=a\,b", false)]
    public void A_query_looks_at_the_fields_kubernetes_indexes(string text, bool expected)
    {
        Assert.True(FieldQuery.TryParse(Kinds.Pod, text, out var query, out var problem), problem);
        Assert.Equal(expected, query.Matches(Pod));
    }

    [Theory]
    [InlineData("spec.tier=mine", true)]
    [InlineData("spec.tier!=mine", false)]
    public void Policies_are_found_by_their_tier(string text, bool expected)
    {
        var policy = new StoredResource(
            new ResourceKey(Kinds.GlobalNetworkPolicy, "", "a"), 7, Encoding.UTF8.GetBytes("""{"spec":{"tier":"mine"}}"""));
        Assert.True(FieldQuery.TryParse(Kinds.GlobalNetworkPolicy, text, out var query, out var problem), problem);
        Assert.Equal(expected, query.Matches(policy));
    }

    [Theory]
    [InlineData("spec.image=x", "field label not supported: spec.image")]
    [InlineData("metadata.name", "expected FIELD=VALUE")]
    public void Other_fields_are_refused_by_name(string text, string expected)
    {
        Assert.False(FieldQuery.TryParse(Kinds.Pod, text, out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }
}
