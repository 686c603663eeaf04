using Margay.Bgp.Wire;
using Margay.Model.Settings;

namespace Margay.Host.Agent.Bgp;

/// <summary>Communities of manifests in the attributes of routes.</summary>
internal static class Communities
{
    public static bool Carries(PathAttributes attributes, BgpCommunity community) => community.IsLarge
        ? attributes.LargeCommunities.Span.Contains(LargeOf(community))
        : attributes.Communities.Span.Contains(Of(community));

    public static PathAttributes Add(PathAttributes attributes, BgpCommunity community)
    {
        if (Carries(attributes, community)) return attributes;
        return community.IsLarge
            ? attributes with { LargeCommunities = [.. attributes.LargeCommunities, LargeOf(community)] }
            : attributes with { Communities = [.. attributes.Communities, Of(community)] };
    }

    private static uint Of(BgpCommunity community) => community.Administrator << 16 | community.First;

    private static LargeCommunity LargeOf(BgpCommunity community) => new(community.Administrator, community.First, community.Second!.Value);
}
