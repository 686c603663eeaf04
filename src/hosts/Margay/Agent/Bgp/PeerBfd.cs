using Margay.Bgp.Bfd;
using Margay.Bgp.Speaker;
using Margay.Model.Settings;

namespace Margay.Host.Agent.Bgp;

/// <summary>BFD as an annotation asks for it, in the speaker's terms; with null settings, none.</summary>
internal readonly record struct PeerBfd(BfdSettings? Settings)
{
    /// <summary>False if nobody can tell what was wanted: then there is no session, rather than one that is watched less closely than was meant.</summary>
    public static bool TryRead(string? annotation, string owner, List<string> problems, out PeerBfd bfd)
    {
        var isRead = BfdAnnotation.TryParse(annotation, out var settings);
        if (!isRead) problems.Add($"{owner}: {BfdAnnotation.Key} is '{annotation}': {BfdAnnotation.Remedy}; there is no session until then");
        bfd = new PeerBfd(settings);
        return isRead;
    }

    /// <summary>A peer with it.</summary>
    public PeerConfig Of(PeerConfig peer) => Settings is not { } settings ? peer : peer with
    {
        Bfd = new BfdConfig
        {
            MinTx = (uint)settings.MinTx.TotalMicroseconds,
            MinRx = (uint)settings.MinRx.TotalMicroseconds,
            Multiplier = settings.Multiplier,
        },
        BfdKeepsRoutes = settings.Graceful,
    };
}
