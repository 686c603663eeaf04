using Margay.Bgp.Bfd;
using Margay.Bgp.Fsm;
using Margay.Bgp.Speaker;

namespace Margay.Host.Agent.Bgp;

/// <summary>What is new about a peer.</summary>
[Flags]
internal enum PeerTurn
{
    None = 0,
    Up = 1,
    Down = 2,
    BfdUp = 4,
    BfdDown = 8,

    /// <summary>It is not up, and has not been for <see cref="PeerStates.Patience"/>. Said once, until it was up.</summary>
    Missing = 16,
}

/// <summary>Remembers how peers were, and says what is new. Not thread-safe.</summary>
internal sealed class PeerStates
{
    /// <summary>A session that is not up for so long does not come up by itself.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, (bool IsUp, bool IsBfdUp, bool IsMissing)> _known = [];

    /// <summary>Takes how a peer is now.</summary>
    public PeerTurn Take(PeerStatus peer, DateTimeOffset time)
    {
        var before = _known.GetValueOrDefault(peer.Name);
        var isUp = peer.State == SessionState.Established;
        var now = (IsUp: isUp, IsBfdUp: peer.Bfd?.State == BfdState.Up, IsMissing: !isUp && time - peer.Since >= Patience);
        _known[peer.Name] = now;
        var turn = PeerTurn.None;
        if (now.IsUp != before.IsUp) turn |= now.IsUp ? PeerTurn.Up : PeerTurn.Down;
        if (now.IsMissing && !before.IsMissing) turn |= PeerTurn.Missing;
        if (now.IsBfdUp != before.IsBfdUp && peer.Bfd is not null) turn |= now.IsBfdUp ? PeerTurn.BfdUp : PeerTurn.BfdDown;
        return turn;
    }

    /// <summary>Forgets all peers but these.</summary>
    public void Keep(IReadOnlySet<string> names)
    {
        foreach (var gone in _known.Keys.Where(name => !names.Contains(name)).ToList()) _known.Remove(gone);
    }

    /// <summary>How many of the peers that <paramref name="counts"/> picks are established.</summary>
    public int Established(Func<string, bool> counts) => _known.Count(peer => peer.Value.IsUp && counts(peer.Key));
}
