using Margay.Linux;

namespace Margay.Tests.Kernel.Linux;

/// <summary>What a kernel test needs of the machine; without it the test is skipped and says so.</summary>
internal static class Machine
{
    public static void RequireRoot() =>
        Assert.SkipUnless(Host.Has(Capability.NetAdmin) && Host.Has(Capability.SysAdmin), "needs root: makes network namespaces");
}
