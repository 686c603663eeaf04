using System.Globalization;
using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Cli.Policy;

/// <summary>Reads the ends and the port of a flow as a person writes them.</summary>
internal static class FlowWords
{
    /// <summary><c>NAMESPACE/POD</c>, <c>POD</c> of the default namespace, or an address of either family.</summary>
    /// <exception cref="CliException">It is none of these.</exception>
    public static FlowEnd ParseEnd(string option, string text, string defaultNamespace)
    {
        if (IpAddr.TryParse(text, out var address)) return new FlowEnd.Address(address);
        return text.Split('/') switch
        {
            [{ Length: > 0 } name] when !text.Contains(':') => new FlowEnd.Pod(defaultNamespace, name),
            [{ Length: > 0 } ns, { Length: > 0 } name] when !IpAddr.TryParse(ns, out _) => new FlowEnd.Pod(ns, name),
            _ => throw CliException.Usage($"{option}: '{text}' is neither NAMESPACE/POD nor an address"),
        };
    }

    /// <summary><c>80/tcp</c>, <c>80</c> (TCP), <c>53/udp</c>, or a protocol without ports as in <c>icmp</c>.</summary>
    /// <exception cref="CliException">It is none of these.</exception>
    public static (IpProtocol Protocol, ushort Port) ParsePort(string text)
    {
        var slash = text.IndexOf('/');
        var (number, word) = slash < 0 ? (text, "tcp") : (text[..slash], text[(slash + 1)..]);
        if (slash < 0 && !char.IsAsciiDigit(text.FirstOrDefault()) && IpProtocol.TryParse(text, out var alone) && !alone.HasPorts)
            return (alone, 0);
        if (!IpProtocol.TryParse(word, out var protocol) || !protocol.HasPorts)
            throw CliException.Usage($"--port: '{word}' is no protocol with ports; use tcp, udp or sctp");
        if (!ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
            throw CliException.Usage($"--port: '{number}' is no port; write for example 80/tcp");
        return (protocol, port);
    }
}
