using System.Buffers.Binary;
using Margay.Primitives;

namespace Margay.Bgp.Wire;

/// <summary>Reads the path attributes of one UPDATE and keeps the worst of what is wrong with them (RFC 7606 §3).</summary>
/// <remarks>For one message. It goes on after any fault but a session reset, so that every prefix of the message is known.</remarks>
internal ref struct AttributeDecoder(UpdateFormat format)
{
    private List<UnknownAttribute>? _unknown;
    private UInt128 _seenLow;
    private UInt128 _seenHigh;
    private AsPath _as4Path;
    private Aggregator? _as4Aggregator;
    private AttributeDraft _draft;
    private ReadOnlySpan<byte> _nextHops;

    /// <summary>The worst fault so far; its action is None if all is well.</summary>
    public BgpFault Fault { get; private set; }

    /// <summary>Prefixes of MP_REACH_NLRI.</summary>
    public Nlri[] Reached { get; private set; } = [];

    /// <summary>Prefixes of MP_UNREACH_NLRI.</summary>
    public Nlri[] Unreached { get; private set; } = [];

    /// <summary>The family of MP_UNREACH_NLRI, or <c>default</c> if there was none.</summary>
    public AddressFamily UnreachFamily { get; private set; }

    /// <summary>Whether the message has MP_REACH_NLRI.</summary>
    public bool HasMpReach => Seen(AttributeType.MpReach);

    /// <summary>How many attributes there were.</summary>
    public int Count { get; private set; }

    /// <summary>Reads the whole field; afterwards <see cref="Fault"/> says whether the session must end.</summary>
    public void Read(ReadOnlySpan<byte> field)
    {
        var reader = new BgpReader(field);
        while (!reader.IsAtEnd && Fault.Action != ErrorAction.SessionReset)
        {
            if (!TryHead(ref reader, out var flags, out var type, out var value))
            {
                // RFC 7606 §4: the prefixes can be found nevertheless.
                Note(1, ErrorAction.TreatAsWithdraw, "the attributes end within one");
                return;
            }

            Count++;
            if (Seen(type))
            {
                if (type is AttributeType.MpReach or AttributeType.MpUnreach)
                    Note(1, ErrorAction.SessionReset, $"attribute {type} twice");
                else
                    Note(1, ErrorAction.AttributeDiscard, $"attribute {type} twice");
                continue;
            }

            See(type);
            One(flags, type, value);
        }
    }

    /// <summary>The attributes for the prefixes after the attributes, with the next hop of NEXT_HOP.</summary>
    public PathAttributes ForMessage() => Complete((_draft.NextHop, default));

    /// <summary>The attributes for the prefixes of MP_REACH_NLRI, with its next hop.</summary>
    public PathAttributes ForMpReach() => Complete(NextHopsOf(_nextHops));

    /// <summary>Notes what must be there for prefixes and is not (RFC 4271 §5, RFC 7606 §3d).</summary>
    /// <param name="withNextHop">Whether NEXT_HOP is among it: prefixes stand after the attributes.</param>
    public void RequireMandatory(bool withNextHop)
    {
        Require(AttributeType.Origin, "ORIGIN");
        Require(AttributeType.AsPath, "AS_PATH");
        if (withNextHop) Require(AttributeType.NextHop, "NEXT_HOP");
        if (!format.External) Require(AttributeType.LocalPref, "LOCAL_PREF");
    }

    private static bool TryHead(scoped ref BgpReader reader, out byte flags, out byte type, out ReadOnlySpan<byte> value)
    {
        type = 0;
        value = default;
        if (!reader.TryByte(out flags) || !reader.TryByte(out type)) return false;
        int length;
        if ((flags & AttributeFlags.ExtendedLength) != 0)
        {
            if (!reader.TryUInt16(out var wide)) return false;
            length = wide;
        }
        else
        {
            if (!reader.TryByte(out var narrow)) return false;
            length = narrow;
        }

        return reader.TryTake(length, out value);
    }

    private static (IpAddr NextHop, IpAddr LinkLocal) NextHopsOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 32)
        {
            IpAddr.TryFromBytes(bytes[..16], out var global);
            IpAddr.TryFromBytes(bytes[16..], out var linkLocal);
            return (global, linkLocal);
        }

        IpAddr.TryFromBytes(bytes, out var nextHop);
        return (nextHop, default);
    }

    private void One(byte flags, byte type, ReadOnlySpan<byte> value)
    {
        if (AttributeType.FlagsOf(type) is not { } wanted)
        {
            if ((flags & AttributeFlags.Optional) == 0)
                Note(2, ErrorAction.SessionReset, $"well-known attribute {type} is unknown");
            else if ((flags & AttributeFlags.WellKnown) != 0)
                (_unknown ??= []).Add(new UnknownAttribute(type, ValueArray.Create(value)));
            return;
        }

        if ((flags & AttributeFlags.Kind) != wanted)
        {
            // Without its prefixes, treating the message as a withdrawal would leave their routes standing.
            Note(4, type is AttributeType.MpReach or AttributeType.MpUnreach ? ErrorAction.SessionReset : ErrorAction.TreatAsWithdraw,
                $"attribute {type} has flags 0x{flags:X2}");
            return;
        }

        // RFC 7606 §7.5, 7.9, 7.10: from outside these mean nothing, whatever they say.
        if (format.External && type is (AttributeType.LocalPref or AttributeType.OriginatorId or AttributeType.ClusterList))
        {
            Note(0, ErrorAction.AttributeDiscard, $"attribute {type} from an external peer");
            return;
        }

        Known(type, value);
    }

    private void Known(byte type, ReadOnlySpan<byte> value)
    {
        switch (type)
        {
            case AttributeType.Origin when value is [<= 2]:
                _draft.Origin = (RouteOrigin)value[0];
                break;
            case AttributeType.Origin:
                Note(6, ErrorAction.TreatAsWithdraw, "ORIGIN is none of IGP, EGP and INCOMPLETE");
                break;
            case AttributeType.AsPath when AsPathCodec.TryDecode(value, format.FourOctetAs, out var path):
                _draft.AsPath = path;
                break;
            case AttributeType.AsPath:
                Note(11, ErrorAction.TreatAsWithdraw, "AS_PATH is malformed");
                break;
            case AttributeType.NextHop when value.Length == 4 && IpAddr.TryFromBytes(value, out var nextHop) && IsUsable(nextHop):
                _draft.NextHop = nextHop;
                break;
            case AttributeType.NextHop:
                Note(8, ErrorAction.TreatAsWithdraw, "NEXT_HOP is no address of a router");
                break;
            case AttributeType.Med when TryUInt32(value, out var med):
                _draft.Med = med;
                break;
            case AttributeType.LocalPref when TryUInt32(value, out var preference):
                _draft.LocalPref = preference;
                break;
            case AttributeType.AtomicAggregate when value.IsEmpty:
                _draft.AtomicAggregate = true;
                break;
            case AttributeType.Aggregator when TryAggregator(value, format.FourOctetAs, out var aggregator):
                _draft.Aggregator = aggregator;
                break;
            case AttributeType.Communities when TryUInt32s(value, out var communities):
                _draft.Communities = communities;
                break;
            case AttributeType.OriginatorId when TryUInt32(value, out var id):
                _draft.OriginatorId = IpAddr.V4(id);
                break;
            case AttributeType.ClusterList when TryUInt32s(value, out var clusters):
                _draft.ClusterList = clusters;
                break;
            case AttributeType.ExtendedCommunities when IsWhole(value, 8):
                _draft.ExtendedCommunities = Eights(value);
                break;
            case AttributeType.LargeCommunities when IsWhole(value, 12):
                _draft.LargeCommunities = Twelves(value);
                break;
            case AttributeType.OnlyToCustomer when TryUInt32(value, out var number):
                _draft.OnlyToCustomer = number;
                break;
            case AttributeType.MpReach:
                MpReach(value);
                break;
            case AttributeType.MpUnreach:
                MpUnreach(value);
                break;
            case AttributeType.As4Path or AttributeType.As4Aggregator when format.FourOctetAs:
                Note(0, ErrorAction.AttributeDiscard, $"attribute {type} from a speaker of four octets (RFC 6793 §6)");
                break;
            case AttributeType.As4Path when AsPathCodec.TryDecode(value, fourOctets: true, out var four):
                _as4Path = AsPathCodec.WithoutConfederations(four);
                break;
            case AttributeType.As4Aggregator when TryAggregator(value, fourOctets: true, out var four):
                _as4Aggregator = four;
                break;
            case AttributeType.AtomicAggregate or AttributeType.Aggregator or AttributeType.As4Path or AttributeType.As4Aggregator:
                Note(5, ErrorAction.AttributeDiscard, $"attribute {type} of {value.Length} bytes");
                break;
            default:
                Note(5, ErrorAction.TreatAsWithdraw, $"attribute {type} of {value.Length} bytes");
                break;
        }
    }

    private void MpReach(ReadOnlySpan<byte> value)
    {
        var reader = new BgpReader(value);
        if (!reader.TryFamily(out var family) || !reader.TryByte(out var hopLength) || !reader.TryTake(hopLength, out var hops) || !reader.TryByte(out _))
        {
            Note(9, ErrorAction.SessionReset, "MP_REACH_NLRI ends early");
            return;
        }

        if (family.IpFamily == IpFamily.None)
        {
            Note(9, ErrorAction.SessionReset, $"MP_REACH_NLRI of {family}, which was not agreed on");
            return;
        }

        // RFC 2545 §3 and RFC 8950 §4: 16 octets or 32; 4 only for IPv4 prefixes.
        if (hopLength is not (16 or 32) && !(hopLength == 4 && family.IpFamily == IpFamily.V4))
        {
            Note(9, ErrorAction.SessionReset, $"MP_REACH_NLRI with a next hop of {hopLength} bytes");
            return;
        }

        _nextHops = hops;
        if (!IsUsable(NextHopsOf(hops).NextHop)) Note(8, ErrorAction.TreatAsWithdraw, "the next hop of MP_REACH_NLRI is no address of a router");
        if (!NlriCodec.TryDecode(reader.Rest, family.IpFamily, HasPathIds(family.IpFamily), out var reached))
            Note(9, ErrorAction.SessionReset, "a prefix of MP_REACH_NLRI is malformed");
        Reached = reached;
    }

    private void MpUnreach(ReadOnlySpan<byte> value)
    {
        var reader = new BgpReader(value);
        if (!reader.TryFamily(out var family) || family.IpFamily == IpFamily.None
            || !NlriCodec.TryDecode(reader.Rest, family.IpFamily, HasPathIds(family.IpFamily), out var unreached))
        {
            Note(9, ErrorAction.SessionReset, "MP_UNREACH_NLRI is malformed");
            return;
        }

        (Unreached, UnreachFamily) = (unreached, family);
    }

    private PathAttributes Complete((IpAddr Global, IpAddr LinkLocal) nextHop)
    {
        var draft = _draft;

        // RFC 6793 §4.2.3: an AGGREGATOR of a real two-octet AS means that the AS4 attributes are stale.
        if (!(_as4Aggregator is not null && draft.Aggregator is { As: not OpenCodec.AsTrans }))
        {
            if (!_as4Path.IsEmpty) draft.AsPath = AsPathCodec.Merge(draft.AsPath, _as4Path);
            if (_as4Aggregator is not null && draft.Aggregator is not null) draft.Aggregator = _as4Aggregator;
        }

        return draft.ToAttributes(nextHop, _unknown is null ? [] : ValueArray.Create<UnknownAttribute>([.. _unknown.OrderBy(one => one.Type)]));
    }

    private static bool IsUsable(IpAddr nextHop) => nextHop.Family switch
    {
        IpFamily.V4 => nextHop.Value != 0 && nextHop.Value >> 28 < 14,
        IpFamily.V6 => nextHop.Value != 0 && nextHop.Value >> 120 != 0xff,
        _ => false,
    };

    private static bool TryUInt32(ReadOnlySpan<byte> value, out uint number)
    {
        number = 0;
        if (value.Length != 4) return false;
        number = BinaryPrimitives.ReadUInt32BigEndian(value);
        return true;
    }

    private static bool TryUInt32s(ReadOnlySpan<byte> value, out ValueArray<uint> numbers)
    {
        numbers = default;
        if (!IsWhole(value, 4)) return false;
        var array = new uint[value.Length / 4];
        for (var i = 0; i < array.Length; i++) array[i] = BinaryPrimitives.ReadUInt32BigEndian(value[(i * 4)..]);
        numbers = new ValueArray<uint>(array);
        return true;
    }

    private static bool IsWhole(ReadOnlySpan<byte> value, int size) => value.Length > 0 && value.Length % size == 0;

    private static ValueArray<ulong> Eights(ReadOnlySpan<byte> value)
    {
        var array = new ulong[value.Length / 8];
        for (var i = 0; i < array.Length; i++) array[i] = BinaryPrimitives.ReadUInt64BigEndian(value[(i * 8)..]);
        return new ValueArray<ulong>(array);
    }

    private static ValueArray<LargeCommunity> Twelves(ReadOnlySpan<byte> value)
    {
        var array = new LargeCommunity[value.Length / 12];
        for (var i = 0; i < array.Length; i++)
        {
            var one = value[(i * 12)..];
            array[i] = new LargeCommunity(
                BinaryPrimitives.ReadUInt32BigEndian(one), BinaryPrimitives.ReadUInt32BigEndian(one[4..]), BinaryPrimitives.ReadUInt32BigEndian(one[8..]));
        }

        return new ValueArray<LargeCommunity>(array);
    }

    private static bool TryAggregator(ReadOnlySpan<byte> value, bool fourOctets, out Aggregator aggregator)
    {
        aggregator = default;
        if (value.Length != (fourOctets ? 8 : 6)) return false;
        var number = fourOctets ? BinaryPrimitives.ReadUInt32BigEndian(value) : BinaryPrimitives.ReadUInt16BigEndian(value);
        aggregator = new Aggregator(number, IpAddr.V4(BinaryPrimitives.ReadUInt32BigEndian(value[^4..])));
        return true;
    }

    private bool HasPathIds(IpFamily family) => family == IpFamily.V4 ? format.V4PathIds : format.V6PathIds;

    private void Require(byte type, string name)
    {
        if (!Seen(type)) Note(3, ErrorAction.TreatAsWithdraw, $"{name} is missing");
    }

    private bool Seen(byte type) => ((type < 128 ? _seenLow : _seenHigh) >> (type & 127) & 1) != 0;

    private void See(byte type)
    {
        if (type < 128) _seenLow |= UInt128.One << type;
        else _seenHigh |= UInt128.One << (type & 127);
    }

    private void Note(byte subcode, ErrorAction action, string reason)
    {
        if (action > Fault.Action) Fault = BgpFault.Update(subcode, action, reason);
    }
}
