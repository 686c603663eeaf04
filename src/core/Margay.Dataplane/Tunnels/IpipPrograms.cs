using System.Buffers.Binary;
using Margay.Dataplane.Bpf;
using Margay.Primitives;
using static Margay.Dataplane.Bpf.BpfCondition;
using static Margay.Dataplane.Bpf.BpfFunction;
using static Margay.Dataplane.Bpf.BpfOperation;
using static Margay.Dataplane.Bpf.BpfRegister;
using static Margay.Dataplane.Bpf.BpfSize;

namespace Margay.Dataplane.Tunnels;

/// <summary>
/// The two programs that make a veth pair an IPIP tunnel (RFC 2003) on kernels without one. Both need Linux 6.6, for the hook they
/// are attached to (tcx).
/// </summary>
/// <remarks>
/// One map holds the nodes' addresses (4 bytes, as on the wire), another counts what is dropped by <see cref="IpipDrop"/> (64 bits
/// each). Words are compared as a little-endian machine loads them.
/// </remarks>
public static class IpipPrograms
{
    /// <summary>The name of the program that takes packets out of the tunnel.</summary>
    public const string ReceiverName = "margay_ipip_rx";

    /// <summary>The name of the program that puts packets in.</summary>
    public const string SenderName = "margay_ipip_tx";

    /// <summary>The place of the map of nodes.</summary>
    public const int Peers = 0;

    /// <summary>The place of the map of counters.</summary>
    public const int Drops = 1;

    // struct __sk_buff of linux/bpf.h
    private const int PacketLength = 0;
    private const int PacketProtocol = 16;
    private const int PacketData = 76;
    private const int PacketEnd = 80;

    private const int Ethernet = 14;
    private const int Header = 20;
    private const int Inner = Ethernet + Header;
    private const int EtherTypeIpv4 = 0x0008;
    private const int ToTunnel = 0x0002;         // 02:00, the beginning of a node's MAC
    private const int VersionAndLength = 0x45;
    private const int DoNotFragment = 0x0040;
    private const int FragmentBits = 0xff3f;     // more fragments, and the offset
    private const int TtlAndProtocol = 0x0440;   // 64, IPIP
    private const int Ipip = 4;
    private const int MaxTotalLength = ushort.MaxValue;
    private const int CongestionExperienced = 3;
    private const int CongestionBits = 3;

    // bpf_skb_adjust_room: between link header and packet; segments keep their size.
    private const int AtNetworkHeader = 1;       // BPF_ADJ_ROOM_MAC
    private const int KeepSegments = 1;          // BPF_F_ADJ_ROOM_FIXED_GSO
    private const int Encapsulate = KeepSegments | 2;      // BPF_F_ADJ_ROOM_ENCAP_L3_IPV4
    private const int Decapsulate = KeepSegments | 0x80;   // BPF_F_ADJ_ROOM_DECAP_L3_IPV4
    private const int ToIngress = 1;             // BPF_F_INGRESS

    private const int Drop = 2;                  // TCX_DROP
    private const int Next = -1;                 // TCX_NEXT

    private const string DropEnd = "drop";
    private const string NextEnd = "next";

