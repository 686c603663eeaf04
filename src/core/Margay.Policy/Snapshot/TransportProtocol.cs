using Margay.Primitives;

namespace Margay.Policy.Snapshot;

/// <summary>The protocols whose ports Kubernetes knows.</summary>
internal static class TransportProtocol
{
    /// <summary>Reads one; null is TCP.</summary>
    public static bool TryRead(string? text, out IpProtocol protocol)
    {
        protocol = text switch
        {
            null or "TCP" => IpProtocol.Tcp,
            "UDP" => IpProtocol.Udp,
            "SCTP" => IpProtocol.Sctp,
            _ => default,
        };
        return protocol != default;
    }
}
