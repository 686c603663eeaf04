using Margay.Api.Requests;

namespace Margay.Tests.Unit.Api;

public sealed class ResourcePathTests
{
    [Theory]
    [InlineData("/api/v1/namespaces", "Namespace", null, null, null)]
    [InlineData("/api/v1/namespaces/shop", "Namespace", null, "shop", null)]
    [InlineData("/api/v1/namespaces/shop/status", "Namespace", null, "shop", "status")]
    [InlineData("/api/v1/pods", "Pod", null, null, null)]
    [InlineData("/api/v1/namespaces/shop/pods", "Pod", "shop", null, null)]
    [InlineData("/api/v1/namespaces/shop/pods/web", "Pod", "shop", "web", null)]
    [InlineData("/api/v1/namespaces/shop/pods/web/status", "Pod", "shop", "web", "status")]
    [InlineData("/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies/a%2Db", "NetworkPolicy", "shop", "a-b", null)]
    [InlineData("/apis/projectcalico.org/v3/ippools/v4", "IPPool", null, "v4", null)]
    public void A_path_names_a_resource(string path, string kind, string? ns, string? name, string? subresource)
    {
        Assert.True(ResourcePath.TryParse(path, out var parsed));
        Assert.Equal((kind, ns, name, subresource), (parsed.Kind.Kind, parsed.Namespace, parsed.Name, parsed.Subresource));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/v1")]
    [InlineData("/api/v2/pods")]
    [InlineData("/api/v1/pods/web")]
    [InlineData("/api/v1/configmaps")]
    [InlineData("/api/v1/namespaces/shop/nodes")]
    [InlineData("/api/v1/namespaces/shop/pods/web/log")]
    [InlineData("/api/v1/namespaces/shop/serviceaccounts/a/status")]
    [InlineData("/apis/projectcalico.org/v1/ippools")]
    public void Other_paths_name_nothing(string path) => Assert.False(ResourcePath.TryParse(path, out _));
}
