using Margay.Primitives;

namespace Margay.Policy.Oracle;

/// <summary>What one end of a flow turned out to be.</summary>
public abstract record ResolvedEnd
{
    private ResolvedEnd(IpAddr address) => Address = address;

    /// <summary>The address that the packet carries for this end.</summary>
    public IpAddr Address { get; }

    /// <summary>A pod with an interface of its own: policy applies to it.</summary>
    public sealed record Pod(string Namespace, string Name, IpAddr At) : ResolvedEnd(At)
    {
        /// <summary><c>pod shop/web (10.0.0.1)</c>.</summary>
        public override string ToString() => $"pod {Namespace}/{Name} ({Address})";
    }

    /// <summary>A node, or a pod in its node's network: Kubernetes policy does not apply to it.</summary>
    public sealed record Node(string Name, IpAddr At) : ResolvedEnd(At)
    {
        /// <summary><c>node n1 (192.0.2.1)</c>.</summary>
        public override string ToString() => $"node {Name} ({Address})";
    }

    /// <summary>A domain name, and one of the addresses that it is known to stand for, or one that no real network has.</summary>
    public sealed record Domain(DomainName Name, IpAddr At, bool IsKnown) : ResolvedEnd(At)
    {
        /// <summary>A text about the packet, with the name in place of an address that was made up for it.</summary>
        public string Spoken(string text) => IsKnown ? text : text.Replace(Address.ToString(), Name.Text, StringComparison.Ordinal);

        /// <summary><c>www.example.com, outside the cluster</c>.</summary>
        public override string ToString() => $"{Name}, outside the cluster";
    }

    /// <summary>An address that nothing in the cluster holds.</summary>
    public sealed record Outside(IpAddr At) : ResolvedEnd(At)
    {
        /// <summary><c>203.0.113.7, outside the cluster</c>.</summary>
        public override string ToString() => $"{Address}, outside the cluster";
    }
}