    /// <summary>
    /// For the ingress of the uplink: what is IPIP and for this node comes out of the tunnel's device without its outer header, if a
    /// node has sent it; anybody else's is dropped. All other packets go their way.
    /// </summary>
    public static BpfCode Receiver(IpipWay way)
    {
        var code = new BpfAssembler()
            .Set(R6, R1)
            .Read(Bits32, R1, R6, PacketProtocol).JumpIfWord(R1, NotEqual, EtherTypeIpv4, NextEnd);
        Show(code, Inner, NextEnd);
        code.Read(Bits8, R1, R2, Ethernet + 9).JumpIfWord(R1, NotEqual, Ipip, NextEnd)
            .Read(Bits32, R1, R2, Ethernet + 16).JumpIfWord(R1, NotEqual, IpipWay.WordOf(way.Underlay), NextEnd)
            .Read(Bits32, R1, R2, Ethernet + 12).Write(Bits32, R10, -4, R1)
            .SetMap(R1, Peers).Set(R2, R10).Compute(Add, R2, -4).Call(MapLookup)
            .JumpIf(R0, Equal, 0, Of(IpipDrop.Stranger));
        Show(code, Inner + Header, Of(IpipDrop.Malformed));
        code.Read(Bits8, R1, R2, Ethernet).JumpIfWord(R1, NotEqual, VersionAndLength, Of(IpipDrop.Malformed))
            .Read(Bits16, R1, R2, Ethernet + 6).Compute(And, R1, FragmentBits).JumpIfWord(R1, NotEqual, 0, Of(IpipDrop.Fragment));
        Verify(code);
        code.Read(Bits8, R1, R2, Inner).Compute(ShiftRight, R1, 4).JumpIfWord(R1, NotEqual, 4, Of(IpipDrop.Malformed))
            .Read(Bits8, R8, R2, Ethernet + 1).Compute(And, R8, CongestionBits)
            .Read(Bits16, R9, R2, Inner)
            .Set(R7, R9).Compute(ShiftRight, R7, 8).Compute(And, R7, CongestionBits)

            // Not capable of congestion marks inside, and marked outside: the loss is the mark.
            .JumpIfWord(R8, NotEqual, CongestionExperienced, "room")
            .JumpIfWord(R7, Equal, 0, Of(IpipDrop.Congestion))
            .Label("room");
        Adjust(code, -Header, Decapsulate, Of(IpipDrop.Malformed));
        MarkCongestion(code);
        WriteMac(code, IpipWay.MacOf(way.Underlay));
        code.Set(R1, way.Device).Set(R2, ToIngress).Call(Redirect).Exit();
        Count(code, IpipDrop.Stranger, IpipDrop.Malformed, IpipDrop.Fragment, IpipDrop.Congestion);
        return code.Label(NextEnd).Set(R0, Next).Exit().Build(ReceiverName);
    }

    /// <summary>
    /// For the ingress of the far end of the tunnel's veth pair: each packet gets a header to the node whose MAC it is for, and leaves
    /// by the uplink with whatever neighbour the way to that node has.
    /// </summary>
    public static BpfCode Sender(IpipWay way)
    {
        var code = new BpfAssembler()
            .Set(R6, R1)
            .Read(Bits32, R1, R6, PacketProtocol).JumpIfWord(R1, NotEqual, EtherTypeIpv4, DropEnd);
        Show(code, Inner, Of(IpipDrop.NoRoom));
        code.Read(Bits16, R1, R2, 0).JumpIfWord(R1, NotEqual, ToTunnel, Of(IpipDrop.NoNode))
            .Read(Bits32, R7, R2, 2)
            .Read(Bits8, R8, R2, Ethernet + 1)
            .Read(Bits32, R9, R6, PacketLength).Compute(Add, R9, Header - Ethernet);
        Adjust(code, Header, Encapsulate, "nested");
        code.Label("roomy");

        // A packet that is to be cut into segments may be longer than its length field can say; the kernel's own tunnels write zero, too.
        code.JumpIfWord(R9, LessOrEqual, MaxTotalLength, "length").Set(R9, 0).Label("length");
        WriteHeader(code, way);
        code.Set(R1, R6).Set(R2, Ethernet).Set(R3, R10).Compute(Add, R3, -Header).Set(R4, Header).Set(R5, 0).Call(StoreBytes)
            .JumpIf(R0, NotEqual, 0, Of(IpipDrop.NoRoom))
            .Set(R1, way.Uplink).Set(R2, 0).Set(R3, 0).Set(R4, 0).Call(RedirectNeighbour).Exit();

        // What a pod has encapsulated itself is marked so already, and may not be marked twice.
        code.Label("nested");
        Adjust(code, Header, KeepSegments, Of(IpipDrop.NoRoom));
        code.Jump("roomy");
        Count(code, IpipDrop.NoNode, IpipDrop.NoRoom);
        return code.Label(DropEnd).Set(R0, Drop).Exit().Build(SenderName);
    }

    /// <summary>Has the packet's first bytes at R2, or goes to <paramref name="otherwise"/>.</summary>
    private static void Show(BpfAssembler code, int length, string otherwise) => code
        .Set(R1, R6).Set(R2, length).Call(PullData).JumpIf(R0, NotEqual, 0, otherwise)
        .Read(Bits32, R2, R6, PacketData).Read(Bits32, R3, R6, PacketEnd)
        .Set(R4, R2).Compute(Add, R4, length).JumpIf(R4, Greater, R3, otherwise);

    private static void Adjust(BpfAssembler code, int length, int flags, string otherwise) => code
        .Set(R1, R6).Set(R2, length).Set(R3, AtNetworkHeader).Set(R4, flags).Call(AdjustRoom).JumpIf(R0, NotEqual, 0, otherwise);

