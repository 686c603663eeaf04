using Margay.Primitives;

namespace Margay.Policy.Oracle;

/// <summary>Why a condition of a rule does not hold. <see cref="object.ToString"/> gives a phrase for people.</summary>
public abstract partial record Mismatch
{
    private Mismatch()
    {
    }

    /// <summary>None of the alternatives holds; each says why.</summary>
    public sealed record NoAlternative : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => "none of these";
    }

    /// <summary>The condition is not written as its kind allows, and therefore never holds.</summary>
    public sealed record Malformed(string Fault) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => Fault;
    }

    /// <summary>The packet is of the other family.</summary>
    public sealed record OtherFamily(IpFamily Wanted) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"is not IP{(Wanted == IpFamily.V4 ? "v4" : "v6")}";
    }

    /// <summary>The packet has another protocol.</summary>
    public sealed record OtherProtocol(IpProtocol Wanted) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"is not {Wanted}";
    }

    /// <summary>The packet has the protocol that is excluded.</summary>
    public sealed record ExcludedProtocol(IpProtocol Excluded) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"is {Excluded}, which is excluded";
    }

    /// <summary>The packet is no ICMP message of this type and code.</summary>
    public sealed record OtherIcmp(string Wanted) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"is not {Wanted}";
    }

    /// <summary>The packet is the ICMP message that is excluded.</summary>
    public sealed record ExcludedIcmp(string Excluded) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"is {Excluded}, which is excluded";
    }

    /// <summary>The protocol has no ports, and the condition asks for one.</summary>
    public sealed record NoPorts(IpProtocol Protocol) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Protocol} has no ports";
    }

    /// <summary>The port is not in the range.</summary>
    public sealed record OtherPort(PortRange Wanted) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"is not port {Wanted}";
    }

    /// <summary>Nobody at the address can have a port with this name.</summary>
    public sealed record NobodyHasPorts(string Name, bool IsPodsOnly) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => IsPodsOnly
            ? $"only a pod can have a port named {Name}"
            : $"only a pod or host endpoint can have a port named {Name}";
    }

    /// <summary>The end has the name, if at all, on other ports of the protocol.</summary>
    /// <param name="End"><c>destination</c> or <c>source</c>.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Numbers">The ports of that name.</param>
    public sealed record NamedElsewhere(string End, string Name, IReadOnlyList<int> Numbers) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => Numbers.Count == 0
            ? $"the {End} has no port named {Name}"
            : $"the {End}'s port {Name} is {string.Join(", ", Numbers)}";
    }

    /// <summary>The port is one of those that are excluded.</summary>
    public sealed record ExcludedPort(ushort Port, string Excluded) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Port} is port {Excluded}, which is excluded";
    }
}
