using Margay.Host.Cli;
using Margay.Host.Lab.Plan;

namespace Margay.Host.Lab;

/// <summary>The programs a lab runs.</summary>
internal sealed record LabBinaries(string Margay, string CniPlugin)
{
    private const string CniName = "margay-cni";

    /// <summary>A fabric with routers of its own needs BIRD.</summary>
    /// <exception cref="CliException">It is not installed.</exception>
    public static void RequireRouter(LabPlan plan)
    {
        if (plan.Racks.Count == 0 || InPath("bird") is not null) return;
        throw new CliException("--fabric bgp runs BIRD 2 in its routers, and there is no program 'bird': `apt-get install bird2` installs it");
    }

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

    private static string? InPath(string program) => Environment.GetEnvironmentVariable("PATH")?.Split(':')
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
