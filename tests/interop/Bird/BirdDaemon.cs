using System.Diagnostics;
using Margay.Tests.Kernel.Tables;

namespace Margay.Tests.Interop.Bird;

/// <summary>BIRD 2 in the daemon's namespace; ends with the test.</summary>
internal sealed class BirdDaemon : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

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

    /// <summary>Asks until the answer has all of these in it. The daemon tells of nothing by itself.</summary>
    public void Await(string command, params string[] parts) => Await(command, answer => parts.All(answer.Contains));

    /// <summary>Asks until the answer does not have this in it.</summary>
    public void AwaitAbsence(string command, string part) => Await(command, answer => !answer.Contains(part));

    private void Await(string command, Func<string, bool> holds)
    {
        var patience = Stopwatch.StartNew();
        var answer = "";
        while (patience.Elapsed < Patience)
        {
            if (holds(answer = AskOrFail(command))) return;
        }

        Assert.Fail($"{command} has after {Patience}: {answer}");
    }

    /// <summary>birdc fails for what is not there.</summary>
    private string AskOrFail(string command)
    {
        try
        {
            return Ask(command);
        }
        catch (Xunit.Sdk.XunitException error)
        {
            return error.Message;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
