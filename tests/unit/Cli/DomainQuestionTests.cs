using Margay.Host.Cli;

namespace Margay.Tests.Unit.Cli;

/// <summary>Questions about domain names, whose addresses nobody knows beforehand.</summary>
public sealed class DomainQuestionTests : IDisposable
{
    private const string Cluster =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, namespace: shop, labels: {app: web}}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: db, namespace: shop, labels: {app: db}}
        ---
        apiVersion: projectcalico.org/v3
        kind: NetworkPolicy
        metadata: {name: out, namespace: shop}
        spec:
          selector: app == 'web'
          types: [Egress]
          egress:
          - {action: Allow, protocol: TCP, destination: {domains: ['*.example.com', api.example.org], ports: [443]}}
        ---
        apiVersion: projectcalico.org/v3
        kind: NetworkPolicy
        metadata: {name: closed, namespace: shop}
        spec: {selector: app == 'db', types: [Egress]}

        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("margay-cli-");

    public DomainQuestionTests() => Write("cluster.yaml", Cluster);

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("www.example.com", 443, "ALLOWED")]
    [InlineData("a.b.EXAMPLE.com", 443, "ALLOWED")]
    [InlineData("example.com", 443, "DENIED")]
    [InlineData("www.example.com", 80, "DENIED")]
    [InlineData("api.example.org", 443, "ALLOWED")]
    public async Task A_connection_to_a_name_is_explained(string name, int port, string verdict)
    {
        var (exit, output) = await RunAsync("policy", "explain", "--from", "shop/web", "--to", name, "--port", $"{port}", "-f", Of("cluster.yaml"));
        Assert.Equal(0, exit);
        Assert.Contains($"IPv4  {verdict}", output);
        Assert.Contains($"→ {name.ToLowerInvariant()}, outside the cluster", output);
        Assert.DoesNotContain("198.19.", output);
        var (_, json) = await RunAsync("policy", "explain", "--from", "shop/web", "--to", name, "--port", $"{port}", "-f", Of("cluster.yaml"), "-o", "json");
        Assert.Contains($"\"domain\": \"{name.ToLowerInvariant()}\"", json);
        Assert.DoesNotContain("198.19.", json);
    }

    [Fact]
    public async Task Many_names_are_no_end_of_one_connection()
    {
        var (exit, output) = await RunAsync("policy", "explain", "--from", "shop/web", "--to", "*.example.com", "--port", "443", "-f", Of("cluster.yaml"));
        Assert.Equal((ExitCode.Usage, true), (exit, output.Contains("'*.example.com' means many names")));
    }

    [Fact]
    public async Task What_would_allow_it_is_a_name_where_the_kind_of_policy_knows_names()
    {
        var (_, output) = await RunAsync("policy", "explain", "--from", "shop/db", "--to", "pay.example.net", "--port", "443", "-f", Of("cluster.yaml"));
        Assert.Contains("pay.example.net", output[output.IndexOf("DENIED", StringComparison.Ordinal)..]);
        Assert.Contains("domains", output);
    }

    [Fact]
    public async Task Who_can_reach_a_name_and_what_a_pod_can_reach()
    {
        var (_, who) = await RunAsync("policy", "query", "who-can-reach", "www.example.com", "-f", Of("cluster.yaml"));
        Assert.Matches(@"shop/web +\*\.example\.com +TCP 443", who);
        Assert.DoesNotContain("shop/db", who);
        Assert.Equal(who, (await RunAsync("policy", "query", "who-can-reach", "*.example.com", "-f", Of("cluster.yaml"))).Output);
        var (_, what) = await RunAsync("policy", "query", "reachable-from", "shop/web", "-f", Of("cluster.yaml"));
        Assert.Matches(@"api\.example\.org, \*\.example\.com +TCP 443", what);
        var (exit, _) = await RunAsync("policy", "query", "who-can-reach", "unheard.test", "-f", Of("cluster.yaml"));
        Assert.Equal(ExitCode.Error, exit);
    }

    [Fact]
    public async Task A_difference_names_names_and_no_rule_about_them_is_called_idle()
    {
        Write("after.yaml", Cluster.Replace("api.example.org", "api2.example.org", StringComparison.Ordinal));
        var (exit, output) = await RunAsync("policy", "diff", Of("cluster.yaml"), Of("after.yaml"));
        Assert.Equal(ExitCode.Error, exit);
        Assert.Matches(@"(?m)^\+.*api2\.example\.org", output);
        Assert.Matches(@"(?m)^-.*api\.example\.org", output);
        Assert.DoesNotContain("198.19.", output);
        var (_, lint) = await RunAsync("policy", "lint", "-f", Of("cluster.yaml"));
        Assert.DoesNotContain("egress rule 0", lint);
    }

    [Fact]
    public async Task Names_are_ends_of_assertions()
    {
        Write("tests.yaml", "apiVersion: margay.dev/v1\nkind: PolicyTest\ntests: [{from: shop/web, to: www.example.com, port: 443, expect: allow}, {from: shop/web, to: example.org, port: 443, expect: deny}]\n");
        var (exit, output) = await RunAsync("policy", "test", Of("tests.yaml"), "-f", Of("cluster.yaml"));
        Assert.True(exit == 0, output);
    }

    private string Of(string name) => Path.Combine(_directory.FullName, name);

    private void Write(string name, string text) => File.WriteAllText(Of(name), text);

    private static async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await CommandLine.RunAsync(arguments, output, error);
        return (exit, output.ToString() + error);
    }
}
