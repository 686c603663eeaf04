using Margay.Model.Resources;

namespace Margay.Policy.Oracle.Policies;

/// <summary>Where a tier stands, and what it does with what its policies select and do not decide.</summary>
/// <param name="IsMissing">Whether there is no such tier: then it stands after all others.</param>
/// <param name="Order">Its place.</param>
/// <param name="Name">Its name, which decides between tiers of one place.</param>
/// <param name="PassesOn">Whether it passes on instead of denying.</param>
internal readonly record struct TierPlace(bool IsMissing, double Order, string Name, bool PassesOn) : IComparable<TierPlace>
{
    public int CompareTo(TierPlace other)
    {
        var order = IsMissing.CompareTo(other.IsMissing);
        if (order == 0) order = Order.CompareTo(other.Order);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }
}

/// <summary>The tiers of a cluster. Three are built in, whatever is stored under their names.</summary>
internal sealed class TierOrder
{
    /// <summary>The tier of Kubernetes' own policies, and of Calico's that name none.</summary>
    public const string Default = "default";

    /// <summary>The tier of a ClusterNetworkPolicy that comes before Kubernetes' own policies.</summary>
    public const string KubeAdmin = "kube-admin";

    /// <summary>The tier of a ClusterNetworkPolicy that comes after them.</summary>
    public const string KubeBaseline = "kube-baseline";

    private const double DefaultOrder = 1_000_000;

    private readonly Dictionary<string, TierPlace> _places = new()
    {
        [KubeAdmin] = new TierPlace(false, 1000, KubeAdmin, PassesOn: true),
        [Default] = new TierPlace(false, DefaultOrder, Default, PassesOn: false),
        [KubeBaseline] = new TierPlace(false, 10_000_000, KubeBaseline, PassesOn: true),
    };

    public TierOrder(IEnumerable<Tier> tiers)
    {
        foreach (var tier in tiers)
        {
            var name = tier.Metadata.Name;
            _places.TryAdd(
                name, new TierPlace(false, tier.Spec?.Order ?? DefaultOrder, name, tier.Spec?.DefaultAction == "Pass"));
        }
    }

    /// <summary>The place of a tier, be it there or not. One that is not there denies.</summary>
    public TierPlace Of(string name) =>
        _places.TryGetValue(name, out var place) ? place : new TierPlace(true, 0, name, PassesOn: false);
}
