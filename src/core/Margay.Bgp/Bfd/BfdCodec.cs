using System.Buffers.Binary;

namespace Margay.Bgp.Bfd;

/// <summary>Control packets as bytes (RFC 5880 §4.1).</summary>
public static class BfdCodec
{
    /// <summary>Bytes of a packet without authentication.</summary>
    public const int Length = 24;

    private const int Version = 1;
    private const int LeastAuthenticated = 26;
    private const byte PollBit = 0x20;
    private const byte FinalBit = 0x10;
    private const byte IndependentBit = 0x08;
    private const byte AuthenticationBit = 0x04;
    private const byte DemandBit = 0x02;
    private const byte MultipointBit = 0x01;

    /// <summary>Reads a datagram. False with the first rule of RFC 5880 §6.8.6 that has it discarded; which session it is for is the caller's affair.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> datagram, out BfdPacket packet, out BfdDiscard discard)
    {
        packet = default;
        discard = Judge(datagram);
        if (discard != BfdDiscard.None) return false;
        var flags = datagram[1];
        packet = new BfdPacket
        {
            Diagnostic = (BfdDiagnostic)(datagram[0] & 0x1f),
            State = StateOf(flags),
            Poll = (flags & PollBit) != 0,
            Final = (flags & FinalBit) != 0,
            ControlPlaneIndependent = (flags & IndependentBit) != 0,
            Demand = (flags & DemandBit) != 0,
            DetectMultiplier = datagram[2],
            MyDiscriminator = BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]),
            YourDiscriminator = BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]),
            DesiredMinTx = BinaryPrimitives.ReadUInt32BigEndian(datagram[12..]),
            RequiredMinRx = BinaryPrimitives.ReadUInt32BigEndian(datagram[16..]),
            RequiredMinEchoRx = BinaryPrimitives.ReadUInt32BigEndian(datagram[20..]),
        };
        return true;
    }

    /// <summary>Writes a packet into the first <see cref="Length"/> bytes.</summary>
    public static void Write(Span<byte> bytes, in BfdPacket packet)
    {
        bytes[0] = (byte)((Version << 5) | (byte)packet.Diagnostic);
        bytes[1] = (byte)(((byte)packet.State << 6)
            | (packet.Poll ? PollBit : 0)
            | (packet.Final ? FinalBit : 0)
            | (packet.ControlPlaneIndependent ? IndependentBit : 0)
            | (packet.Demand ? DemandBit : 0));
        bytes[2] = packet.DetectMultiplier;
        bytes[3] = Length;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], packet.MyDiscriminator);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], packet.YourDiscriminator);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[12..], packet.DesiredMinTx);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], packet.RequiredMinRx);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[20..], packet.RequiredMinEchoRx);
    }

    private static BfdState StateOf(byte flags) => (BfdState)(flags >> 6);

    private static BfdDiscard Judge(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < Length) return BfdDiscard.Truncated;
        if (datagram[0] >> 5 != Version) return BfdDiscard.Version;
        var flags = datagram[1];
        var isAuthenticated = (flags & AuthenticationBit) != 0;
        if (datagram[3] < (isAuthenticated ? LeastAuthenticated : Length)) return BfdDiscard.LengthTooShort;
        if (datagram[3] > datagram.Length) return BfdDiscard.LengthBeyondDatagram;
        if (datagram[2] == 0) return BfdDiscard.NoDetectMultiplier;
        if ((flags & MultipointBit) != 0) return BfdDiscard.Multipoint;
        if (BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]) == 0) return BfdDiscard.NoMyDiscriminator;
        if (BinaryPrimitives.ReadUInt32BigEndian(datagram[8..]) == 0 && StateOf(flags) is BfdState.Init or BfdState.Up)
            return BfdDiscard.NoYourDiscriminator;
        return isAuthenticated ? BfdDiscard.Authenticated : BfdDiscard.None;
    }
}
