using System.Numerics;
using Margay.Model.Intent;
using Margay.Model.Settings;

namespace Margay.Dataplane.Tables;

/// <summary>How the policy table is laid out on a node. A value.</summary>
public sealed record TableOptions
{
    /// <summary>The name of the one table (family inet) that is ours, with everything in it.</summary>
    public const string TableName = "margay";

    private const uint DefaultMarkMask = 0xffff_0000;

    /// <summary>
    /// What the names of workload interfaces begin with. Interfaces with this prefix that no endpoint names let nothing
    /// through; all other interfaces are not ours to police.
    /// </summary>
    public string InterfacePrefix { get; init; } = "cali";

    /// <summary>From a workload to its own host, after egress policy (Calico's defaultEndpointToHostAction).</summary>
    public EndpointToHostAction EndpointToHostAction { get; init; } = EndpointToHostAction.Drop;

    /// <summary>Whether packets of workloads that connection tracking calls invalid are dropped.</summary>
    public bool DropInvalid { get; init; } = true;

    /// <summary>
    /// Whether a workload may send from the prefixes that its intent names beside its addresses. They come from the pod's
    /// own annotation, so that without the node's leave they count for nothing.
    /// </summary>
    public bool AllowSourcePrefixes { get; init; }

    /// <summary>How policy denies.</summary>
    public DenyAction DenyAction { get; init; } = DenyAction.Drop;

    /// <summary>
    /// Whether each verdict is told to who listens to the NFLOG groups of <see cref="VerdictPrefix"/>.
    /// </summary>
    public bool LogVerdicts { get; init; } = true;

    /// <summary>
    /// What lines of Log rules begin with, with Calico's words: %t tier, %k kind, %n name, %p namespace/name.
    /// </summary>
    public string LogPrefix { get; init; } = "calico-packet";

    /// <summary>How many such lines; null for as many as there are packets.</summary>
    public LogRate? LogRate { get; init; }

    /// <summary>
    /// The bits of packets' marks that are ours; the two lowest are used. Of a mask with fewer the default is used.
    /// </summary>
    public uint MarkMask { get; init; } = DefaultMarkMask;

    /// <summary>
    /// Whether packets of connections that bear <see cref="CutMark"/> are dropped, before established connections pass. It
    /// costs every packet a look at its connection's mark.
    /// </summary>
    public bool CutsConnections { get; init; }

    /// <summary>The bit of a connection's mark by which it is cut.</summary>
    public uint CutMark => AcceptMark;

    /// <summary>Ports of the node that anybody may reach.</summary>
    public IReadOnlyList<FailsafePort> FailsafeInbound { get; init; } = FailsafePort.DefaultInbound;

    /// <summary>Ports elsewhere that the node may always reach.</summary>
    public IReadOnlyList<FailsafePort> FailsafeOutbound { get; init; } = FailsafePort.DefaultOutbound;

    /// <summary>
    /// Where answers of <see cref="NameServers"/> to workloads wait until what they say is enforced; null while the kernel can hold
    /// none back. They wait only for workloads whose policy names destinations by domain name.
    /// </summary>
    public AnswerQueue? AnswerQueue { get; init; }

    /// <summary>The DNS servers that are believed, by address and port after any translation, in order.</summary>
    public IReadOnlyList<NameServer> NameServers { get; init; } = [];

    /// <summary>The UDP port of VXLAN.</summary>
    public ushort VxlanPort { get; init; } = VxlanSettings.Defaults.Port;

    /// <summary>Who may send packets of the overlays, beside the nodes.</summary>
    public OverlaySettings Overlays { get; init; } = OverlaySettings.Defaults;

    /// <summary>What happens to packets for announced service addresses that no service takes.</summary>
    public ServiceLoopAction ServiceLoops { get; init; } = ServiceLoopAction.Drop;

    /// <summary>How packets that leave the pools get another source.</summary>
    public NatOutgoingSettings NatOutgoing { get; init; } = NatOutgoingSettings.Defaults;

    /// <summary>
    /// Whether connections whose source is translated are open, though none that begins now is to be: the kernel goes on translating
    /// them only while there is a chain of type nat.
    /// </summary>
    public bool KeepsTranslating { get; init; }

    /// <summary>Workloads that reach the node's BGP whatever <see cref="EndpointToHostAction"/> is, in order.</summary>
    public IReadOnlyList<WorkloadPeerIntent> WorkloadPeers { get; init; } = [];

    /// <summary>Set on a packet that a host endpoint's untracked or pre-DNAT policy allows.</summary>
    internal uint AcceptMark => Mask & (~Mask + 1);

    /// <summary>Set on a packet that a rule passes to the next tier, until it has left the tier.</summary>
    internal uint PassMark
    {
        get
        {
            var rest = Mask & ~AcceptMark;
            return rest & (~rest + 1);
        }
    }

    private uint Mask => BitOperations.PopCount(MarkMask) < 2 ? DefaultMarkMask : MarkMask;

    /// <inheritdoc/>
    public bool Equals(TableOptions? other) =>
        other is not null && InterfacePrefix == other.InterfacePrefix
        && EndpointToHostAction == other.EndpointToHostAction && DropInvalid == other.DropInvalid
        && DenyAction == other.DenyAction && LogVerdicts == other.LogVerdicts && LogPrefix == other.LogPrefix
        && LogRate == other.LogRate && CutsConnections == other.CutsConnections && MarkMask == other.MarkMask && AllowSourcePrefixes == other.AllowSourcePrefixes
        && VxlanPort == other.VxlanPort && Overlays == other.Overlays && NatOutgoing == other.NatOutgoing && ServiceLoops == other.ServiceLoops && KeepsTranslating == other.KeepsTranslating
        && AnswerQueue == other.AnswerQueue && NameServers.SequenceEqual(other.NameServers)
        && WorkloadPeers.SequenceEqual(other.WorkloadPeers)
        && FailsafeInbound.SequenceEqual(other.FailsafeInbound)
        && FailsafeOutbound.SequenceEqual(other.FailsafeOutbound);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(InterfacePrefix, EndpointToHostAction, LogPrefix, MarkMask);
}
