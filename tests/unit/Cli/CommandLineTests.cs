using Margay.Host.Cli;

namespace Margay.Tests.Unit.Cli;

/// <summary>What needs neither a server nor a process: usage, files, and errors in one line.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("margay-cli-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("gte pods", "did you mean 'get'?")]
    [InlineData("get", "'margay get --help' shows the usage")]
    [InlineData("get pods --al", "there is no option '--al'; did you mean '--all-namespaces'?")]
    [InlineData("get pods -o xml", "'xml' is no output format; there are table, wide, json, yaml, name")]
    [InlineData("get pods -A web", "give -n NAMESPACE instead of -A")]
    [InlineData("get pod web -l a=b", "a name and a selector exclude each other")]
    [InlineData("get pods,nodes -w", "can be watched at a time")]
    [InlineData("get pdos", "did you mean 'pods'?")]
    [InlineData("delete", "give either KIND NAME or -f FILE")]
    [InlineData("delete pods", "which pods? delete wants their names")]
    [InlineData("apply", "which manifest?")]
    [InlineData("policy explain --from a --to b", "margay: --port is missing")]
    [InlineData("policy explain --from a --to b --port 80 --source-port 70000", "--source-port: '70000' is no port")]
    [InlineData("policy explain --from a --to b --port tcp/80 -f x", "write 80/tcp")]
    [InlineData("policy diff a b --fail-on nothing", "--fail-on: 'nothing' is none of any, added, removed, never")]
    [InlineData("policy test x -o xml", "--output: 'xml' is none of text, tap, junit, json")]
    [InlineData("policy explain SRC=10.0.0.1 --from a", "leave --from, --to, --port and --source-port out")]
    [InlineData("policy explain nonsense", "'nonsense': no packet can be read from this")]
    [InlineData("policy explain --from a --to b --port icmp/300 -f x", "'300' is no type of an ICMP message")]
    [InlineData("policy explain --from a --to b --port 80/xyz -f x", "use tcp, udp or sctp")]
    [InlineData("policy explain --from a --to b --port 80 --expect maybe", "neither allow nor deny")]
    [InlineData("lab up --fabric rack", "--fabric: 'rack' is none of flat, mesh, bgp")]
    [InlineData("lab up --overlay ipsec", "--overlay: 'ipsec' is none of none, vxlan")]
    [InlineData("agent --ip-autodetection-method eth0", "--ip-autodetection-method: 'eth0' is no method: write first-found, kubernetes-internal-ip")]
    [InlineData("agent --ip6-autodetection-method interface=(", "--ip6-autodetection-method: '(' is no regular expression")]
    [InlineData("ipam show --ip 10.0.0.300", "'10.0.0.300' is no address")]
    public async Task A_wrong_command_line_ends_with_2_and_says_what_is_wrong(string arguments, string expected)
    {
        var (exit, output, error) = await RunAsync(arguments.Split(' '));
        Assert.Equal((ExitCode.Usage, ""), (exit, output));
        Assert.Contains(expected, error);
        Assert.StartsWith("margay: ", error);
    }

    [Fact]
    public async Task A_missing_kubeconfig_is_one_line()
    {
        var (exit, _, error) = await RunAsync("get", "pods", "--kubeconfig", Path.Combine(_directory.FullName, "none"));
        Assert.Equal(ExitCode.Error, exit);
        Assert.Matches("^margay: .*/none: there is no such file; .*--kubeconfig\n$", error);
    }

    [Theory]
    [InlineData("clusters: [\n", ":")]
    [InlineData("current-context: x\n", "there is no context 'x'")]
    public async Task A_broken_kubeconfig_names_file_and_fault(string text, string expected)
    {
        var (exit, _, error) = await RunAsync("get", "pods", "--kubeconfig", Write("kubeconfig", text));
        Assert.Equal(ExitCode.Error, exit);
        Assert.Contains("kubeconfig", error);
        Assert.Contains(expected, error);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_one_line_that_names_it()
    {
        var (exit, _, error) = await RunAsync("get", "pods", "--kubeconfig", Kubeconfig("https://127.0.0.1:1"));
        Assert.Equal(ExitCode.Error, exit);
        Assert.Matches("^margay: https://127.0.0.1:1/ .*cannot be reached.*\n$", error);
    }

    [Fact]
    public async Task Debug_adds_the_stack()
    {
        var (_, _, error) = await RunAsync("get", "pods", "--debug", "--kubeconfig", "/nowhere");
        Assert.Contains("   at Margay.", error);
    }

    [Fact]
    public async Task Validate_tells_every_fault_of_every_file_and_needs_no_server()
    {
        Write("a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: UPPER}\n");
        Write("b.yml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: good}\n");
        Write("c.json", "{");
        Write("notes.txt", "not a manifest");
        var (exit, output, error) = await RunAsync("validate", "-f", _directory.FullName);
        Assert.Equal((ExitCode.Error, "namespace/good valid\n"), (exit, output));
        Assert.Equal(2, error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("a.yaml:3:12: metadata.name", error);
        Assert.Contains("c.json:", error);
    }

    [Fact]
    public async Task A_directory_below_is_taken_only_with_R()
    {
        Directory.CreateDirectory(Path.Combine(_directory.FullName, "deep"));
        Write("deep/a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: good}\n");
        Assert.Equal(ExitCode.Error, (await RunAsync("validate", "-f", _directory.FullName)).Exit);
        Assert.Equal(ExitCode.Ok, (await RunAsync("validate", "-R", "-f", _directory.FullName)).Exit);
    }

    [Fact]
    public async Task A_broken_manifest_is_told_before_the_server_is_asked()
    {
        var manifest = Write("a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a, lables: {}}\n");
        var (exit, _, error) = await RunAsync("apply", "-f", manifest, "--kubeconfig", Kubeconfig("https://127.0.0.1:1"));
        Assert.Equal(ExitCode.Error, exit);
        Assert.Contains("a.yaml:3:", error);
        Assert.EndsWith("margay: the manifests are faulty: nothing was applied\n", error);
        Assert.DoesNotContain("reached", error);
    }

    [Fact]
    public async Task Explain_answers_from_manifests_alone()
    {
        var manifest = Write("shop.yaml", ShopCluster.Manifests);
        string[] arguments = ["policy", "explain", "-f", manifest, "--from", "shop/api", "--to", "shop/web", "--port", "8080"];
        var (exit, output, _) = await RunAsync([.. arguments, "--expect", "allow"]);
        Assert.Equal(ExitCode.Ok, exit);
        Assert.Contains("IPv6  ALLOWED", output);
        Assert.Equal(ExitCode.Error, (await RunAsync([.. arguments, "--expect", "deny"])).Exit);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _margay margay")]
    [InlineData("zsh", "#compdef margay")]
    [InlineData("fish", "complete -c margay")]
    public async Task Completion_prints_the_code_of_the_shell(string shell, string expected) =>
        Assert.Contains(expected, (await RunAsync("completion", shell)).Output);

    [Fact]
    public async Task Complete_prints_one_candidate_a_line() =>
        Assert.Equal("pods\n", (await RunAsync("complete", "--", "get", "po")).Output);

    [Fact]
    public async Task Version_of_the_client_alone() =>
        Assert.StartsWith("client: 0.", (await RunAsync("version", "--client")).Output);

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exit = await CommandLine.RunAsync(arguments, output, error);
        return (exit, output.ToString(), error.ToString());
    }

    private string Kubeconfig(string server) => Write(
        "kubeconfig",
        $"""
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{"{name: c, context: {cluster: c}}"}]
        clusters: [{"{name: c, cluster: {server: \"" + server + "\"}}"}]
        """);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
