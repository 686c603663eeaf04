using System.Text.Json.Nodes;
using Margay.Model.Resources;
using Margay.Model.Settings;
using Margay.Primitives;

namespace Margay.Model.Validation;

/// <summary>projectcalico.org/v3 BGPPeer: one way to name each end, and what goes with it.</summary>
internal static class BgpPeerCheck
{
    private static readonly FieldPath Spec = FieldPath.Root.Member("spec");

    private static readonly string[] WaysToNameThePeer = ["peerIP", "peerSelector", "localWorkloadSelector"];

    public static void Check(JsonObject resource, FaultList faults)
    {
        var spec = resource.Object("spec");
        if (IsSet(spec, "node") && IsSet(spec, "nodeSelector"))
            faults.Add(Spec.Member("nodeSelector"), "is set beside node", "keep one of them");
        SubdomainCheck.Check(spec.Text("node"), Spec.Member("node"), faults);
        CheckPeer(spec, faults);
        CheckAsNumber(spec, faults);
        CheckReachableBy(spec, faults);
        if (spec.Flag("keepOriginalNextHop") == true && spec.Has("nextHopMode"))
            faults.Add(Spec.Member("keepOriginalNextHop"), "is true beside nextHopMode", "remove it: nextHopMode says what holds");
        var filters = spec.Items("filters");
        for (var i = 0; i < filters.Count; i++)
        {
            if (filters[i].AsText() is { } filter && !NameRules.IsDnsSubdomain(filter))
                faults.Add(Spec.Member("filters").Item(i), $"is {FormatCheck.Quote(filter)}", NameRules.DnsSubdomainRemedy);
        }
    }

    private static void CheckPeer(JsonObject? spec, FaultList faults)
    {
        var ways = WaysToNameThePeer.Where(way => IsSet(spec, way)).ToList();
        foreach (var way in ways.Skip(1))
            faults.Add(Spec.Member(way), $"is set beside {ways[0]}", "keep one of them, or make a BGPPeer of its own for each");
    }

    private static void CheckAsNumber(JsonObject? spec, FaultList faults)
    {
        // A number that cannot be read is a fault already: it is neither there nor missing.
        if (!TryReadAsNumber(spec, out var number) && spec.Has("asNumber")) return;
        if (number != default && IsSet(spec, "peerSelector"))
            faults.Add(Spec.Member("asNumber"), "is set beside peerSelector", "remove it: the selected nodes have their own");
        if (number == default && IsSet(spec, "localWorkloadSelector"))
        {
            faults.Add(
                Spec.Member("asNumber"),
                spec.Has("asNumber") ? "is 0 beside localWorkloadSelector" : "is missing beside localWorkloadSelector",
                "write the AS number of the workloads");
        }
    }

    private static void CheckReachableBy(JsonObject? spec, FaultList faults)
    {
        if (!IsSet(spec, "reachableBy")) return;
        if (!IsSet(spec, "peerIP"))
        {
            faults.Add(Spec.Member("reachableBy"), "is set without peerIP", "write the peerIP that it leads to, or remove it");
        }
        else if (IpAddr.TryParse(spec.Text("reachableBy"), out var gateway)
            && PeerAddress.TryParse(spec.Text("peerIP"), out var peer)
            && gateway.Family != peer.Address.Family)
        {
            faults.Add(
                Spec.Member("reachableBy"),
                $"is {gateway}, of another family than peerIP {peer}",
                peer.Address.IsV6 ? "write an IPv6 address" : "write an IPv4 address");
        }
    }

    private static bool TryReadAsNumber(JsonObject? spec, out AsNumber number)
    {
        number = default;
        if (spec.Text("asNumber") is { } text) return AsNumber.TryParse(text, out number);
        if (spec.Whole("asNumber") is not { } whole || whole is < 0 or > uint.MaxValue) return false;
        number = new AsNumber((uint)whole);
        return true;
    }

    private static bool IsSet(JsonObject? spec, string member) => spec.Text(member) is { Length: > 0 };
}
