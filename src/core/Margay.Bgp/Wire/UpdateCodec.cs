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

        if (!NlriCodec.TryDecode(withdrawnBytes, IpFamily.V4, format.V4PathIds, out var withdrawn)
            | !NlriCodec.TryDecode(reader.Rest, IpFamily.V4, format.V4PathIds, out var announced))
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
        if (announced.Length > 0 || attributes.Reached.Length > 0) attributes.RequireMandatory(withNextHop: announced.Length > 0);
        fault = attributes.Fault;
        if (fault.Action == ErrorAction.SessionReset) return false;
        if (fault.Action == ErrorAction.TreatAsWithdraw && announced.Length == 0 && attributes.Reached.Length == 0)
        {
            // RFC 7606 §5.2: the prefixes may be what got lost.
            fault = fault with { Action = ErrorAction.SessionReset };
            return false;
        }

        update = Assemble(withdrawn, announced, ref attributes, malformed: fault.Action == ErrorAction.TreatAsWithdraw);
        return true;
    }

    private static UpdateMessage Assemble(Nlri[] withdrawn, Nlri[] announced, ref AttributeDecoder attributes, bool malformed)
    {
        var isEmpty = withdrawn.Length == 0 && announced.Length == 0 && attributes is { Unreached.Length: 0, HasMpReach: false, Count: 1 };
        if (attributes.Unreached.Length > 0) withdrawn = [.. withdrawn, .. attributes.Unreached];
        if (malformed) return new UpdateMessage([.. withdrawn, .. announced, .. attributes.Reached], []);

        Announcement[] groups = (announced.Length, attributes.Reached.Length) switch
        {
            (0, 0) => [],
            (_, 0) => [new Announcement(attributes.ForMessage(), announced)],
            (0, _) => [new Announcement(attributes.ForMpReach(), attributes.Reached)],
            _ => [new Announcement(attributes.ForMessage(), announced), new Announcement(attributes.ForMpReach(), attributes.Reached)],
        };
        return new UpdateMessage(withdrawn, groups, isEmpty ? attributes.UnreachFamily : default);
    }
}
