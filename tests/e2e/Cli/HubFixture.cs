using System.Text.RegularExpressions;

namespace Margay.Tests.E2e.Cli;

/// <summary>One hub for the tests of a class: a process of its own on a free port of loopback, its state in a new directory.</summary>
public sealed partial class HubFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("margay-e2e-");
    private MargayProcess? _hub;

    /// <summary>The address it serves at.</summary>
    public string Server { get; private set; } = "";

    /// <summary>The kubeconfig of its administrator.</summary>
    public string Kubeconfig { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _hub = MargayProcess.Start("hub", "--state-dir", Path.Combine(_directory.FullName, "hub"), "--listen", "127.0.0.1:0");
        while (true)
        {
            var match = Serving().Match(await _hub.ReadLineAsync());
            if (!match.Success) continue;
            (Server, Kubeconfig) = (match.Groups["server"].Value, match.Groups["kubeconfig"].Value);
            return;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_hub is not null) await _hub.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    /// <summary>Runs <c>margay</c> against the hub.</summary>
    public Task<RunResult> RunAsync(params string[] arguments) =>
        MargayProcess.RunAsync([.. arguments, "--kubeconfig", Kubeconfig]);

    /// <summary>Applies a manifest given as text, and expects that to succeed.</summary>
    public async Task<string> ApplyAsync(string manifest)
    {
        var result = await MargayProcess.RunWithInputAsync(manifest, "apply", "-f", "-", "--kubeconfig", Kubeconfig);
        Assert.True(result.Exit == 0, result.Error);
        return result.Output;
    }

    /// <summary>Writes a file beside the hub's state, to be gone with it.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    [GeneratedRegex(@"^serving at (?<server>\S+).*; kubeconfig: (?<kubeconfig>.+)$")]
    private static partial Regex Serving();
}
