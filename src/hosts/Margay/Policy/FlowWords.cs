using System.Globalization;
using Margay.Host.Cli;
using Margay.Host.Policy.Analysis;
using Margay.Policy.Analysis.Places;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Policy;

/// <summary>Reads the ends and the port of a flow as a person writes them.</summary>
internal static class FlowWords
{
    /// <summary><c>NAMESPACE/POD</c>, <c>POD</c> of the default namespace, or an address of either family.</summary>
    /// <exception cref="CliException">It is none of these.</exception>
    public static FlowEnd ParseEnd(string option, string text, string defaultNamespace)
    {
        if (IpAddr.TryParse(text, out var address)) return new FlowEnd.Address(address);
        if (text.Contains('.') && text.All(static letter => char.IsAsciiDigit(letter) || letter == '.')) throw CliException.Usage($"{option}: '{text}' is no address");
        return text.Split('/') switch
        {
            [{ Length: > 0 } name] when !text.Contains(':') => new FlowEnd.Pod(defaultNamespace, name),
            [{ Length: > 0 } ns, { Length: > 0 } name] when !IpAddr.TryParse(ns, out _) => new FlowEnd.Pod(ns, name),
            _ => throw CliException.Usage($"{option}: '{text}' is neither NAMESPACE/POD nor an address"),
        };
    }

    /// <summary>
    /// One pod by name, be it there or not, a domain name, or an address, as <see cref="ParseEnd"/> takes them; else every pod that
    /// <see cref="EndWords"/> takes the text for.
    /// </summary>
    /// <exception cref="CliException">It is none of these, or no pod is meant.</exception>
    public static IReadOnlyList<FlowEnd> ParseEnds(string option, string text, ClusterState cluster, string defaultNamespace)
    {
        if (!IpAddr.TryParse(text, out _) && (text == "all" || Cidr.TryParse(text, out _)))
            throw CliException.Usage($"{option}: '{text}' is no one end of a connection: name pods, a workload or one address, or ask margay policy query");
        if (EndWords.IsOfManyNames(text)) throw CliException.Usage($"{option}: '{text}' means many names: write one of them, or ask margay policy query");
        if (EndWords.TryName(text, cluster, defaultNamespace, out var name)) return [new FlowEnd.Domain(name)];
        if (!EndWords.IsOfMany(text, cluster)) return [ParseEnd(option, text, defaultNamespace)];
        return EndWords.Parse(text, cluster, defaultNamespace) is PlaceSelection.Pods pods
            ? [.. pods.Named.Order().Select(pod => new FlowEnd.Pod(pod.Namespace, pod.Name))]
            : throw CliException.Usage($"{option}: '{text}' is no end of a connection: name pods, a workload or one address");
    }

    /// <summary>As <see cref="ParsePort"/>, and <c>icmp/8</c>, <c>icmpv6/1/4</c> for a message by type and code.</summary>
    /// <exception cref="CliException">It is none of these.</exception>
    public static (IpProtocol Protocol, ushort Port, byte? IcmpType, byte? IcmpCode) ParseTraffic(string text)
    {
        var parts = text.Split('/');
        if (parts.Length is 2 or 3 && parts[0].StartsWith("icmp", StringComparison.OrdinalIgnoreCase) && IpProtocol.TryParse(parts[0], out var icmp))
        {
            if (!byte.TryParse(parts[1], out var type)) throw CliException.Usage($"--port: '{parts[1]}' is no type of an ICMP message: write 0 to 255");
            if (parts.Length == 2) return (icmp, 0, type, null);
            if (!byte.TryParse(parts[2], out var code)) throw CliException.Usage($"--port: '{parts[2]}' is no code of an ICMP message: write 0 to 255");
            return (icmp, 0, type, code);
        }

        var (protocol, port) = ParsePort(text);
        return (protocol, port, null, null);
    }

    /// <summary><c>80/tcp</c>, <c>80</c> (TCP), <c>53/udp</c>, or a protocol without ports as in <c>icmp</c>.</summary>
    /// <exception cref="CliException">It is none of these.</exception>
    public static (IpProtocol Protocol, ushort Port) ParsePort(string text)
    {
        var slash = text.IndexOf('/');
        var (number, word) = slash < 0 ? (text, "tcp") : (text[..slash], text[(slash + 1)..]);
        if (slash < 0 && !char.IsAsciiDigit(text.FirstOrDefault()) && IpProtocol.TryParse(text, out var alone) && !alone.HasPorts)
            return (alone, 0);
        if (IpProtocol.TryParse(number, out var turned) && turned.HasPorts && char.IsAsciiDigit(word.FirstOrDefault()))
            throw CliException.Usage($"--port: the port comes first; write {word}/{number}");
        if (!IpProtocol.TryParse(word, out var protocol) || !protocol.HasPorts)
            throw CliException.Usage($"--port: '{word}' is no protocol with ports; use tcp, udp or sctp");
        if (!ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
            throw CliException.Usage($"--port: '{number}' is no port; write for example 80/tcp");
        return (protocol, port);
    }
}
