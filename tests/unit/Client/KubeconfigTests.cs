using Margay.Client;

namespace Margay.Tests.Unit.Client;

public sealed class KubeconfigTests
{
    private const string Good =
        """
        apiVersion: v1
        kind: Config
        current-context: lab
        clusters:
        - name: hub
          cluster:
            server: https://127.0.0.1:6443
            certificate-authority-data: Q0E=
        - name: other
          cluster: {server: "http://[::1]:8080", insecure-skip-tls-verify: true}
        users:
        - name: admin
          user: {token: sesame}
        - name: cert
          user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}
        contexts:
        - name: lab
          context: {cluster: hub, user: admin, namespace: apps}
        - name: two
          context: {cluster: other, user: cert}
        """;

    [Fact]
    public void The_current_context_is_used_when_none_is_named()
    {
        var config = Resolve(Good, null);
        Assert.Equal("https://127.0.0.1:6443/", config.Server.ToString());
        Assert.Equal(("CA", "sesame", "apps"), (config.CertificateAuthority, config.Token, config.Namespace));
        Assert.Equal("https://127.0.0.1:6443/ (from /k)", config.ToString());
    }

    [Fact]
    public void A_named_context_brings_its_cluster_and_its_certificate()
    {
        var config = Resolve(Good, "two");
        Assert.True(config.SkipTlsVerify);
        Assert.Equal(new ClientCertificate("CERT", "KEY"), config.Certificate);
        Assert.DoesNotContain("KEY", config.Certificate!.ToString());
    }

    [Theory]
    [InlineData("current-context: lab", "", "current-context", "is not set; choose one with --context: lab, two")]
    [InlineData("current-context: lab", "current-context: x", "contexts", "there is no context 'x'; there are: lab, two")]
    [InlineData("Q0E=", "a.b", "clusters[0].cluster.certificate-authority-data", "is not base64")]
    [InlineData("{cluster: hub,", "{cluster: hubb,", "contexts[0].context.cluster", "there is no cluster 'hubb'")]
    [InlineData("user: admin,", "user: root,", "contexts[0].context.user", "there is no user 'root'")]
    [InlineData("https://127.0.0.1:6443", "127.0.0.1:6443", "clusters[0].cluster.server", "is no address such as https://")]
    [InlineData("server: https://127.0.0.1:6443", "proxy: x", "clusters[0].cluster.server", "is missing")]
    [InlineData("{token: sesame}", "{exec: {command: aws}}", "users[0].user.exec", "is not supported")]
    [InlineData("{token: sesame}", "{client-key-data: S0VZ}", "users[0].user.client-certificate", "belong together")]
    public void A_fault_names_file_line_field_and_mend(string from, string to, string field, string problem)
    {
        var text = Good.Replace(from, to, StringComparison.Ordinal);
        var fault = Assert.Throws<ClientConfigException>(() => Resolve(text, null));
        Assert.Equal(field, fault.Field);
        Assert.Matches(@"^/k:\d+: ", fault.Message);
        Assert.Contains(problem, fault.Message);
    }

    [Fact]
    public void Broken_yaml_is_reported_with_its_line() =>
        Assert.StartsWith("/k:2: not YAML", Assert.Throws<ClientConfigException>(() => Resolve("a: 1\nb: ]\n", null)).Message);

    [Fact]
    public void A_path_that_leads_nowhere_is_named()
    {
        var fault = Assert.Throws<ClientConfigException>(() => Kubeconfig.Load("/nonexistent/kubeconfig", null));
        Assert.Equal("/nonexistent/kubeconfig: there is no such file; name an existing kubeconfig with --kubeconfig", fault.Message);
    }

    [Fact]
    public void An_authority_that_is_no_certificate_is_refused_before_the_first_request()
    {
        var fault = Assert.Throws<ClientConfigException>(() => new ApiClient(Resolve(Good, null)));
        Assert.Equal("certificate-authority", fault.Field);
    }

    private static ClientConfig Resolve(string text, string? context) =>
        Kubeconfig.Resolve([KubeconfigFile.Parse("/k", text)], context);
}
