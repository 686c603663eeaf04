using Margay.Primitives;

namespace Margay.Policy.Oracle;

/// <summary>One end of a flow, as a person names it.</summary>
public abstract record FlowEnd
{
    private FlowEnd()
    {
    }

    /// <summary>A pod by name.</summary>
    public sealed record Pod(string Namespace, string Name) : FlowEnd
    {
        /// <summary><c>namespace/name</c>.</summary>
        public override string ToString() => $"{Namespace}/{Name}";
    }

    /// <summary>
    /// Whoever holds an address: if that is a pod, the pod is meant; if that is a node, the node; else something outside
    /// of the cluster.
    /// </summary>
    public sealed record Address(IpAddr Value) : FlowEnd
    {
        /// <summary>The address.</summary>
        public override string ToString() => Value.ToString();
    }

    /// <summary>
    /// Whatever a domain name stands for, outside of the cluster. It need not be known: then no prefix holds it but one that holds
    /// all addresses.
    /// </summary>
    public sealed record Domain(DomainName Value) : FlowEnd
    {
        /// <summary>The name.</summary>
        public override string ToString() => Value.ToString();
    }
}

/// <summary>The first packet of a connection.</summary>
/// <param name="Source">Who opens it.</param>
/// <param name="Destination">Who is called, after any translation of the destination.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Port">The destination port; 0 for protocols without ports.</param>
/// <param name="Family">
/// Which family two pods speak. None is the first that both have, IPv4 before IPv6. An end that is an address decides
/// by itself.
/// </param>
public sealed record Flow(
    FlowEnd Source, FlowEnd Destination, IpProtocol Protocol, ushort Port, IpFamily Family = IpFamily.None)
{
    /// <summary>The source port; 0 when it is not given.</summary>
    public ushort SourcePort { get; init; }

    /// <summary>The type of an ICMP message; null when it is not given.</summary>
    public byte? IcmpType { get; init; }

    /// <summary>The code of an ICMP message; null when it is not given.</summary>
    public byte? IcmpCode { get; init; }

    /// <summary>
    /// What was called before the destination's node translated it, as with a node port: the untracked and pre-DNAT hooks
    /// of that node see this. Null when nothing is translated.
    /// </summary>
    public OriginalDestination? Original { get; init; }

    /// <summary>
    /// Node name to interface name: which interface the flow takes at a node. Where none is given, the one that has an
    /// address of the node.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Via { get; init; }

    /// <summary><c>shop/web → shop/db TCP/5432</c>.</summary>
    public override string ToString() =>
        Protocol.HasPorts ? $"{Source} → {Destination} {Protocol}/{Port}"
        : $"{Source} → {Destination} {Protocol}{(IcmpType is { } type ? $" type {type}" : "")}{(IcmpCode is { } code ? $" code {code}" : "")}";
}

/// <summary>A destination before translation.</summary>
public sealed record OriginalDestination(IpAddr Address, ushort Port);
