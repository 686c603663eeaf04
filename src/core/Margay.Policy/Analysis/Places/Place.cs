using Margay.Primitives;

namespace Margay.Policy.Analysis.Places;

/// <summary>Ends that no rule tells apart, at one family. Every address of a family is of one place.</summary>
public abstract class Place
{
    private Place(IpFamily family, Standing?[] standings)
    {
        (Family, Standings) = (family, standings);
        IsUnchanged = Array.TrueForAll(standings, standing => standing == standings[0]);
    }

    /// <summary>The family of the addresses.</summary>
    public IpFamily Family { get; }

    /// <summary>How the place stands in each cluster; null where it does not exist.</summary>
    internal Standing?[] Standings { get; }

    /// <summary>Whether the place stands alike in all clusters.</summary>
    internal bool IsUnchanged { get; }

    /// <summary>Whether both are one and the same pod.</summary>
    internal bool IsSamePod(Place other) => this is Pods { Members: [var mine] } one && other is Pods { Members: [var theirs] } two
        && one.Namespace == two.Namespace && mine.Name == theirs.Name;

    /// <summary>A pod of a <see cref="Pods"/>.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Node">Its node; empty when it has none.</param>
    /// <param name="Address">Its address.</param>
    public sealed record Member(string Name, string Node, IpAddr Address);

    /// <summary>Pods of one namespace.</summary>
    public sealed class Pods : Place
    {
        internal Pods(IpFamily family, Standing?[] standings, string ns, IReadOnlyList<Member> members)
            : base(family, standings) => (Namespace, Members) = (ns, members);

        /// <summary>Their namespace.</summary>
        public string Namespace { get; }

        /// <summary>The pods, by name; at least one.</summary>
        public IReadOnlyList<Member> Members { get; }

        /// <summary>Those of them that the predicate takes; null for none.</summary>
        public Pods? Where(Func<Member, bool> takes)
        {
            Member[] taken = [.. Members.Where(takes)];
            if (taken.Length == Members.Count) return this;
            return taken.Length == 0 ? null : new Pods(Family, Standings, Namespace, taken);
        }
    }

    /// <summary>A node's own addresses.</summary>
    public sealed class Node : Place
    {
        internal Node(IpFamily family, Standing?[] standings, string name, IReadOnlyList<IpAddr> addresses)
            : base(family, standings) => (Name, Addresses) = (name, addresses);

        /// <summary>The node.</summary>
        public string Name { get; }

        /// <summary>Those of its addresses that are alike to all rules; at least one.</summary>
        public IReadOnlyList<IpAddr> Addresses { get; }
    }

    /// <summary>What domain names of policies stand for, which is not known.</summary>
    public sealed class Domains : Place
    {
        internal Domains(IpFamily family, Standing?[] standings, IReadOnlyList<PlacedName> names)
            : base(family, standings) => Names = names;

        /// <summary>The names, by what policies say; at least one.</summary>
        public IReadOnlyList<PlacedName> Names { get; }
    }

    /// <summary>Addresses that nothing in the cluster has.</summary>
    public sealed class Outside : Place
    {
        private readonly IReadOnlyList<AddressRange> _exact;

        internal Outside(
            IpFamily family, Standing?[] standings, IReadOnlyList<AddressRange> exact, IReadOnlyList<AddressRange> ranges)
            : base(family, standings) => (_exact, Ranges) = (exact, ranges);

        /// <summary>The addresses as a person names them, sorted: those of pods and nodes that lie within are not meant.</summary>
        public IReadOnlyList<AddressRange> Ranges { get; }

        /// <summary>Those of the addresses that lie in a prefix; null for none.</summary>
        public Outside? Within(Cidr prefix)
        {
            AddressRange[] exact = [.. _exact.Select(range => range.Within(prefix)).OfType<AddressRange>()];
            return exact.Length == 0
                ? null
                : new Outside(Family, Standings, exact, [.. Ranges.Select(range => range.Within(prefix)).OfType<AddressRange>()]);
        }

        /// <summary>One of the addresses.</summary>
        public IpAddr Witness => _exact[0].First;

        /// <summary>Whether an address is one of them.</summary>
        public bool Contains(IpAddr address) => _exact.Any(range => range.Contains(address));
    }
}
