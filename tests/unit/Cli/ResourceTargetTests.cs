using Margay.Host.Cli;
using Margay.Host.Cli.Resources;

namespace Margay.Tests.Unit.Cli;

public sealed class ResourceTargetTests
{
    [Theory]
    [InlineData("pods", "pods:")]
    [InlineData("po", "pods:")]
    [InlineData("Pod", "pods:")]
    [InlineData("NETPOL", "networkpolicies:")]
    [InlineData("networkpolicies.networking.k8s.io", "networkpolicies:")]
    [InlineData("networkpolicies.v1.networking.k8s.io", "networkpolicies:")]
    [InlineData("ippool.projectcalico.org", "ippools:")]
    [InlineData("pods,netpol", "pods: networkpolicies:")]
    [InlineData("pods,po,pod", "pods:")]
    [InlineData("pod web db", "pods:web,db")]
    [InlineData("pod/web", "pods:web")]
    [InlineData("pod/web netpol/backend po/db", "pods:web,db networkpolicies:backend")]
    public void Kinds_and_names_are_read_as_people_write_them(string words, string expected) => Assert.Equal(
        expected,
        string.Join(' ', ResourceTarget.Parse(words.Split(' ')).Select(target => $"{target.Kind.Plural}:{string.Join(',', target.Names)}")));

    [Theory]
    [InlineData("networkpolicy", "networking.k8s.io/v1")]
    [InlineData("netpol", "networking.k8s.io/v1")]
    [InlineData("networkpolicies.projectcalico.org", "projectcalico.org/v3")]
    [InlineData("NetworkPolicy.projectcalico.org", "projectcalico.org/v3")]
    [InlineData("networkpolicies.v3.projectcalico.org", "projectcalico.org/v3")]
    [InlineData("cnp", "projectcalico.org/v3")]
    [InlineData("cnp.policy.networking.k8s.io", "policy.networking.k8s.io/v1alpha2")]
    [InlineData("clusternetworkpolicy", "policy.networking.k8s.io/v1alpha2")]
    public void A_name_of_several_kinds_means_what_it_means_to_kubectl(string word, string apiVersion) =>
        Assert.Equal(apiVersion, Assert.Single(ResourceTarget.Parse([word])).Kind.ApiVersion);

    [Theory]
    [InlineData("pdos", "there is no kind 'pdos'; did you mean 'pods'?")]
    [InlineData("pods.apps", "there is no kind 'pods.apps'")]
    [InlineData("pods,nodes web", "names cannot follow several kinds")]
    [InlineData("pod/web db", "'db' is not KIND/NAME")]
    [InlineData("pod/", "'pod/' is not KIND/NAME")]
    [InlineData("pod/a/b", "'pod/a/b' is not KIND/NAME")]
    [InlineData(",", "which kind?")]
    public void What_does_not_fit_together_is_a_wrong_command_line(string words, string expected)
    {
        var refusal = Assert.Throws<CliException>(() => ResourceTarget.Parse(words.Split(' ')));
        Assert.StartsWith(expected, refusal.Message);
        Assert.Equal(ExitCode.Usage, refusal.ExitCode);
    }

    [Fact]
    public void An_empty_name_is_refused() =>
        Assert.Throws<CliException>(() => ResourceTarget.Parse(["pod", ""]));
}
