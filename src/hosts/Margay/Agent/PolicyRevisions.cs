using System.Globalization;
using Margay.Client;
using Margay.Host.Reports;
using Margay.Model.Resources;

namespace Margay.Host.Agent;

/// <summary>
/// Up to which revision of each kind of policy the agent has heard, and up to which its kernel enforces them. Owned by the
/// agent's loop.
/// </summary>
/// <remarks>
/// One kind's revisions come in order, so whatever policy was written at or before the latest one heard has been heard of.
/// </remarks>
internal sealed class PolicyRevisions
{
    private readonly Dictionary<ResourceKind, long> _heard = [];
    private Dictionary<ResourceKind, long> _enforced = [];

    /// <summary>Hears a change; of kinds that are no policies nothing is kept.</summary>
    public void Take(Change change)
    {
        _ = TryTake<NetworkPolicy>(change) || TryTake<CalicoNetworkPolicy>(change) || TryTake<GlobalNetworkPolicy>(change)
            || TryTake<ClusterNetworkPolicy>(change);
    }

    /// <summary>The kernel enforces all that was heard.</summary>
    public NodeReport Enforced()
    {
        _enforced = new Dictionary<ResourceKind, long>(_heard);
        return new NodeReport(_enforced, null);
    }

    /// <summary>The kernel could not be brought there.</summary>
    public NodeReport Behind(string fault) => new(_enforced, fault);

    private bool TryTake<T>(Change change)
        where T : Resource
    {
        if (change is not Change<T> of) return false;
        foreach (var item in of switch
        {
            Change<T>.Replaced all => all.Items,
            Change<T>.Upsert one => [one.Item],
            Change<T>.Remove one => [one.Item],
            _ => [],
        })
        {
            if (!long.TryParse(item.Metadata.ResourceVersion, NumberStyles.None, CultureInfo.InvariantCulture, out var revision)) continue;
            _heard[change.Kind] = Math.Max(_heard.GetValueOrDefault(change.Kind), revision);
        }

        return true;
    }
}
