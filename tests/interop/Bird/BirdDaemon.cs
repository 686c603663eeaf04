using System.Diagnostics;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Interop.Bird;

/// <summary>BIRD 2 in the daemon's namespace; ends with the test.</summary>
internal sealed class BirdDaemon : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("margay-bird-");
    private readonly TestNamespace _netns;
    private readonly Process _process;

    public BirdDaemon(TestNamespace netns, string config)
    {
        _netns = netns;
        var file = Path.Combine(_folder.FullName, "bird.conf");
        File.WriteAllText(file, $"router id 10.203.0.2;\nprotocol device {{ }}\n{config}\n");
        netns.Run("bird", "-p", "-c", file);
        _process = Process.Start("nsenter", [$"--net={netns.Path}", "--", "bird", "-f", "-c", file, "-s", Control]);
    }

    private string Control => Path.Combine(_folder.FullName, "bird.ctl");

    /// <summary>What birdc prints; it takes no quotes.</summary>
    public string Ask(string command) => _netns.Run("birdc", ["-s", Control, .. command.Split(' ')]);

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
