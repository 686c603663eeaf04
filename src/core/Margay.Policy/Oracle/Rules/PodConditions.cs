using Margay.Model.Resources;
using Margay.Policy.Oracle.Holders;
using Margay.Primitives;

namespace Margay.Policy.Oracle.Rules;

/// <summary>The end is a pod by its own labels and those of its namespace, as Kubernetes' kinds mean it.</summary>
/// <param name="Path">The peer's field.</param>
/// <param name="Wanted">What it asks for, in words.</param>
/// <param name="End">The end.</param>
/// <param name="OwnNamespace">Where the pod must be if there is no namespace selector.</param>
/// <param name="Namespaces">The labels of the pod's namespace; null for the policy's own namespace.</param>
/// <param name="Pods">The pod's labels; null for every pod.</param>
internal sealed record PodPeer(
    string Path, string Wanted, PacketEnd End, string? OwnNamespace, LabelSelector? Namespaces, LabelSelector? Pods)
    : Condition(Path, Wanted)
{
    public override PacketEnd? About => End;

    public override Mismatch? Test(PacketView packet)
    {
        if (packet.HolderAt(End) is not Holder.Pod pod) return new Mismatch.NotAPod(packet.AddressOf(End));
        if (TestNamespace(pod) is { } mismatch) return mismatch;
        var unmet = LabelMatching.FirstUnmet(Pods ?? new LabelSelector(), pod.Resource.Metadata.Labels);
        return unmet is null ? null : new Mismatch.Labels(pod.ToString(), unmet);
    }

    private Mismatch? TestNamespace(Holder.Pod pod)
    {
        var ns = pod.Namespace!;
        if (Namespaces is null) return ns == OwnNamespace ? null : new Mismatch.OtherNamespace(ns, OwnNamespace ?? "");
        if (pod.KnownNamespace is not { } known) return new Mismatch.NamespaceUnknown(ns);
        var unmet = LabelMatching.FirstUnmet(Namespaces, known.Metadata.Labels);
        return unmet is null ? null : new Mismatch.NamespaceLabels(ns, unmet);
    }
}

/// <summary>The address does not lie in a prefix that a block excepts.</summary>
internal sealed record NotInExceptions(string Path, PacketEnd End, Cidr Exception)
    : Condition(Path, $"not {EndWords.Way(End)} {Exception}")
{
    public override Mismatch? Test(PacketView packet)
    {
        var address = packet.AddressOf(End);
        return Exception.Contains(address) ? new Mismatch.InException(address, Exception) : null;
    }
}

/// <summary>The destination port has a name with a pod.</summary>
/// <param name="Path">The port's field.</param>
/// <param name="Name">The name.</param>
/// <param name="IsSelected">
/// For ingress, which pods the policy selects: theirs is the name. For egress null: it is the pod's that is called.
/// </param>
internal sealed record PodPortNamed(string Path, string Name, Func<Holder.Pod, bool>? IsSelected)
    : Condition(Path, $"port '{Name}'")
{
    public override PacketEnd? About => IsSelected is null ? PacketEnd.Destination : null;

    public override Mismatch? Test(PacketView packet)
    {
        List<Holder.Pod> pods = IsSelected is null
            ? packet.Destination is Holder.Pod called ? [called] : []
            : [.. packet.Destinations.OfType<Holder.Pod>().Where(IsSelected)];
        if (pods.Count == 0) return new Mismatch.NobodyHasPorts(Name, IsPodsOnly: true);
        int[] numbers =
            [.. pods.SelectMany(pod => pod.PortsNamed(Name, packet.Facts.Protocol)).Distinct().Order()];
        return numbers.Contains(packet.Facts.DestinationPort)
            ? null
            : new Mismatch.NamedElsewhere(EndWords.Name(PacketEnd.Destination), Name, numbers);
    }
}

/// <summary>The address is one under which a node with these labels is called.</summary>
internal sealed record OfNode(string Path, string Wanted, PacketEnd End, LabelSelector Nodes, ClusterIndex Cluster)
    : Condition(Path, Wanted)
{
    public override Mismatch? Test(PacketView packet)
    {
        var address = packet.AddressOf(End);
        return Cluster.NodesAt(address).Any(node => LabelMatching.FirstUnmet(Nodes, node.Metadata.Labels) is null)
            ? null
            : new Mismatch.NotANode(address);
    }
}
