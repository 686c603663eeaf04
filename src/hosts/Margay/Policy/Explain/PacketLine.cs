using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Margay.Host.Cli;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Policy.Explain;

/// <summary>
/// Reads a packet out of a line that another program printed: the kernel's log of a packet (<c>SRC=… DST=… PROTO=TCP SPT=… DPT=…</c>),
/// conntrack's entries, tcpdump's packets, flow logs in JSON, or any 5-tuple as in <c>tcp 10.0.0.1:4000 -> 10.0.0.2:80</c>.
/// </summary>
internal static partial class PacketLine
{
    /// <summary>What may be given.</summary>
    public const string Usage =
        "give a line such as 'SRC=10.0.0.1 DST=10.0.0.2 PROTO=TCP DPT=80', 'tcp 10.0.0.1:4000 -> 10.0.0.2:80', of tcpdump or conntrack, or a flow log's JSON";

    private static readonly string[] SourceNames = ["src", "source_ip", "src_ip", "sourceip", "srcip", "saddr", "sip"];
    private static readonly string[] DestinationNames = ["dst", "dest_ip", "dst_ip", "destination_ip", "destinationip", "dstip", "daddr", "dip"];
    private static readonly string[] ProtocolNames = ["proto", "protocol"];
    private static readonly string[] SourcePortNames = ["spt", "sport", "source_port", "src_port", "sourceport", "srcport"];
    private static readonly string[] PortNames = ["dpt", "dport", "dest_port", "dst_port", "destination_port", "destinationport", "dstport"];

    private static readonly (string Word, byte V4, byte V6)[] Messages =
        [("echo request", 8, 128), ("echo reply", 0, 129), ("unreachable", 3, 1), ("time exceeded", 11, 3)];

    /// <summary>
    /// The connection that the packet belongs to, its ends being addresses: an answer to the first packet (SYN and ACK) is turned
    /// round.
    /// </summary>
    /// <exception cref="CliException">Both addresses, the protocol or the port cannot be told; the message has the line and why.</exception>
    public static Flow Read(string line)
    {
        var text = line.Trim();
        var fields = text.StartsWith('{') ? JsonFields(text) : Fields(text);
        var flow = OfFields(fields) ?? (text.StartsWith('{') ? null : OfArrow(text))
            ?? throw CliException.Usage($"'{Shortened(text)}': no packet can be read from this{ProblemOf(fields)}; {Usage}");
        return FlagsOf(flow, text) == TcpFlags.Answer
            ? flow with { Source = flow.Destination, Destination = flow.Source, Port = flow.SourcePort, SourcePort = flow.Port }
            : flow;
    }

    /// <summary>What is to be said of a line beside the connection; null for nothing.</summary>
    public static string? NoteOn(string line) => FlagsOf(Read(line), line) switch
    {
        TcpFlags.Answer => "this packet is an answer: what is explained is the connection that it answers",
        TcpFlags.Later => "this packet belongs to a connection that was open before: policy judges the first packet, from whoever opened it",
        _ => null,
    };

    private enum TcpFlags
    {
        FirstOrUnknown,
        Answer,
        Later,
    }

    private static TcpFlags FlagsOf(Flow flow, string text)
    {
        if (flow.Protocol != IpProtocol.Tcp) return TcpFlags.FirstOrUnknown;
        var words = text.Split(' ');
        var (syn, ack) = (words.Contains("SYN"), words.Contains("ACK"));
        if (Flags().Match(text) is { Success: true } match) (syn, ack) = (match.Groups[1].Value.Contains('S'), match.Groups[1].Value.Contains('.'));
        return (syn, ack) switch
        {
            (true, true) when flow is { SourcePort: not 0 } => TcpFlags.Answer,
            (false, true) => TcpFlags.Later,
            _ => TcpFlags.FirstOrUnknown,
        };
    }

    /// <summary>What keeps fields that name a packet from naming one; nothing where there are no such fields.</summary>
    private static string ProblemOf(Dictionary<string, string> fields)
    {
        var (from, to) = (First(fields, SourceNames), First(fields, DestinationNames));
        if (from is null && to is null) return "";
        if (from is null || to is null) return $": it has no {(from is null ? "source" : "destination")}";
        if (!IpAddr.TryParse(from, out var source)) return $": '{from}' is no address";
        if (!IpAddr.TryParse(to, out var destination)) return $": '{to}' is no address";
        if (source.Family != destination.Family) return ": its addresses are of two families";
        if (First(fields, ProtocolNames) is not { } name) return ": it has no protocol";
        if (!TryProtocol(name, out _)) return $": '{name}' is no protocol";
        return First(fields, PortNames) is { } port ? $": '{port}' is no port" : ": it has no destination port";
    }

    private static Flow? OfFields(Dictionary<string, string> fields)
    {
        if (Address(fields, SourceNames) is not { } source || Address(fields, DestinationNames) is not { } destination) return null;
        if (source.Family != destination.Family) return null;
        if (First(fields, ProtocolNames) is not { } name || !TryProtocol(name, out var protocol)) return null;
        var isIcmp = protocol == IpProtocol.Icmp || protocol == IpProtocol.IcmpV6;
        return FlowOf(
            source, destination, protocol, Number<ushort>(fields, SourcePortNames), Number<ushort>(fields, PortNames),
            isIcmp ? Number<byte>(fields, ["type"]) : null, isIcmp ? Number<byte>(fields, ["code"]) : null);
    }

