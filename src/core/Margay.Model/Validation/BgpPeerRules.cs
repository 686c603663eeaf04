using Margay.Model.Resources;

namespace Margay.Model.Validation;

/// <summary>Rules of BGPPeer that need more than the one resource.</summary>
public static class BgpPeerRules
{
    /// <summary>A fault for each filter that <paramref name="peer"/> names and that is not among <paramref name="known"/>.</summary>
    public static IReadOnlyList<Fault> MissingFilters(BgpPeer peer, IReadOnlyCollection<string> known)
    {
        var faults = new FaultList();
        var filters = peer.Spec?.Filters ?? [];
        for (var i = 0; i < filters.Count; i++)
        {
            if (filters[i] is not { } filter || known.Contains(filter)) continue;
            faults.Add(
                FieldPath.Root.Member("spec").Member("filters").Item(i),
                $"is {FormatCheck.Quote(filter)}, but there is no such BGPFilter",
                Spelling.Nearest(filter, known) is { } near ? $"did you mean {near}?" : "make the BGPFilter first, or remove its name");
        }

        return faults.Faults;
    }
}
