using System.Diagnostics.CodeAnalysis;
using Margay.Primitives;

namespace Margay.Bgp.Wire;

/// <summary>Bytes of UPDATE messages (RFC 4271 §4.3, RFC 4760, RFC 7606).</summary>
public static class UpdateCodec
{
    /// <summary>
    /// Reads a body. False: the session must end, as <paramref name="fault"/> says. True: the message can be used as it is
    /// given here, which is after the attributes were discarded or the routes withdrawn that <paramref name="fault"/> tells of;
    /// its action is None if all was well.
    /// </summary>
    public static bool TryDecode(
        ReadOnlySpan<byte> body, UpdateFormat format, [NotNullWhen(true)] out UpdateMessage? update, out BgpFault fault)
    {
        update = null;
        fault = BgpFault.Update(1, ErrorAction.SessionReset, "the lengths of the UPDATE do not fit");
        var reader = new BgpReader(body);
        if (!reader.TryUInt16(out var withdrawnLength) || !reader.TryTake(withdrawnLength, out var withdrawnBytes)
            || !reader.TryUInt16(out var attributesLength) || !reader.TryTake(attributesLength, out var attributeBytes)) return false;

        List<Nlri> withdrawn = [], announced = [];
        if (!NlriCodec.TryDecode(withdrawnBytes, IpFamily.V4, format.V4PathIds, withdrawn)
            || !NlriCodec.TryDecode(reader.Rest, IpFamily.V4, format.V4PathIds, announced))
        {
            fault = BgpFault.Update(10, ErrorAction.SessionReset, "a prefix is malformed");
            return false;
        }

        if (body.Length == 4)
        {
            (update, fault) = (new UpdateMessage([], [], AddressFamily.V4Unicast), default);
            return true;
        }

        var attributes = new AttributeDecoder(format);
        attributes.Read(attributeBytes);
        if (announced.Count > 0 || attributes.Reached.Count > 0) attributes.RequireMandatory(withNextHop: announced.Count > 0);
        fault = attributes.Fault;
        if (fault.Action == ErrorAction.SessionReset) return false;
        if (fault.Action == ErrorAction.TreatAsWithdraw && announced.Count == 0 && attributes.Reached.Count == 0)
        {
            // RFC 7606 §5.2: the prefixes may be what got lost.
            fault = fault with { Action = ErrorAction.SessionReset };
            return false;
        }

        update = Assemble(withdrawn, announced, attributes, malformed: fault.Action == ErrorAction.TreatAsWithdraw);
        return true;
    }

    private static UpdateMessage Assemble(List<Nlri> withdrawn, List<Nlri> announced, AttributeDecoder attributes, bool malformed)
    {
        var isEmpty = withdrawn.Count == 0 && announced.Count == 0 && attributes is { Unreached.Count: 0, HasMpReach: false, Count: 1 };
        withdrawn.AddRange(attributes.Unreached);
        if (malformed) return new UpdateMessage([.. withdrawn, .. announced, .. attributes.Reached], []);

        var groups = new List<Announcement>(1);
        if (announced.Count > 0) groups.Add(new Announcement(attributes.ForMessage(), announced));
        if (attributes.Reached.Count > 0) groups.Add(new Announcement(attributes.ForMpReach(), attributes.Reached));
        return new UpdateMessage(withdrawn, groups, isEmpty ? attributes.UnreachFamily : default);
    }
}
