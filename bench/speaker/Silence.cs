using Margay.Bgp.Rib;
using Margay.Bgp.Speaker;
using Margay.Bgp.Wire;
using Margay.Primitives;

namespace Margay.Bench.Speaker;

/// <summary>Tells nobody anything.</summary>
internal sealed record Silence : IRoutePolicy
{
    public PolicyVerdict Judge(Cidr prefix, PathAttributes attributes, PathSource source) => default;
}

/// <summary>Does nothing with what is chosen.</summary>
internal sealed class Nobody : ISpeakerSink
{
    public void Chosen(ReadOnlySpan<RouteChoice> choices)
    {
    }

    public void Restarted(PeerStatus peer, PeerRestart restart)
    {
    }

    public void Changed(PeerStatus peer)
    {
    }

    public void ListenChanged(IReadOnlyList<string> refusals)
    {
    }

    public void RestartEnded()
    {
    }
}
