using Margay.Primitives;

namespace Margay.Bgp.Speaker;

/// <summary>A prefix and where packets to it are to go.</summary>
/// <param name="Prefix">The prefix.</param>
/// <param name="NextHops">The next hops of all chosen paths from peers, without repetition; empty if there is none, or if the route is this speaker's own.</param>
/// <param name="IsUrgent">The chosen paths are as good as the speaker's own would be: they take precedence over what the node has itself.</param>
public readonly record struct RouteChoice(Cidr Prefix, IReadOnlyList<IpAddr> NextHops, bool IsUrgent = false);

/// <summary>Hears from a speaker, on its loop: what takes long belongs elsewhere.</summary>
public interface ISpeakerSink
{
    /// <summary>Other paths are chosen now. What is given is good until the call returns.</summary>
    void Chosen(ReadOnlySpan<RouteChoice> choices);

    /// <summary>A session is in another state, or ended, or the BFD session beside it has changed.</summary>
    void Changed(PeerStatus peer);

    /// <summary>A peer restarts, or has come to the end of it.</summary>
    void Restarted(PeerStatus peer, PeerRestart restart);

    /// <summary>The addresses at which the speaker cannot listen are others: one sentence for each, none if it listens wherever it shall.</summary>
    void ListenChanged(IReadOnlyList<string> refusals);

    /// <summary>After a restart, the peers have said what they have: what is not chosen by now is old.</summary>
    void RestartEnded();
}
