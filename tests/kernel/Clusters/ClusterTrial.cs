using System.Globalization;
using Margay.Tests.Property.Policy;

namespace Margay.Tests.Kernel.Clusters;

/// <summary>Looks for a cluster at which something is wrong. MARGAY_SOAK_ROUNDS asks for more than the usual number of them.</summary>
internal static class ClusterTrial
{
    private const int Usually = 12;
    private const int AttemptsToShrink = 300;

    /// <summary>Seeds at which something was once wrong; each is tried beside the first ones.</summary>
    /// <remarks>19: the oracle took a failsafe port for leave to be forwarded.</remarks>
    private static readonly int[] Remembered = [19];

    /// <summary>How many clusters are tried.</summary>
    public static int Count { get; } =
        Environment.GetEnvironmentVariable("MARGAY_SOAK_ROUNDS") is { } rounds ? int.Parse(rounds, CultureInfo.InvariantCulture) : Usually;

    /// <summary>
    /// Fails the test at the first cluster with a fault; what it says has the smallest such cluster that was found, as manifests.
    /// </summary>
    public static void Run(Func<int, GeneratedCluster> draw, Func<GeneratedCluster, string?> faultOf)
    {
        foreach (var seed in Enumerable.Range(0, Count).Union(Remembered))
        {
            var cluster = draw(seed);
            if (faultOf(cluster) is not { } fault) continue;
            var smallest = GeneratedCluster.Of(ClusterShrink.Smallest(
                cluster.Resources, resources => faultOf(GeneratedCluster.Of(resources)) is not null, AttemptsToShrink));
            Assert.Fail(
                $"seed {seed}: {fault}\nand in the smallest cluster found: {faultOf(smallest) ?? "nothing, when tried again"}\n\n"
                + ClusterYaml.Of(smallest.Cluster.Resources));
        }
    }
}
