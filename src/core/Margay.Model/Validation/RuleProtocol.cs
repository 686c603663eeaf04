using System.Globalization;
using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>The protocols of Calico's rules, by name or number.</summary>
internal static class RuleProtocol
{
    private const int Icmp = 1;
    private const int Tcp = 6;
    private const int Udp = 17;
    private const int IcmpV6 = 58;
    private const int Sctp = 132;
    private const int UdpLite = 136;

    private static readonly (string Name, int Number)[] Known =
        [("TCP", Tcp), ("UDP", Udp), ("ICMP", Icmp), ("ICMPv6", IcmpV6), ("SCTP", Sctp), ("UDPLite", UdpLite)];

    /// <summary>The names, for people.</summary>
    public static string Listed { get; } = string.Join(", ", Known.Select(protocol => protocol.Name));

    public static bool IsProtocol(string text) => NumberOf(text) is not null;

    /// <summary>The protocol that stands there as a name, a number or digits; null if it is none.</summary>
    public static int? Read(JsonObject? from, string member) => from?[member] switch
    {
        null => null,
        var value when value.AsText() is { } text => NumberOf(text),
        var value => value.AsWhole() is >= 1 and <= byte.MaxValue and var number ? (int)number : null,
    };

    public static bool HasPorts(int? protocol) => protocol is Tcp or Udp or Sctp;

    public static bool IsTcp(int? protocol) => protocol is Tcp;

    public static bool IsIcmp(int? protocol) => protocol is Icmp or IcmpV6;

    /// <summary>The only IP version in which the protocol exists; null if it exists in both.</summary>
    public static int? OnlyVersion(int? protocol) => protocol switch
    {
        Icmp => 4,
        IcmpV6 => 6,
        _ => null,
    };

    private static int? NumberOf(string text)
    {
        foreach (var (name, known) in Known)
        {
            if (name == text) return known;
        }

        return byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
    }
}
