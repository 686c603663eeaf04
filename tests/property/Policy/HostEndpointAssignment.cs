using Margay.Model.Resources;
using Margay.Policy.Evaluation;
using Margay.Primitives;

namespace Margay.Tests.Property.Policy;

/// <summary>Which host endpoint each interface of node n1 must have, told once more and slowly.</summary>
internal static class HostEndpointAssignment
{
    private const string Node = "n1";

    /// <summary>The first difference, in words; null if there is none.</summary>
    public static string? Difference(World world, IntentState intent)
    {
        var local = world.HostEndpoints.Where(host => host.Spec?.Node == Node).OrderBy(host => host.Metadata.Name, StringComparer.Ordinal).ToList();
        var names = local.Select(host => host.Spec!.InterfaceName).Where(name => !string.IsNullOrEmpty(name)).OfType<string>().Concat(world.Interfaces.Select(found => found.Name)).ToHashSet();
        foreach (var name in names.Union(intent.HostEndpoints.Keys).Order(StringComparer.Ordinal))
        {
            var expected = Named(local, name) ?? ByAddress(local, world, name);
            var actual = intent.HostEndpoints.GetValueOrDefault(name)?.Name;
            if (expected != actual) return $"interface {name}: host endpoint {actual ?? "none"}, expected {expected ?? "none"}";
        }

        return null;
    }

    private static string? Named(List<HostEndpoint> local, string name) =>
        local.Find(host => host.Spec!.InterfaceName == name)?.Metadata.Name;

    private static string? ByAddress(List<HostEndpoint> local, World world, string name)
    {
        var addresses = world.Interfaces.FirstOrDefault(found => found.Name == name)?.Addresses ?? [];
        return local.Find(host =>
            string.IsNullOrEmpty(host.Spec!.InterfaceName)
            && (host.Spec.ExpectedIps ?? []).Any(text => addresses.Contains(IpAddr.Parse(text))))?.Metadata.Name;
    }
}
