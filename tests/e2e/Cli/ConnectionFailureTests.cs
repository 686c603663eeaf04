using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Margay.Tests.E2e.Cli;

/// <summary>A kubeconfig that does not lead to a hub: one or two lines that tell what to do, and never a stack.</summary>
public sealed class ConnectionFailureTests(HubFixture hub) : IClassFixture<HubFixture>
{
    [Fact]
    public async Task No_kubeconfig_at_all() => AssertTold(await MargayProcess.RunAsync("get", "pods"), "--kubeconfig");

    [Fact]
    public async Task A_file_that_is_not_there() =>
        AssertTold(await MargayProcess.RunAsync("get", "pods", "--kubeconfig", "/nowhere"), "/nowhere: there is no such file");

    [Fact]
    public async Task A_file_that_is_no_yaml() =>
        AssertTold(await RunWithAsync("broken", "clusters: [\n"), "broken");

    [Fact]
    public async Task A_context_that_is_not_there() => AssertTold(
        await MargayProcess.RunAsync("get", "pods", "--kubeconfig", hub.Kubeconfig, "--context", "other"), "there is no context 'other'");

    [Fact]
    public async Task A_server_that_does_not_answer() =>
        AssertTold(await RunWithAsync("closed", Replaced("server: .*", "server: https://127.0.0.1:1")), "cannot be reached");

    [Fact]
    public async Task A_token_that_the_server_does_not_know() =>
        AssertTold(await RunWithAsync("stranger", Replaced("token: .*", "token: wrong")), "check its user entry");

    [Fact]
    public async Task A_certificate_signed_by_another_authority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = new CertificateRequest("CN=other", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var data = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(other.ExportCertificatePem()));
        AssertTold(
            await RunWithAsync("untrusted", Replaced("certificate-authority-data: .*", $"certificate-authority-data: {data}")),
            "certificate-authority");
    }

    private Task<RunResult> RunWithAsync(string name, string kubeconfig) =>
        MargayProcess.RunAsync("get", "pods", "--kubeconfig", hub.Write(name, kubeconfig));

    private string Replaced(string pattern, string replacement)
    {
        var text = File.ReadAllText(hub.Kubeconfig);
        var changed = System.Text.RegularExpressions.Regex.Replace(text, pattern, replacement);
        Assert.NotEqual(text, changed);
        return changed;
    }

    private static void AssertTold(RunResult result, string expected)
    {
        Assert.Equal((1, ""), (result.Exit, result.Output));
        Assert.Contains(expected, result.Error);
        Assert.StartsWith("margay: ", result.Error);
        Assert.InRange(result.Error.Trim().Split('\n').Length, 1, 2);
        Assert.DoesNotContain("   at ", result.Error);
    }
}
