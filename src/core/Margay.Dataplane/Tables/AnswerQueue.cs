using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>A queue of the kernel's (nfnetlink_queue) that packets wait in for a verdict.</summary>
/// <param name="Number">Its number, which nobody else in the network namespace uses.</param>
/// <param name="AsTarget">Whether rules reach it by the target NFQUEUE, in kernels whose nftables cannot.</param>
public sealed record AnswerQueue(ushort Number, bool AsTarget);

/// <summary>A DNS server, over UDP and TCP. Order: address, then port.</summary>
public readonly record struct NameServer(IpAddr Address, ushort Port) : IComparable<NameServer>
{
    /// <summary>The port of DNS (RFC 1035).</summary>
    public const ushort DefaultPort = 53;

    /// <inheritdoc/>
    public int CompareTo(NameServer other)
    {
        var order = Address.CompareTo(other.Address);
        return order != 0 ? order : Port.CompareTo(other.Port);
    }

    /// <summary>As in <c>10.0.0.1:53</c> or <c>[fd00::1]:53</c>.</summary>
    public override string ToString() => Address.IsV4 ? $"{Address}:{Port}" : $"[{Address}]:{Port}";
}
