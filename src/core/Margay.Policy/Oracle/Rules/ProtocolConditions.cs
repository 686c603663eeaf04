using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Policy.Oracle.Rules;

/// <summary>The packet is of the family.</summary>
internal sealed record OfFamily(string Path, IpFamily Family) : Condition(Path, Family == IpFamily.V4 ? "IPv4" : "IPv6")
{
    public override Mismatch? Test(PacketView packet) =>
        packet.Facts.Source.Family == Family ? null : new Mismatch.OtherFamily(Family);
}

/// <summary>The packet is, or with <paramref name="Negated"/> is not, of the protocol.</summary>
internal sealed record OfProtocol(string Path, IpProtocol Protocol, bool Negated)
    : Condition(Path, Negated ? $"not {Protocol}" : $"{Protocol}")
{
    public override Mismatch? Test(PacketView packet)
    {
        if (packet.Facts.Protocol == Protocol == !Negated) return null;
        return Negated ? new Mismatch.ExcludedProtocol(Protocol) : new Mismatch.OtherProtocol(Protocol);
    }
}

/// <summary>The packet is, or with <paramref name="Negated"/> is not, an ICMP message of a type and perhaps a code.</summary>
/// <remarks>A packet of another protocol is no such message, and one whose type is not known neither.</remarks>
internal sealed record OfIcmp(string Path, int Type, int? Code, bool Negated)
    : Condition(Path, Negated ? $"not {Name(Type, Code)}" : Name(Type, Code))
{
    public override Mismatch? Test(PacketView packet)
    {
        var isMessage = (packet.Facts.Protocol == IpProtocol.Icmp || packet.Facts.Protocol == IpProtocol.IcmpV6)
            && packet.Facts.IcmpType == Type
            && (Code is null || packet.Facts.IcmpCode == Code);
        if (isMessage == !Negated) return null;
        return Negated ? new Mismatch.ExcludedIcmp(Name(Type, Code)) : new Mismatch.OtherIcmp(Name(Type, Code));
    }

    private static string Name(int type, int? code) => $"ICMP type {type}{(code is null ? "" : $" code {code}")}";
}

/// <summary>Reads what a Calico rule says of the packet apart from its ends.</summary>
internal static class ProtocolConditions
{
    public static IEnumerable<Condition> Read(CalicoRule rule, string path)
    {
        if (rule.IpVersion is { } version)
        {
            yield return version is 4 or 6
                ? new OfFamily($"{path}.ipVersion", version == 4 ? IpFamily.V4 : IpFamily.V6)
                : new Unreadable($"{path}.ipVersion", $"there is no IP version {version}");
        }

        if (rule.Protocol is { } wanted) yield return ReadProtocol(wanted, $"{path}.protocol", false);
        if (rule.NotProtocol is { } excluded) yield return ReadProtocol(excluded, $"{path}.notProtocol", true);
        if (ReadIcmp(rule.Icmp, $"{path}.icmp", false) is { } message) yield return WithProtocol(message, rule);
        if (ReadIcmp(rule.NotIcmp, $"{path}.notICMP", true) is { } notMessage) yield return notMessage;
    }

    /// <returns>Null if it asks for no type, and so for nothing.</returns>
    private static Condition? ReadIcmp(IcmpFields? fields, string path, bool negated) => fields switch
    {
        null or { Type: null, Code: null } => null,
        { Type: >= 0 and <= byte.MaxValue and var type, Code: null or (>= 0 and <= byte.MaxValue) } =>
            new OfIcmp(path, type, fields.Code, negated),
        _ => new Unreadable(path, "an ICMP message has a type, and perhaps a code, up to 255"),
    };

    private static Condition WithProtocol(Condition message, CalicoRule rule) =>
        IpProtocol.TryParse(rule.Protocol, out var protocol) && (protocol == IpProtocol.Icmp || protocol == IpProtocol.IcmpV6)
            ? message
            : new Unreadable(message.Path, "the rule is not for the protocol ICMP or ICMPv6");

    private static Condition ReadProtocol(string text, string path, bool negated) => IpProtocol.TryParse(text, out var protocol)
        ? new OfProtocol(path, protocol, negated)
        : new Unreadable(path, $"there is no protocol '{text}'");
}
