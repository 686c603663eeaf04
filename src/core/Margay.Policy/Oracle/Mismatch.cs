using Margay.Primitives;

namespace Margay.Policy.Oracle;

/// <summary>Why a rule's peer does not match. <see cref="object.ToString"/> gives a phrase for people.</summary>
public abstract record PeerMismatch
{
    private PeerMismatch()
    {
    }

    /// <summary>The rule asks for pods, and the address is none's.</summary>
    public sealed record NotAPod(IpAddr Address) : PeerMismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Address} is no pod";
    }

    /// <summary>The rule asks for pods of the policy's own namespace.</summary>
    public sealed record OtherNamespace(string Namespace, string Wanted) : PeerMismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"is in namespace {Namespace}, not in {Wanted}";
    }

    /// <summary>The rule asks for labels of the namespace, and the cluster has no such namespace.</summary>
    public sealed record NamespaceUnknown(string Namespace) : PeerMismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"there is no namespace {Namespace}";
    }

    /// <summary>The peer's namespace does not meet a requirement.</summary>
    public sealed record NamespaceLabels(string Namespace, string Requirement) : PeerMismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"namespace {Namespace} does not meet '{Requirement}'";
    }

    /// <summary>The peer does not meet a requirement.</summary>
    public sealed record PodLabels(string Namespace, string Name, string Requirement) : PeerMismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"pod {Namespace}/{Name} does not meet '{Requirement}'";
    }

    /// <summary>The address lies outside of the rule's block.</summary>
    public sealed record OutsideBlock(IpAddr Address, Cidr Block) : PeerMismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Address} is not in {Block}";
    }

    /// <summary>The address lies in the block and in one of its exceptions.</summary>
    public sealed record InException(IpAddr Address, Cidr Exception) : PeerMismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Address} is in {Exception}, which is excepted";
    }

    /// <summary>The peer is not written as Kubernetes allows, and therefore matches nothing.</summary>
    public sealed record Malformed(string Fault) : PeerMismatch
    {
        /// <inheritdoc/>
        public override string ToString() => Fault;
    }
}

/// <summary>Why a rule's port does not match. <see cref="object.ToString"/> gives a phrase for people.</summary>
public abstract record PortMismatch
{
    private PortMismatch()
    {
    }

    /// <summary>The rule is for another protocol.</summary>
    public sealed record OtherProtocol(IpProtocol Wanted) : PortMismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"is not {Wanted}";
    }

    /// <summary>The rule is for other port numbers.</summary>
    public sealed record OtherPort(PortRange Wanted) : PortMismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"is not port {Wanted}";
    }

    /// <summary>The destination is no pod, so it has no named ports.</summary>
    public sealed record NotAPod(string Name) : PortMismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"only a pod can have a port named {Name}";
    }

    /// <summary>The destination has the name, if at all, on other ports of the protocol.</summary>
    public sealed record NamedElsewhere(string Name, IReadOnlyList<int> Numbers) : PortMismatch
    {
        /// <inheritdoc/>
        public override string ToString() => Numbers.Count == 0
            ? $"the destination has no port named {Name}"
            : $"the destination's port {Name} is {string.Join(", ", Numbers)}";
    }

    /// <summary>The port is not written as Kubernetes allows, and therefore matches nothing.</summary>
    public sealed record Malformed(string Fault) : PortMismatch
    {
        /// <inheritdoc/>
        public override string ToString() => Fault;
    }
}
