using System.Diagnostics;

namespace Margay.Bench.Bgp;

/// <summary>Somebody else's daemon; its files end with it.</summary>
internal abstract class DaemonTaker : IRouteTaker
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("margay-bench-bgp-");
    private Process? _process;

    public Process Process => _process ?? throw new InvalidOperationException("not started");

    public virtual TimeSpan Pause => TimeSpan.FromMilliseconds(4);

    public abstract int PathCount();

    public virtual void Dispose()
    {
        if (_process is { } process)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    protected string InFolder(string name) => Path.Combine(_folder.FullName, name);

    protected string Write(string name, string text)
    {
        File.WriteAllText(InFolder(name), text);
        return InFolder(name);
    }

    /// <summary>Starts a program that stays in the foreground.</summary>
    protected void Start(string netns, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("nsenter", [$"--net={netns}", "--", program, .. arguments]) { RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
    }
}
