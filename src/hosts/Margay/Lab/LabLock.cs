using Margay.Host.Cli;
using Margay.Host.Lab.Plan;
using Margay.Linux;

namespace Margay.Host.Lab;

/// <summary>Only one command at a time starts or removes a lab.</summary>
internal static class LabLock
{
    /// <summary>Takes the turn. The lock goes with the lab's directory.</summary>
    /// <exception cref="CliException">Another command has it.</exception>
    public static FileLock Take(LabPaths paths)
    {
        Directory.CreateDirectory(paths.Directory);
        return FileLock.TryAcquire(paths.Lock)
            ?? throw new CliException($"another `margay lab` command is starting or removing lab '{paths.Lab}': wait for it, or use --name");
    }
}
