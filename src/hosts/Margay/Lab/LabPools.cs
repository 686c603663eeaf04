using Margay.Client;
using Margay.Host.Cli;
using Margay.Host.Lab.Plan;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Host.Lab;

/// <summary>The lab's IP pools.</summary>
internal static class LabPools
{
    public static async Task CreateAsync(ApiClient api, IReadOnlyList<Cidr> pools, LabOverlay overlay, CancellationToken stop)
    {
        foreach (var pool in All(pools, overlay))
        {
            try
            {
                await api.CreateAsync(Kinds.IpPool, pool, stop);
            }
            catch (ApiException taken) when (taken.IsAlreadyExists)
            {
                throw new CliException($"the pool '{pool.Metadata.Name}' exists already", inner: taken);
            }
        }
    }

    /// <summary>The first pool of each family has the name that Calico gives its first one.</summary>
    public static IEnumerable<IpPool> All(IReadOnlyList<Cidr> pools, LabOverlay overlay = LabOverlay.None)
    {
        foreach (var family in pools.GroupBy(static pool => pool.Family).OrderBy(static group => group.Key))
        {
            var number = 0;
            foreach (var cidr in family)
            {
                number++;
                var name = $"{(number == 1 ? "default" : $"pool-{number}")}-ipv{(int)family.Key}-ippool";
                yield return new IpPool
                {
                    Metadata = new ObjectMeta { Name = name },
                    Spec = new IpPoolSpec { Cidr = cidr.ToString(), IpipMode = cidr.Family == IpFamily.V4 ? IpipModeOf(overlay) : "Never", VxlanMode = VxlanModeOf(overlay), NatOutgoing = false },
                };
            }
        }
    }

    private static string IpipModeOf(LabOverlay overlay) => overlay switch
    {
        LabOverlay.Ipip => "Always",
        LabOverlay.IpipCrossSubnet => "CrossSubnet",
        _ => "Never",
    };

    private static string VxlanModeOf(LabOverlay overlay) => overlay switch
    {
        LabOverlay.Vxlan => "Always",
        LabOverlay.VxlanCrossSubnet => "CrossSubnet",
        _ => "Never",
    };
}
