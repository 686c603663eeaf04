using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Margay.Client;

namespace Margay.Tests.E2e.Lab;

/// <summary>A lab of the published binaries, as a person would use it: through the command line.</summary>
internal sealed class TestLab(string name)
{
    private static int _labs;

    /// <summary>The lab's name.</summary>
    public string Name { get; } = name;

    public string Directory => $"/run/margay-lab/{Name}";

    public string Kubeconfig => $"{Directory}/hub/admin.kubeconfig";

    public static string Binary { get; } = Path.Combine(Dist(), "margay");

    /// <summary>A lab that is not up yet, with a name that no other run uses.</summary>
    public static TestLab New() => new($"t{Environment.ProcessId}n{Interlocked.Increment(ref _labs)}");

    /// <summary>Skips the test without root; fails it without the binaries.</summary>
    public static void Require()
    {
        Assert.SkipUnless(Margay.Linux.Host.IsRoot, "needs root: a lab is made of network namespaces");
        Assert.True(File.Exists(Binary), $"{Binary} is not there: run scripts/publish first");
    }

    public static Task<Outcome> MargayAsync(params string[] arguments) => Command.RunAsync(Binary, arguments);

    /// <summary><c>margay lab …</c> on this lab.</summary>
    public Task<Outcome> RunAsync(params string[] arguments)
    {
        var end = Array.IndexOf(arguments, "--") is >= 0 and var dashes ? dashes : arguments.Length;
        return Command.RunAsync(Binary, ["lab", .. arguments[..end], "--name", Name, .. arguments[end..]]);
    }

    public async Task UpAsync(int nodes) => (await RunAsync("up", "--nodes", $"{nodes}")).Expect();

    public async Task<string> DownAsync() => (await RunAsync("down")).Expect();

    public ApiClient Connect() => new(Client.Kubeconfig.Load(Kubeconfig, null));

    /// <summary>Applies manifests.</summary>
    public Task ApplyAsync(string manifests) => WithFileAsync(manifests, "apply");

    /// <summary>Deletes what manifests name.</summary>
    public Task DeleteAsync(string manifests) => WithFileAsync(manifests, "delete");

    public async Task AddPodAsync(string ns, string pod, string node, string labels, params int[] ports)
    {
        string[] portOptions = [.. ports.SelectMany(port => new[] { "--port", $"{port}" })];
        (await Command.RunAsync(
            Binary, ["lab", "pod", "add", $"{ns}/{pod}", "--node", node, "--labels", labels, "--name", Name, .. portOptions])).Expect();
    }

    /// <summary>The matrix of the namespaces' pods, once it is as the policies say or <paramref name="patience"/> is over.</summary>
    public async Task<Matrix> ProbeAsync(string namespaces, int port = 80, int patience = 10)
    {
        var probe = await RunAsync("probe", "-n", namespaces, "--port", $"{port}", "--wait", $"{patience}", "-o", "json");
        Assert.True(probe.Output.StartsWith('{'), probe.Output + probe.Errors);
        return JsonSerializer.Deserialize<Matrix>(probe.Output, JsonSerializerOptions.Web)!;
    }

    /// <summary>Runs a program in the network namespace of a node.</summary>
    public Task<Outcome> OnNodeAsync(string node, params string[] command) =>
        Command.RunAsync("ip", ["netns", "exec", $"{Name}-{node}", .. command]);

    /// <summary><c>lab exec</c>: runs a program inside a pod or on a node.</summary>
    public Task<Outcome> InsideAsync(string place, params string[] command) =>
        Command.RunAsync(Binary, ["lab", "exec", "--name", Name, place, "--", .. command]);

    /// <summary>The namespace of a pod, to open sockets in.</summary>
    public string PodNamespace(string ns, string pod) => $"/run/netns/{Name}-pod-{ns}_{pod}";

    /// <summary>Polls until <paramref name="condition"/> holds; fails the test when the time is up.</summary>
    public static async Task UntilAsync(string what, TimeSpan patience, Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < patience, $"not within {patience.TotalSeconds} s: {what}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private async Task WithFileAsync(string manifests, string command)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, manifests, TestContext.Current.CancellationToken);
            (await MargayAsync(command, "--kubeconfig", Kubeconfig, "-f", file)).Expect();
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The checkout.</summary>
    public static string Root { get; } = Above();

    private static string Dist() => Environment.GetEnvironmentVariable("MARGAY_DIST") ?? Path.Combine(Above(), "artifacts", "dist");

    private static string Above([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}

/// <summary>A matrix as <c>lab probe -o json</c> prints it.</summary>
internal sealed record Matrix(int Port, bool AsExpected, IReadOnlyList<MatrixCell> Cells)
{
    /// <summary>Fails the test with the cells that are not as expected.</summary>
    public void ExpectAgreement() => Assert.True(AsExpected, string.Join('\n', Cells.Where(static cell => !cell.Agrees)));

    /// <summary>Whether a pod connected to another over both families.</summary>
    public bool Connects(string from, string to)
    {
        var cells = Cells.Where(cell => cell.From == from && cell.To == to).ToList();
        Assert.Equal(["IPv4", "IPv6"], cells.Select(static cell => cell.Family));
        return cells.TrueForAll(static cell => cell.Measured == "Connected");
    }
}

internal sealed record MatrixCell(
    string From, string FromNode, string To, string ToNode, string Family, string Measured, string? Expected, bool Agrees);