    /// <remarks>Of a name that comes twice the first counts: conntrack prints the answer's direction behind it.</remarks>
    private static Dictionary<string, string> Fields(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var word in text.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Split('=', 2) is [{ Length: > 0 } name, { Length: > 0 } value]) fields.TryAdd(name, value);
            else if (IpProtocol.TryParse(word, out _) && !byte.TryParse(word, out _)) fields.TryAdd("proto", word);
        }

        return fields;
    }

    private static Dictionary<string, string> JsonFields(string text)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        try
        {
            using var document = JsonDocument.Parse(text);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number) fields.TryAdd(member.Name, member.Value.ToString());
            }
        }
        catch (JsonException)
        {
            fields.Clear();
        }

        return fields;
    }

    /// <summary><c>SOURCE > DESTINATION</c> with a port behind each, as <c>ADDRESS:PORT</c> or tcpdump's <c>ADDRESS.PORT</c>.</summary>
    private static Flow? OfArrow(string text)
    {
        if (Arrow().Match(text) is not { Success: true } match) return null;
        if (!TryEnd(match.Groups["source"].Value, out var source) || !TryEnd(match.Groups["destination"].Value, out var destination)) return null;
        if (source.Address.Family != destination.Address.Family) return null;
        var rest = $"{text[..match.Index]} {text[(match.Index + match.Length)..]}";
        var isV4 = source.Address.Family == IpFamily.V4;
        byte? type = null;
        if (rest.Contains("ICMP", StringComparison.OrdinalIgnoreCase))
        {
            var message = Messages.FirstOrDefault(known => rest.Contains(known.Word, StringComparison.OrdinalIgnoreCase));
            if (message.Word is not null) type = isV4 ? message.V4 : message.V6;
        }

        return ProtocolIn(rest, isV4, hasPort: destination.Port is not null) is { } protocol
            ? FlowOf(source.Address, destination.Address, protocol, source.Port, destination.Port, type, null)
            : null;
    }

    /// <remarks>
    /// tcpdump, whose lines have <c>IP</c> in front, names no TCP but prints a segment's flags, and of UDP it may print what is
    /// inside. Elsewhere a port alone means TCP, as with <c>--port</c>.
    /// </remarks>
    private static IpProtocol? ProtocolIn(string text, bool isV4, bool hasPort)
    {
        if (text.Contains("ICMP", StringComparison.OrdinalIgnoreCase)) return isV4 ? IpProtocol.Icmp : IpProtocol.IcmpV6;
        foreach (var word in text.Split([' ', '\t', ',', ':', '(', ')'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!byte.TryParse(word, out _) && IpProtocol.TryParse(word, out var protocol)) return protocol;
        }

        if (!hasPort) return null;
        var isOfTcpdump = text.Split(' ').Any(word => word is "IP" or "IP6");
        return isOfTcpdump && !text.Contains("Flags [", StringComparison.Ordinal) ? IpProtocol.Udp : IpProtocol.Tcp;
    }

    private static Flow? FlowOf(
        IpAddr source, IpAddr destination, IpProtocol protocol, ushort? sourcePort, ushort? port, byte? type, byte? code) =>
        protocol.HasPorts && port is null or 0
            ? null
            : new Flow(new FlowEnd.Address(source), new FlowEnd.Address(destination), protocol, protocol.HasPorts ? port!.Value : (ushort)0)
            {
                SourcePort = protocol.HasPorts ? sourcePort ?? 0 : (ushort)0,
                IcmpType = type,
                IcmpCode = code,
            };

    private static bool TryEnd(string text, out (IpAddr Address, ushort? Port) end)
    {
        end = default;
        var bare = text.TrimEnd(':', ',');
        if (IpAddr.TryParse(bare.Trim('[', ']'), out var whole))
        {
            end = (whole, null);
            return true;
        }

        var cut = Math.Max(bare.LastIndexOf(':'), bare.LastIndexOf('.'));
        if (cut < 0 || !IpAddr.TryParse(bare[..cut].Trim('[', ']'), out var address)) return false;
        if (!ushort.TryParse(bare.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return false;
        end = (address, port);
        return true;
    }

    private static IpAddr? Address(Dictionary<string, string> fields, string[] names) =>
        First(fields, names) is { } text && IpAddr.TryParse(text, out var address) ? address : null;

    private static T? Number<T>(Dictionary<string, string> fields, string[] names)
        where T : struct, IParsable<T> =>
        First(fields, names) is { } text && T.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? First(Dictionary<string, string> fields, string[] names) =>
        names.Select(name => fields.GetValueOrDefault(name)).FirstOrDefault(value => value is not null);

    private static bool TryProtocol(string name, out IpProtocol protocol) =>
        IpProtocol.TryParse(name.Replace("ipv6-icmp", "icmpv6", StringComparison.OrdinalIgnoreCase), out protocol);

    private static string Shortened(string text) => text.Length <= 100 ? text : text[..100] + "…";

    [GeneratedRegex(@"Flags \[([A-Z.]*)\]", RegexOptions.CultureInvariant)]
    private static partial Regex Flags();

    [GeneratedRegex(@"(?<source>[0-9A-Fa-f:.\[\]]+)\s*(->|→|>)\s*(?<destination>[0-9A-Fa-f:.\[\]]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Arrow();
}
