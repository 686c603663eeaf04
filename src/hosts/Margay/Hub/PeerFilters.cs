using System.Text.Json.Nodes;
using Margay.Api.Objects;
using Margay.Api.Replies;
using Margay.Api.Storage;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Host.Hub;

/// <summary>Sees to it that a BGPPeer names only filters that are there when it is written, as Calico's client does.</summary>
/// <remarks>A filter may be deleted later, so that readers meet names without a filter all the same.</remarks>
internal sealed class PeerFilters(IResourceStore store)
{
    /// <summary>Why the peer may not be written; null if it may, or if it is no peer.</summary>
    public ApiFault? RefuseMissing(ResourceKind kind, JsonObject peer)
    {
        if (kind != Kinds.BgpPeer) return null;
        var known = store.List(Kinds.BgpFilter, null).Items.Select(filter => filter.Key.Name).ToHashSet(StringComparer.Ordinal);
        var faults = BgpPeerRules.MissingFilters(ResourceReader.Read(Kinds.BgpPeer, peer), known);
        return faults.Count == 0 ? null : Admission.Invalid(kind, peer, faults);
    }
}
