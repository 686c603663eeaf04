namespace Margay.Bgp.Speaker;

/// <summary>What becomes of the paths of a peer that restarts (RFC 4724 §4.2).</summary>
public abstract record PeerRestart
{
    private PeerRestart()
    {
    }

    /// <summary>The peer is gone. Its paths stay, marked stale.</summary>
    /// <param name="Paths">So many that nothing excludes.</param>
    /// <param name="Patience">For how long, unless it comes back.</param>
    public sealed record Begun(int Paths, TimeSpan Patience) : PeerRestart;

    /// <summary>None of its paths is stale any more.</summary>
    /// <param name="Dropped">So many that nothing excludes were removed, since the peer has not said them again.</param>
    /// <param name="HasReturned">Whether the peer came back in time.</param>
    public sealed record Ended(int Dropped, bool HasReturned) : PeerRestart;
}
