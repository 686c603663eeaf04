using Margay.Api.Requests;
using Margay.Host.Hub;
using Margay.Model.Resources;

namespace Margay.Tests.Unit.Hub;

public sealed class HubPartsTests
{
    [Theory]
    [InlineData("unknown field \"spec.x\"", "299 - \"unknown field \\\"spec.x\\\"\"")]
    [InlineData("a\r\nSet-Cookie: b", "299 - \"a??Set-Cookie: b\"")]
    [InlineData("ü", "299 - \"?\"")]
    public void A_warning_is_one_header_whatever_its_text(string text, string expected) =>
        Assert.Equal(expected, WarningHeader.Of(text));

    [Theory]
    [InlineData("Agent", "get", "Namespace", true)]
    [InlineData("Agent", "watch", "NetworkPolicy", true)]
    [InlineData("Agent", "create", "IPAMBlock", true)]
    [InlineData("Agent", "delete", "IPAMHandle", true)]
    [InlineData("Agent", "patch", "Pod", true)]
    [InlineData("Agent", "create", "Event", true)]
    [InlineData("Agent", "patch", "Event", true)]
    [InlineData("Agent", "delete", "Event", false)]
    [InlineData("Agent", "create", "Pod", false)]
    [InlineData("Agent", "delete", "Node", false)]
    [InlineData("Agent", "update", "NetworkPolicy", false)]
    [InlineData("Agent", "deletecollection", "IPAMBlock", false)]
    [InlineData("Admin", "deletecollection", "NetworkPolicy", true)]
    public void Agents_report_and_allocate_and_nothing_else(string caller, string verb, string kind, bool allowed)
    {
        var path = new ResourcePath(Kinds.All.First(candidate => candidate.Kind == kind), null, "x", null);
        var fault = Authorizer.Refuse(Enum.Parse<Caller>(caller), verb, path, QueryParameters.Parse(""));
        Assert.Equal(allowed, fault is null);
        if (fault is not null) Assert.Equal((403, "Forbidden"), (fault.Code, fault.Reason));
    }

    [Theory]
    [InlineData("Agent", "get", "/api/v1/namespaces/kube-system/secrets/bgp", "", true)]
    [InlineData("Agent", "list", "/api/v1/namespaces/kube-system/secrets", "?fieldSelector=metadata.name%3Dbgp", true)]
    [InlineData("Agent", "watch", "/api/v1/namespaces/kube-system/secrets", "?watch=1&fieldSelector=metadata.name%3Dbgp", true)]
    [InlineData("Agent", "list", "/api/v1/namespaces/kube-system/secrets", "", false)]
    [InlineData("Agent", "list", "/api/v1/namespaces/kube-system/secrets", "?fieldSelector=metadata.name%21%3Dbgp", false)]
    [InlineData("Agent", "list", "/api/v1/secrets", "?fieldSelector=metadata.name%3Dbgp", false)]
    [InlineData("Agent", "watch", "/api/v1/secrets", "?watch=1", false)]
    [InlineData("Agent", "create", "/api/v1/namespaces/kube-system/secrets", "", false)]
    [InlineData("Admin", "list", "/api/v1/secrets", "", true)]
    public void Agents_read_secrets_by_name_only(string caller, string verb, string path, string query, bool allowed)
    {
        Assert.True(ResourcePath.TryParse(path, out var resource));
        Assert.Equal(allowed, Authorizer.Refuse(Enum.Parse<Caller>(caller), verb, resource, QueryParameters.Parse(query)) is null);
    }

    [Fact]
    public void Tokens_tell_callers_apart_and_are_kept()
    {
        var folder = Directory.CreateTempSubdirectory("margay-tokens-").FullName;
        try
        {
            var tokens = BearerTokens.LoadOrCreate(new StateFiles(folder));
            Assert.Equal(Caller.Admin, tokens.Identify($"Bearer {tokens.Admin}"));
            Assert.Equal(Caller.Agent, tokens.Identify($"bearer {tokens.Agent} "));
            foreach (var wrong in (string?[])[null, "", "Bearer", "Bearer ", $"Basic {tokens.Admin}", $"Bearer {tokens.Admin}x"])
                Assert.Null(tokens.Identify(wrong));
            Assert.Equal(tokens.Admin, BearerTokens.LoadOrCreate(new StateFiles(folder)).Admin);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