    /// <summary>The outer header's checksum, the sum of whose ten halves is all ones (RFC 1071).</summary>
    private static void Verify(BpfAssembler code)
    {
        code.Set(R3, 0);
        for (var half = 0; half < Header; half += 2) code.Read(Bits16, R1, R2, Ethernet + half).Compute(Add, R3, R1);
        Fold(code);
        code.JumpIfWord(R3, NotEqual, ushort.MaxValue, Of(IpipDrop.Malformed));
    }

    /// <summary>Folds R3's carries in.</summary>
    private static void Fold(BpfAssembler code)
    {
        for (var time = 0; time < 2; time++)
            code.Set(R1, R3).Compute(ShiftRight, R1, 16).Compute(And, R3, ushort.MaxValue).Compute(Add, R3, R1);
    }

    /// <summary>
    /// The inner header's congestion bits become what RFC 6040 §4.2 says, R7 being what they are, R8 the outer ones and R9 the first two
    /// bytes of the inner header.
    /// </summary>
    private static void MarkCongestion(BpfAssembler code) => code
        .Set(R1, R9).Compute(Or, R1, CongestionExperienced << 8)
        .JumpIfWord(R8, Equal, CongestionExperienced, "mark")
        .JumpIfWord(R8, NotEqual, 1, "marked")
        .JumpIfWord(R7, NotEqual, 2, "marked")
        .Compute(Xor, R1, 2 << 8)
        .Label("mark")
        .JumpIf(R1, Equal, R9, "marked")
        .Write(Bits16, R10, -2, R1)
        .Set(R4, R1).Set(R3, R9).Set(R1, R6).Set(R2, Ethernet + 10).Set(R5, 2).Call(ReplaceChecksum)
        .Set(R1, R6).Set(R2, Ethernet).Set(R3, R10).Compute(Add, R3, -2).Set(R4, 2).Set(R5, 0).Call(StoreBytes)
        .Label("marked");

    /// <summary>The device takes packets only that bear its own MAC.</summary>
    private static void WriteMac(BpfAssembler code, MacAddr mac)
    {
        Span<byte> bytes = stackalloc byte[8];
        mac.WriteTo(bytes[..6]);
        code.Write(Bits32, R10, -8, BinaryPrimitives.ReadInt32LittleEndian(bytes)).Write(Bits16, R10, -4, BinaryPrimitives.ReadInt16LittleEndian(bytes[4..]))
            .Set(R1, R6).Set(R2, 0).Set(R3, R10).Compute(Add, R3, -8).Set(R4, 6).Set(R5, 0).Call(StoreBytes);
    }

    /// <summary>The outer header at the end of the stack: R7 is where it goes, R8 the inner type of service, R9 its length.</summary>
    private static void WriteHeader(BpfAssembler code, IpipWay way)
    {
        var source = IpipWay.WordOf(way.Underlay);
        var known = DoNotFragment + TtlAndProtocol + (int)(source & ushort.MaxValue) + (int)(source >> 16);
        code.Compute(ShiftLeft, R8, 8).Compute(Or, R8, VersionAndLength).Write(Bits16, R10, -20, R8)
            .ToNetworkOrder16(R9).Write(Bits16, R10, -18, R9)
            .Write(Bits32, R10, -16, DoNotFragment << 16)
            .Write(Bits16, R10, -12, TtlAndProtocol)
            .Write(Bits32, R10, -8, unchecked((int)source))
            .Write(Bits32, R10, -4, R7)
            .Set(R3, known).Compute(Add, R3, R8).Compute(Add, R3, R9)
            .Set(R1, R7).Compute(And, R1, ushort.MaxValue).Compute(Add, R3, R1)
            .Compute(ShiftRight, R7, 16).Compute(Add, R3, R7);
        Fold(code);
        code.Compute(Xor, R3, ushort.MaxValue).Write(Bits16, R10, -10, R3);
    }

    /// <summary>Counts a drop by its reason and drops.</summary>
    private static void Count(BpfAssembler code, params ReadOnlySpan<IpipDrop> reasons)
    {
        foreach (var reason in reasons) code.Label(Of(reason)).Set(R1, (int)reason).Jump("count");
        code.Label("count").Write(Bits32, R10, -4, R1)
            .SetMap(R1, Drops).Set(R2, R10).Compute(Add, R2, -4).Call(MapLookup)
            .JumpIf(R0, Equal, 0, "counted")
            .Set(R1, 1).AddAtomically(R0, 0, R1)
            .Label("counted").Set(R0, Drop).Exit();
    }

    private static string Of(IpipDrop reason) => reason.ToString();
}
