using Margay.Bgp.Speaker;

namespace Margay.Tests.Unit.Bgp;

/// <summary>Does nothing with what a speaker finds, but for what is overridden.</summary>
internal class DeafSink : ISpeakerSink
{
    public void Chosen(ReadOnlySpan<RouteChoice> choices)
    {
    }

    public void Restarted(PeerStatus peer, PeerRestart restart)
    {
    }

    public virtual void Changed(PeerStatus peer)
    {
    }

    public virtual void ListenChanged(IReadOnlyList<string> refusals)
    {
    }

    public void RestartEnded()
    {
    }
}
