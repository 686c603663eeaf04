using Margay.Primitives;

namespace Margay.Policy.Oracle;

public abstract partial record Mismatch
{
    /// <summary>The condition asks for pods, and the address is none's.</summary>
    public sealed record NotAPod(IpAddr Address) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Address} is no pod";
    }

    /// <summary>The condition asks for endpoints or network sets, and the address belongs to none.</summary>
    public sealed record NotHeld(IpAddr Address) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Address} belongs to no endpoint and no network set";
    }

    /// <summary>The condition asks for what is in the policy's own namespace.</summary>
    public sealed record OtherNamespace(string Namespace, string Wanted) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"is in namespace {Namespace}, not in {Wanted}";
    }

    /// <summary>The condition asks for what is in a namespace, and this is in none.</summary>
    public sealed record NotNamespaced(string Who) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Who} is in no namespace";
    }

    /// <summary>The condition asks for what is in no namespace.</summary>
    public sealed record Namespaced(string Who, string Namespace) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Who} is in namespace {Namespace}";
    }

    /// <summary>The condition asks for labels of the namespace, and the cluster has no such namespace.</summary>
    public sealed record NamespaceUnknown(string Namespace) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"there is no namespace {Namespace}";
    }

    /// <summary>The labels of the end's namespace do not meet a requirement.</summary>
    public sealed record NamespaceLabels(string Namespace, string Requirement) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"namespace {Namespace} does not meet '{Requirement}'";
    }

    /// <summary>The labels of who holds the address do not meet a requirement.</summary>
    public sealed record Labels(string Who, string Requirement) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Who} does not meet '{Requirement}'";
    }

    /// <summary>Who holds the address meets the selector that is excluded.</summary>
    public sealed record ExcludedLabels(string Who, string Excluded) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Who} meets '{Excluded}', which is excluded";
    }

    /// <summary>The condition asks for a service account, and this has none.</summary>
    public sealed record NoAccount(string Who) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Who} has no service account";
    }

    /// <summary>It runs under an account that is not among those that are named.</summary>
    public sealed record OtherAccount(string Who, string Account) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Who} runs under service account {Account}";
    }

    /// <summary>The condition asks for labels of the account, and the cluster has no such account.</summary>
    public sealed record AccountUnknown(string Account) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"there is no service account {Account}";
    }

    /// <summary>The labels of the account do not meet a requirement.</summary>
    public sealed record AccountLabels(string Account, string Requirement) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"service account {Account} does not meet '{Requirement}'";
    }

    /// <summary>The address lies outside of the prefixes.</summary>
    public sealed record OutsideNets(IpAddr Address, IReadOnlyList<Cidr> Nets) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Address} is not in {string.Join(", ", Nets)}";

        /// <inheritdoc/>
        public bool Equals(OutsideNets? other) =>
            other is not null && Address == other.Address && Nets.SequenceEqual(other.Nets);

        /// <inheritdoc/>
        public override int GetHashCode() => Address.GetHashCode();
    }

    /// <summary>The address lies in a prefix that is excepted.</summary>
    public sealed record InException(IpAddr Address, Cidr Exception) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Address} is in {Exception}, which is excepted";
    }

    /// <summary>The address, or address and port together, are no endpoint of the service.</summary>
    public sealed record NotOfService(string What, string Service) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"{What} is no endpoint of service {Service}";
    }

    /// <summary>The address is no node's with these labels.</summary>
    public sealed record NotANode(IpAddr Address) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Address} is no such node";
    }

    /// <summary>No name that the condition means is known to stand for the address.</summary>
    /// <param name="Address">The address.</param>
    /// <param name="Known">The names that do, or the one that was asked for.</param>
    public sealed record NotOfName(IpAddr Address, IReadOnlyList<DomainName> Known) : Mismatch
    {
        /// <inheritdoc/>
        public override string ToString() => Known.Count == 0
            ? $"no name is known to stand for {Address}"
            : $"it is {string.Join(", ", Known)}";
    }
}
