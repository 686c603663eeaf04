using Margay.Primitives;

namespace Margay.Policy.Analysis.Places;

/// <summary>Ends that a question is about.</summary>
public abstract record PlaceSelection
{
    private PlaceSelection()
    {
    }

    /// <summary>What of a place is meant; null for nothing of it.</summary>
    public abstract Place? Of(Place place);

    /// <summary>Everything: pods, nodes, and addresses outside.</summary>
    public sealed record Everything : PlaceSelection
    {
        /// <inheritdoc/>
        public override Place? Of(Place place) => place;
    }

    /// <summary>Pods by namespace and name.</summary>
    /// <param name="Named">The pods.</param>
    public sealed record Pods(IReadOnlySet<(string Namespace, string Name)> Named) : PlaceSelection
    {
        /// <inheritdoc/>
        public override Place? Of(Place place) =>
            place is Place.Pods pods ? pods.Where(pod => Named.Contains((pods.Namespace, pod.Name))) : null;
    }

    /// <summary>What names stand for that policies mean by a pattern.</summary>
    /// <param name="Pattern">The pattern.</param>
    public sealed record Domain(DomainPattern Pattern) : PlaceSelection
    {
        /// <inheritdoc/>
        public override Place? Of(Place place) => place is Place.Domains named && named.Names.Any(name => name.Pattern == Pattern)
            ? new Place.Domains(named.Family, named.Standings, [.. named.Names.Where(name => name.Pattern == Pattern)])
            : null;
    }

    /// <summary>Addresses of a prefix, be they a pod's, a node's or nobody's.</summary>
    /// <param name="Prefix">The prefix.</param>
    public sealed record Network(Cidr Prefix) : PlaceSelection
    {
        /// <inheritdoc/>
        public override Place? Of(Place place) => place switch
        {
            Place.Pods pods => pods.Where(pod => Prefix.Contains(pod.Address)),
            Place.Node node => node.Addresses.Any(Prefix.Contains) ? node : null,
            Place.Outside outside => outside.Within(Prefix),
            _ => null,
        };
    }
}
