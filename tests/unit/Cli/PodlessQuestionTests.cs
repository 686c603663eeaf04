using Margay.Host.Cli;

namespace Margay.Tests.Unit.Cli;

/// <summary>Where there is no pod to judge by, no change of policy is called harmless.</summary>
public sealed class PodlessQuestionTests : IDisposable
{
    private const string Policy =
        """
        {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: db, namespace: shop}, spec: {podSelector: {}, ingress: [{ports: [{port: 5432}]}]}}
        """;

    private const string Staged =
        """
        {apiVersion: projectcalico.org/v3, kind: StagedNetworkPolicy, metadata: {name: web, namespace: shop}, spec: {ingress: [{action: Deny}]}}
        """;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("margay-cli-");

    public PodlessQuestionTests()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "policy.yaml"), Policy);
        File.WriteAllText(Path.Combine(_directory.FullName, "change.yaml"), Policy.Replace("5432", "5433", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(_directory.FullName, "staged.yaml"), Staged);
        File.WriteAllText(
            Path.Combine(_directory.FullName, "pod.yaml"), "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: shop}, spec: {containers: [{name: c, image: i}]}}");
    }

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("policy diff policy.yaml -f change.yaml")]
    [InlineData("policy diff --staged -f staged.yaml")]
    [InlineData("policy lint -f policy.yaml --safe-to-delete netpol/shop/db")]
    public async Task Nothing_is_said_without_a_pod(string arguments)
    {
        var (exit, output, error) = await RunAsync(arguments);
        Assert.Equal((ExitCode.Error, ""), (exit, output));
        Assert.Contains("there is no pod to judge by", error);
    }

    [Fact]
    public async Task What_is_no_policy_is_not_called_safe_to_delete()
    {
        var (exit, output, error) = await RunAsync("policy lint -f pod.yaml --safe-to-delete pod/shop/p");
        Assert.Equal((ExitCode.Usage, ""), (exit, output));
        Assert.Contains("a pod is no policy", error);
    }

    private async Task<(int Exit, string Output, string Error)> RunAsync(string arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var words = arguments.Split(' ').Select(word => word.EndsWith(".yaml", StringComparison.Ordinal) ? Path.Combine(_directory.FullName, word) : word);
        var exit = await CommandLine.RunAsync([.. words], output, error);
        return (exit, output.ToString(), error.ToString());
    }
}
