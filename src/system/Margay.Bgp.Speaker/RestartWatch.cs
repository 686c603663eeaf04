using Margay.Primitives;

namespace Margay.Bgp.Speaker;

/// <summary>Follows the restart of a peer over its families: it begins once, and ends when none has stale paths any more.</summary>
internal sealed class RestartWatch(Action<PeerRestart> report)
{
    private readonly HashSet<IpFamily> _stale = [];
    private int _dropped;

    /// <summary>Whether a family has stale paths.</summary>
    public bool IsStale(IpFamily family) => _stale.Contains(family);

    /// <summary>The session is down, and the paths of these families stay. In the middle of a restart it goes on.</summary>
    public void Begin(IEnumerable<IpFamily> families, int paths, TimeSpan patience)
    {
        var isNew = _stale.Count == 0;
        _stale.UnionWith(families);
        if (!isNew || _stale.Count == 0) return;
        _dropped = 0;
        report(new PeerRestart.Begun(paths, patience));
    }

    /// <summary>A family has no stale paths any more.</summary>
    public void End(IpFamily family, int dropped, bool hasReturned)
    {
        if (!_stale.Remove(family)) return;
        _dropped += dropped;
        if (_stale.Count == 0) report(new PeerRestart.Ended(_dropped, hasReturned));
    }
}
