using Margay.Model.Intent;
using Margay.Model.Settings;
using Margay.Netlink.Conntrack;
using Margay.Policy.Evaluation;
using Margay.Primitives;

namespace Margay.Host.Agent;

/// <summary>
/// Has open connections follow policy where that is asked for: after each change it judges them all again, and cuts those that
/// are no longer allowed. Owned by the agent's loop.
/// </summary>
/// <remarks>While nobody asks for it nothing is kept but the names of policies that do.</remarks>
internal sealed class OpenConnectionCuts(TimeProvider clock)
{
    /// <summary>Changes that come closer together are answered together: a look at all connections takes time.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<PolicyId> _asking = [];
    private OpenConnectionJudge? _judge;
    private OpenConnections _usually;
    private long? _last;
    private bool _isDue;

    /// <summary>Whether a connection may have to be cut, so that the tables must be able to.</summary>
    public bool IsWanted => _judge is not null;

    /// <summary>Hears what has changed.</summary>
    /// <param name="delta">The change.</param>
    /// <param name="whole">All that the changes add up to.</param>
    /// <param name="usually">The node's choice.</param>
    public void Take(IntentDelta delta, Func<IntentDelta> whole, OpenConnections usually)
    {
        foreach (var policy in delta.Policies)
        {
            if (policy.OpenConnections == OpenConnections.Rejudge) _asking.Add(policy.Id);
            else _asking.Remove(policy.Id);
        }

        _asking.ExceptWith(delta.PoliciesRemoved);
        _isDue |= !delta.IsEmpty || usually != _usually;
        _usually = usually;
        if (usually == OpenConnections.Keep && _asking.Count == 0)
        {
            _judge = null;
        }
        else if (_judge is null)
        {
            _judge = new OpenConnectionJudge();
            _judge.Apply(whole());
            _isDue = true;
        }
        else
        {
            _judge.Apply(delta);
        }
    }

    /// <summary>Judges the open connections again if a change asks for it.</summary>
    /// <param name="kernel">The node's kernel, in which the change is live.</param>
    /// <param name="settings">The node's settings.</param>
    /// <returns>How many are newly cut, and when to come again if it was too soon; zero is never.</returns>
    public (int Cut, TimeSpan Again) Follow(NodeKernel kernel, FelixSettings settings)
    {
        if (!_isDue || _judge is not { } judge) return (0, TimeSpan.Zero);
        if (_last is { } last && Pause - clock.GetElapsedTime(last) is var left && left > TimeSpan.Zero) return (0, left);
        _isDue = false;
        judge.Begin(kernel.HostInterfaces().SelectMany(found => found.Addresses), settings.OpenConnections);
        var cut = kernel.CutConnections(settings, entry => judge.IsCut(FirstPacketOf(entry)));
        _last = clock.GetTimestamp();
        return (cut, TimeSpan.Zero);
    }

    /// <remarks>Where the destination was translated, policy sees what it was translated to.</remarks>
    private static Packet FirstPacketOf(ConntrackEntry entry)
    {
        var (sent, answered) = (entry.Original, entry.Reply);
        var isIcmp = sent.Protocol == IpProtocol.Icmp || sent.Protocol == IpProtocol.IcmpV6;
        return new Packet(
            sent.Source, answered.Source, sent.Protocol, answered.SourcePort, sent.SourcePort,
            isIcmp ? new IcmpMatch(sent.IcmpType, sent.IcmpCode) : null);
    }
}
