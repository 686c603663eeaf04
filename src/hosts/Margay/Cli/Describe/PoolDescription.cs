using Margay.Host.Cli.Ipam;
using Margay.Ipam;
using Margay.Model.Resources;

namespace Margay.Host.Cli.Describe;

/// <summary>An IPPool: what it is for, and its blocks.</summary>
internal static class PoolDescription
{
    public static string Of(IpPool pool, IpamSummary summary, DateTimeOffset now)
    {
        var spec = pool.Spec ?? new IpPoolSpec();
        var description = ObjectDescription.Start(pool, now)
            .Add("CIDR", spec.Cidr)
            .Add("Used by", Users(spec))
            .Add("For", string.Join(", ", spec.AllowedUses is { Count: > 0 } uses ? uses : ["Workload", "Tunnel"]))
            .Add("Between nodes", Encapsulation(spec))
            .Add("Outwards", spec.NatOutgoing == true ? "source NAT beyond the pools" : "no NAT");
        if (summary.Pools.FirstOrDefault(usage => usage.Pool.Name == pool.Metadata.Name) is not { } known)
            return description.Render();
        return description
            .Add("In use", $"{IpamText.Count(known.Usage.InUse)} of {IpamText.Count(known.Usage.Capacity)} addresses")
            .Add("Blocks", [.. known.Blocks.Select(IpamText.Line)])
            .Render();
    }

    private static string Users(IpPoolSpec spec)
    {
        if (spec.Disabled == true) return "nobody: the pool is disabled, addresses in use stay";
        if (spec.AssignmentMode == "Manual") return "those that ask for it by name";
        var nodes = Words("nodes", spec.NodeSelector);
        return string.IsNullOrEmpty(spec.NamespaceSelector)
            ? nodes
            : $"{nodes}, for pods in {Words("namespaces", spec.NamespaceSelector)}";
    }

    private static string Words(string things, string? selector) =>
        selector is null or "" or "all()" ? $"all {things}" : $"{things} with {selector}";

    private static string Encapsulation(IpPoolSpec spec) => (Mode(spec.IpipMode), Mode(spec.VxlanMode)) switch
    {
        ({ } mode, _) => $"IP in IP, {mode}",
        (_, { } mode) => $"VXLAN, {mode}",
        _ => "plain routing",
    };

    private static string? Mode(string? mode) => mode switch
    {
        "Always" => "always",
        "CrossSubnet" => "between subnets",
        _ => null,
    };
}
