using System.Text.Json.Nodes;
using Margay.Primitives;

namespace Margay.Model.Validation;

/// <summary>projectcalico.org/v3 IPPool: its range, its blocks, and which settings exclude each other.</summary>
internal static class IpPoolCheck
{
    private static readonly Cidr LinkLocalV4 = Cidr.Parse("169.254.0.0/16");
    private static readonly Cidr LinkLocalV6 = Cidr.Parse("fe80::/10");

    public static void Check(JsonObject resource, FaultList faults)
    {
        var spec = resource.Object("spec");
        var path = FieldPath.Root.Member("spec");
        if (MaskedRangeCheck.Check(spec.Text("cidr"), path.Member("cidr"), faults) is { IsNone: false } cidr)
        {
            CheckRange(cidr, path.Member("cidr"), faults);
            CheckBlocks(spec, cidr, path, faults);
            if (cidr.Family == IpFamily.V6 && Encapsulates(spec, "ipipMode"))
            {
                faults.Add(
                    path.Member("ipipMode"),
                    "is set for an IPv6 pool",
                    "write Never: IP-in-IP carries IPv4 only");
            }
        }

        if (Encapsulates(spec, "ipipMode") && Encapsulates(spec, "vxlanMode"))
            faults.Add(path.Member("vxlanMode"), "is set beside ipipMode", "write Never for one of them");
        CheckUses(spec, path, faults);
        CheckNotGlobal(spec, "nodeSelector", path, faults);
        CheckNotGlobal(spec, "namespaceSelector", path, faults);
    }

    private static void CheckRange(Cidr cidr, FieldPath path, FaultList faults)
    {
        if (cidr.Overlaps(LinkLocalV4) || cidr.Overlaps(LinkLocalV6))
        {
            faults.Add(
                path,
                $"is {cidr}, which holds link-local addresses",
                $"choose a range outside {LinkLocalV4} and {LinkLocalV6}");
        }
    }

    private static void CheckBlocks(JsonObject? spec, Cidr cidr, FieldPath path, FaultList faults)
    {
        var (least, most) = IpPoolRules.BlockSizes(cidr.Family);
        var size = spec.Whole("blockSize") ?? IpPoolRules.DefaultBlockSize(cidr.Family);
        if (size < least || size > most)
        {
            faults.Add(
                path.Member("blockSize"),
                $"is {size}",
                $"write a number from {least} to {most} for a pool of this family");
        }
        else if (cidr.Length > size && spec.Flag("disabled") != true)
        {
            faults.Add(
                path.Member("cidr"),
                $"is {cidr}, smaller than one block of /{size}",
                $"write a range of at most /{size}, or another blockSize");
        }
    }

    private static void CheckUses(JsonObject? spec, FieldPath path, FaultList faults)
    {
        var uses = spec.Items("allowedUses").Select(use => use.AsText()).ToList();
        if (uses.Distinct().Count() < uses.Count)
            faults.Add(path.Member("allowedUses"), "has an element twice", "write each use once");
        if (uses.Contains("Tunnel") && spec.Text("namespaceSelector") is { Length: > 0 })
        {
            faults.Add(
                path.Member("namespaceSelector"),
                "is set for a pool of tunnel addresses",
                "remove it, or write Workload as the only one of allowedUses");
        }
        if (!uses.Contains("LoadBalancer")) return;
        if (uses.Count > 1)
        {
            faults.Add(
                path.Member("allowedUses"),
                "has LoadBalancer beside other uses",
                "make a pool of its own for it");
        }
        foreach (var mode in (string[])["ipipMode", "vxlanMode"])
        {
            if (Encapsulates(spec, mode))
                faults.Add(path.Member(mode), "is set for a pool of load balancer addresses", "write Never");
        }

        if (spec.Flag("disableBGPExport") == true)
            faults.Add(path.Member("disableBGPExport"), "is true for a pool of load balancer addresses", "write false");
        if (spec.Text("nodeSelector") is { Length: > 0 } selector && selector != "all()")
            faults.Add(path.Member("nodeSelector"), "is set for a pool of load balancer addresses", "write all()");
    }

    private static void CheckNotGlobal(JsonObject? spec, string member, FieldPath path, FaultList faults)
    {
        if (spec.Text(member)?.Contains("global(", StringComparison.Ordinal) == true)
            faults.Add(path.Member(member), "uses global()", "write all(), or a selector over labels");
    }

    private static bool Encapsulates(JsonObject? spec, string mode) => spec.Text(mode) is "Always" or "CrossSubnet";
}
