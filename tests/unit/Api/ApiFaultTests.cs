using System.Text;
using System.Text.Json;
using Margay.Api.Replies;
using Margay.Api.Storage;
using Margay.Model.Resources;

namespace Margay.Tests.Unit.Api;

public sealed class ApiFaultTests
{
    [Fact]
    public void An_invalid_object_names_each_field()
    {
        var fault = ApiFault.Invalid(Kinds.IpPool, "v4", [new FaultCause("FieldValueInvalid", "spec.cidr", "is missing: write a text")]);
        Assert.Equal(
            """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"IPPool.projectcalico.org \"v4\" is invalid: spec.cidr is missing: write a text","reason":"Invalid","details":{"name":"v4","group":"projectcalico.org","kind":"IPPool","causes":[{"reason":"FieldValueInvalid","message":"is missing: write a text","field":"spec.cidr"}]},"code":422}""",
            Write(fault));
    }

    [Fact]
    public void A_missing_object_is_named_as_kubernetes_names_it() => Assert.Equal(
        """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"networkpolicies.networking.k8s.io \"web\" not found","reason":"NotFound","details":{"name":"web","group":"networking.k8s.io","kind":"networkpolicies"},"code":404}""",
        Write(ApiFault.NotFound(new ResourceKey(Kinds.NetworkPolicy, "shop", "web"))));

    private static string Write(ApiFault fault)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions
        {
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }))
        {
            fault.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
