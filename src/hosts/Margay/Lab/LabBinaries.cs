using Margay.Host.Cli;

namespace Margay.Host.Lab;

/// <summary>The programs a lab runs.</summary>
internal sealed record LabBinaries(string Margay, string CniPlugin)
{
    private const string CniName = "margay-cni";

    /// <summary>This very program, and the CNI plugin beside it unless one is named.</summary>
    /// <exception cref="CliException">The plugin is not there.</exception>
    public static LabBinaries Find(string? cniPlugin)
    {
        var margay = Environment.ProcessPath ?? throw new CliException("this program does not know where it is");
        var plugin = Path.GetFullPath(cniPlugin ?? Path.Combine(Path.GetDirectoryName(margay)!, CniName));
        return File.Exists(plugin)
            ? new LabBinaries(margay, plugin)
            : throw new CliException($"there is no CNI plugin at {plugin}: build it with scripts/publish, or name one with --cni-plugin");
    }
}
