using System.Text.Json.Nodes;
using Margay.Api.Objects;
using Margay.Api.Requests;
using Margay.Model.Resources;

namespace Margay.Tests.Unit.Api;

public sealed class ObjectBodyTests
{
    private static readonly ResourcePath Pools = new(Kinds.IpPool, null, null, null);
    private static readonly ResourcePath Pods = new(Kinds.Pod, "shop", null, null);
    private static readonly CreationStamp Stamp =
        new(DateTimeOffset.Parse("2026-01-02T03:04:05.678Z", System.Globalization.CultureInfo.InvariantCulture), "uid-1", "x7k2p");

    [Fact]
    public void A_new_object_gets_its_place_identity_and_time_and_loses_what_is_not_its_to_say()
    {
        var body = Parse("""{"metadata":{"generateName":"web-","uid":"mine","managedFields":[{}]},"spec":{},"status":{"phase":"Running"}}""");
        Assert.Null(ObjectBody.PrepareCreate(body, Pods, Stamp, out var key));
        Assert.Equal(("shop", "web-x7k2p"), (key.Namespace, key.Name));
        Assert.Equal(
            """{"metadata":{"generateName":"web-","uid":"uid-1","namespace":"shop","name":"web-x7k2p","creationTimestamp":"2026-01-02T03:04:05Z","generation":1},"spec":{},"status":{"phase":"Pending"},"apiVersion":"v1","kind":"Pod"}""",
            body.ToJsonString());
    }

    [Theory]
    [InlineData("""{"kind":"Node","metadata":{"name":"a"}}""", 400, "but the URL is that of Pod of v1")]
    [InlineData("""{"metadata":{"name":"a","namespace":"other"}}""", 400, "does not match that of the URL (shop)")]
    [InlineData("""{"metadata":{"name":"a","resourceVersion":"3"}}""", 400, "resourceVersion should not be set")]
    [InlineData("""{"metadata":{}}""", 422, "metadata.name is missing")]
    public void A_new_object_that_contradicts_its_url_is_refused(string body, int code, string message)
    {
        var fault = ObjectBody.PrepareCreate(Parse(body), Pods, Stamp, out _);
        Assert.Equal(code, fault!.Code);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_update_keeps_identity_and_status_and_counts_only_changes_of_content()
    {
        var current = Parse("""{"apiVersion":"projectcalico.org/v3","kind":"IPPool","metadata":{"name":"v4","uid":"u","generation":4},"spec":{"a":1},"status":{"x":1}}""");
        var labelled = Parse("""{"metadata":{"labels":{"a":"b"}},"spec":{"a":1},"status":{"x":2}}""");
        Assert.Null(ObjectBody.PrepareUpdate(labelled, current, Pools with { Name = "v4" }));
        ObjectBody.CountGeneration(labelled, current);
        Assert.Equal(("u", 4L, 1), ((string)labelled["metadata"]!["uid"]!, (long)labelled["metadata"]!["generation"]!, (int)labelled["status"]!["x"]!));

        var changed = Parse("""{"spec":{"a":2}}""");
        Assert.Null(ObjectBody.PrepareUpdate(changed, current, Pools with { Name = "v4" }));
        ObjectBody.CountGeneration(changed, current);
        Assert.Equal(5, (long)changed["metadata"]!["generation"]!);
    }

    [Fact]
    public void A_status_update_changes_nothing_but_the_status()
    {
        var current = Parse("""{"apiVersion":"projectcalico.org/v3","kind":"IPPool","metadata":{"name":"v4","generation":4},"spec":{"a":1},"status":{"x":1}}""");
        var body = Parse("""{"metadata":{"labels":{"a":"b"}},"spec":{"a":2},"status":{"x":2}}""");
        Assert.Null(ObjectBody.PrepareStatusUpdate(body, current, Pools with { Name = "v4", Subresource = "status" }));
        Assert.Equal(current.ToJsonString().Replace("\"x\":1", "\"x\":2", StringComparison.Ordinal), body.ToJsonString());
    }

    [Theory]
    [InlineData("""{"metadata":{"name":"other"}}""", 400, "does not match the name on the URL")]
    [InlineData("""{"metadata":{"name":"v4","uid":"another"}}""", 409, "it was deleted and made again")]
    public void An_update_of_something_else_is_refused(string body, int code, string message)
    {
        var current = Parse("""{"metadata":{"name":"v4","uid":"u"}}""");
        var fault = ObjectBody.PrepareUpdate(Parse(body), current, Pools with { Name = "v4" });
        Assert.Equal(code, fault!.Code);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_members_are_dropped_told_or_refused_as_asked()
    {
        const string Body = """{"apiVersion":"projectcalico.org/v3","kind":"IPPool","metadata":{"name":"v4"},"spec":{"cidr":"10.0.0.0/16","colour":1}}""";
        var warnings = new List<string>();
        var body = Parse(Body);
        Assert.Null(Admission.Admit(body, null, Kinds.IpPool, FieldValidation.Warn, warnings));
        Assert.Equal(["unknown field \"spec.colour\""], warnings);
        Assert.Null(body["spec"]!["colour"]);
        Assert.Null(Admission.Admit(Parse(Body), null, Kinds.IpPool, FieldValidation.Ignore, warnings));
        Assert.Single(warnings);
        var fault = Admission.Admit(Parse(Body), null, Kinds.IpPool, FieldValidation.Strict, warnings);
        Assert.Equal("spec.colour", Assert.Single(fault!.Causes).Field);
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
