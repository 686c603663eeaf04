namespace Margay.Bench.Cni;

/// <summary>Debian's reference plugins with a configuration that gives a pod one address of each family.</summary>
internal sealed class ReferencePlugins : IDisposable
{
    /// <summary>The plugin; host-local lies beside it.</summary>
    public const string Bridge = "/usr/lib/cni/bridge";

    private readonly DirectoryInfo _leases;

    private ReferencePlugins(DirectoryInfo leases) => _leases = leases;

    public string Config => $$$"""
        {"cniVersion":"1.0.0","name":"bench","type":"bridge","bridge":"cni0","isGateway":true,"ipam":{"type":"host-local",
         "dataDir":"{{{_leases.FullName}}}","ranges":[[{"subnet":"10.66.0.0/16"}],[{"subnet":"fd00:66::/64"}]],
         "routes":[{"dst":"0.0.0.0/0"},{"dst":"::/0"}]}}
        """;

    /// <exception cref="BenchException">The plugins are not installed.</exception>
    public static ReferencePlugins Create() => File.Exists(Bridge)
        ? new ReferencePlugins(Directory.CreateTempSubdirectory("margay-bench-"))
        : throw new BenchException($"there is no {Bridge}: install containernetworking-plugins");

    public void Dispose() => _leases.Delete(recursive: true);
}
