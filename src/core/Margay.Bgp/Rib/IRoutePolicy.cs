using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Bgp.Rib;

/// <summary>What policy says of a route.</summary>
/// <param name="Attributes">The attributes it has from here on: the same object if policy changes nothing; null if it is rejected.</param>
/// <param name="By">The rule that decided, or null if none did.</param>
/// <param name="Preference">The preference it gets, or null for the usual.</param>
public readonly record struct PolicyVerdict(PathAttributes? Attributes, string? By = null, int? Preference = null);

/// <summary>Import or export policy of one peer. Pure: the same route has the same verdict until the policy is replaced by another object.</summary>
public interface IRoutePolicy
{
    /// <summary>Judges one route.</summary>
    /// <param name="prefix">The route's prefix.</param>
    /// <param name="attributes">Its attributes: as they came, or as they are in the table.</param>
    /// <param name="source">Where it comes from.</param>
    PolicyVerdict Judge(Cidr prefix, PathAttributes attributes, PathSource source);
}
