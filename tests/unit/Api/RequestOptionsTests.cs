using System.Text;
using Margay.Api.Requests;
using Margay.Api.Storage;
using Margay.Model.Resources;

namespace Margay.Tests.Unit.Api;

public sealed class RequestOptionsTests
{
    private static readonly ResourcePath Pods = new(Kinds.Pod, null, null, null);

    [Theory]
    [InlineData("?limit=many", "limit: 'many' is not a number")]
    [InlineData("?resourceVersion=-1", "resourceVersion: '-1' is not a number")]
    [InlineData("?labelSelector=a%3D%3D%3D", "unable to parse label selector")]
    [InlineData("?fieldSelector=spec.x%3D1", "field label not supported")]
    [InlineData("?continue=nonsense", "not a token that this server has given out")]
    public void A_list_says_which_parameter_is_wrong(string query, string expected)
    {
        Assert.False(ListOptions.TryParse(Pods, QueryParameters.Parse(query), out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_watch_reads_its_parameters()
    {
        var query = QueryParameters.Parse("watch=1&allowWatchBookmarks=true&resourceVersion=12&timeoutSeconds=30&labelSelector=a%3Db");
        Assert.True(ListOptions.TryParse(Pods, query, out var options, out _));
        Assert.True(options is { Watch: true, AllowBookmarks: true, SendInitialEvents: false, Revision: 12 });
        Assert.Equal(TimeSpan.FromSeconds(30), options.Timeout);
    }

    [Theory]
    [InlineData("", false, FieldValidation.Warn)]
    [InlineData("dryRun=All&fieldValidation=Strict", true, FieldValidation.Strict)]
    [InlineData("fieldValidation=Ignore", false, FieldValidation.Ignore)]
    public void A_write_reads_its_parameters(string query, bool dryRun, FieldValidation validation)
    {
        Assert.True(WriteOptions.TryParse(QueryParameters.Parse(query), out var options, out _));
        Assert.Equal(new WriteOptions(dryRun, validation), options);
    }

    [Theory]
    [InlineData("dryRun=Some", "the only value is All")]
    [InlineData("fieldValidation=Maybe", "Ignore, Warn and Strict")]
    public void A_write_says_which_parameter_is_wrong(string query, string expected)
    {
        Assert.False(WriteOptions.TryParse(QueryParameters.Parse(query), out _, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Pages_cover_a_list_once_and_carry_the_first_pages_revision()
    {
        var items = Enumerable.Range(0, 7).Select(i => new StoredResource(
            new ResourceKey(Kinds.Pod, "ns", $"p{i}"), i + 1, Encoding.UTF8.GetBytes("{}"))).ToList();
        var seen = new List<string>();
        string? next = null;
        do
        {
            var query = QueryParameters.Parse($"limit=3&continue={next}");
            Assert.True(ListOptions.TryParse(Pods, query, out var options, out var problem), problem);
            var page = ListPage.Of(new ResourceList(100 + seen.Count, items), options);
            Assert.Equal(100, page.List.Revision);
            seen.AddRange(page.List.Items.Select(item => item.Key.Name));
            Assert.Equal(7 - seen.Count, page.Continue is null ? 0 : page.Remaining);
            next = page.Continue?.ToString();
        }
        while (next is not null);

        Assert.Equal(["p0", "p1", "p2", "p3", "p4", "p5", "p6"], seen);
    }

    [Theory]
    [InlineData(null, typeof(Representation.Objects))]
    [InlineData("*/*", typeof(Representation.Objects))]
    [InlineData("application/json", typeof(Representation.Objects))]
    [InlineData("application/json;as=Table;v=v1;g=meta.k8s.io,application/json", typeof(Representation.Table))]
    [InlineData("application/vnd.kubernetes.protobuf, application/json", typeof(Representation.Objects))]
    [InlineData("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", typeof(Representation.MetadataOnly))]
    [InlineData("application/json;as=Chart;g=meta.k8s.io;v=v1,application/json;as=Table;g=meta.k8s.io;v=v1beta1", typeof(Representation.Table))]
    public void The_first_form_that_the_server_can_write_is_chosen(string? accept, Type expected) =>
        Assert.IsType(expected, Representation.Choose(accept));

    [Theory]
    [InlineData("application/vnd.kubernetes.protobuf")]
    [InlineData("text/html")]
    public void Without_any_such_form_there_is_none(string accept) => Assert.Null(Representation.Choose(accept));
}
