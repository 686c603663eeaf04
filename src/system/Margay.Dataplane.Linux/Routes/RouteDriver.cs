using System.Diagnostics;
using Margay.Dataplane.Linux.Links;
using Margay.Dataplane.Routes;
using Margay.Linux;
using Margay.Model.Intent;
using Margay.Netlink;
using Margay.Netlink.Route;
using Margay.Primitives;

namespace Margay.Dataplane.Linux.Routes;

/// <summary>Makes the main routing tables hold the wanted routes. One thread at a time.</summary>
/// <remarks>
/// <para>Routes are recognised by protocol number only (<see cref="RouteOwnership"/>), so a restarted driver finds its
/// own and writes nothing that is right already. Foreign routes are neither changed nor taken over: one that holds a
/// wanted destination and metric is reported as a failure.</para>
/// <para>rtnetlink is not atomic: each route is written for itself, and one that fails stays wanted.</para>
/// </remarks>
public sealed class RouteDriver : IDisposable
{
    private const int BatchLength = 100;

    private readonly NetlinkSocket _socket;
    private readonly LinkTable _table;
    private readonly NetlinkWriter _writer = new();
    private readonly Dictionary<string, int> _linkIndexes = [];
    private HashSet<KernelRoute>? _observed;                     // null: unknown, to be dumped
    private IReadOnlyCollection<RouteIntent>? _desired;          // null: nobody has said yet

    /// <summary>A driver for <paramref name="netns"/>, or for the process's own namespace when null.</summary>
    /// <exception cref="LinuxException">The socket cannot be opened.</exception>
    public RouteDriver(NetnsHandle? netns = null)
    {
        _socket = NetlinkSocket.Open(NetlinkProtocol.Route, netns);
        _table = new LinkTable(_socket);
    }

    /// <summary>
    /// The port that this driver's own changes are announced with, so that a monitor can tell them apart.
    /// </summary>
    public uint PortId => _socket.PortId;

    /// <summary>
    /// Routes through gateways that are not wanted stay where they are: after a restart, whoever knows of them has not spoken yet.
    /// </summary>
    public bool KeepsLearnt { get; set; }

    /// <summary>States every route that must be. Nothing is written before <see cref="Apply"/>.</summary>
    public void Set(IReadOnlyCollection<RouteIntent> desired) => _desired = desired;

    /// <summary>Says that a link was made, replaced or removed: its routes went with the old one.</summary>
    public void LinkChanged(string name)
    {
        if (_linkIndexes.Remove(name, out var index)) _observed?.RemoveWhere(route => route.LinkIndex == index);
    }

    /// <summary>Writes what differs from what is known to be in the kernel; the first call looks.</summary>
    /// <exception cref="InvalidOperationException">
    /// Nothing was <see cref="Set"/> yet: an empty wish would cut every pod off.
    /// </exception>
    /// <exception cref="LinuxException">The kernel could not be asked at all.</exception>
    public RouteReport Apply()
    {
        if (_observed is null) return Resync();
        var rendered = RouteRenderer.Render(
            _desired ?? throw new InvalidOperationException("no routes were set"), IndexOf);
        var plan = RoutePlanner.Plan(rendered.Routes, _observed, KeepsLearnt);
        var failures = rendered.Waiting.Select(Waiting).ToList();
        int written = 0, deleted = 0;
        foreach (var batch in plan.Chunk(BatchLength))
        {
            var errors = Send(batch);
            for (var i = 0; i < batch.Length; i++)
            {
                if (errors[i] is { } error) failures.Add(Failed(batch[i], error));
                else if (batch[i] is RouteOp.Delete) deleted++;
                else written++;
            }
        }

        return new RouteReport(written, deleted, failures);
    }

    /// <summary>As <see cref="Apply"/>, against a fresh dump: repairs what somebody else has changed.</summary>
    /// <inheritdoc cref="Apply" path="/exception"/>
    public RouteReport Resync()
    {
        _linkIndexes.Clear();
        foreach (var link in _table.Links()) _linkIndexes[link.Name] = link.Index;
        _observed = [];
        foreach (var family in (ReadOnlySpan<IpFamily>)[IpFamily.V4, IpFamily.V6])
        {
            foreach (var route in _table.Routes(family, RouteProtocol.Margay))
            {
                if (RouteOwnership.IsOurs(route)) _observed.Add(route);
            }
        }

        return Apply();
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    /// <summary>Sends one batch, notes what it changed, and gives for each operation how it failed, or null.</summary>
    private NetlinkError?[] Send(RouteOp[] batch)
    {
        _writer.Clear();
        var positions = new Dictionary<uint, int>(batch.Length);
        for (var i = 0; i < batch.Length; i++) positions.Add(Write(batch[i]), i);

        var observed = _observed!;
        _observed = null;                                         // if the batch throws, nobody knows what is there
        var failed = new NetlinkError?[batch.Length];
        foreach (var error in _socket.Transact(_writer.Written))
        {
            // Gone already, with its link or by somebody's hand: just what was wanted.
            var at = positions[error.Sequence];
            if (batch[at] is not RouteOp.Delete || error.Errno != Errno.ESRCH) failed[at] = error;
        }

        for (var i = 0; i < batch.Length; i++)
        {
            if (failed[i] is null) Note(observed, batch[i]);
        }

        _observed = observed;
        return failed;
    }

    private uint Write(RouteOp op)
    {
        var sequence = _socket.NextSequence();
        switch (op)
        {
            case RouteOp.Add: RouteCodec.WriteAdd(_writer, sequence, op.Route, RouteConflict.Refuse); break;
            case RouteOp.Replace: RouteCodec.WriteAdd(_writer, sequence, op.Route, RouteConflict.Replace); break;
            case RouteOp.Delete: RouteCodec.WriteDelete(_writer, sequence, op.Route); break;
            default: throw new UnreachableException();
        }

        return sequence;
    }

    private static void Note(HashSet<KernelRoute> observed, RouteOp op)
    {
        if (op is RouteOp.Replace replaced) observed.Remove(replaced.Current);
        if (op is RouteOp.Delete) observed.Remove(op.Route);
        else observed.Add(op.Route);
    }

    private RouteFailure Failed(RouteOp op, in NetlinkError error)
    {
        var reason = new LinuxException(op is RouteOp.Delete ? "delete" : "add", error.Errno, error.Text).Message;
        if (error.Errno == Errno.EEXIST)
            reason = $"a route that is not ours holds the prefix with metric {op.Route.Metric}";
        if (error.Errno == Errno.ENODEV)
        {
            foreach (var (name, index) in _linkIndexes)
            {
                if (index == op.Route.LinkIndex) _linkIndexes.Remove(name);
            }
        }

        return new RouteFailure(op.Route.Destination, reason);
    }

    private static RouteFailure Waiting(RouteIntent intent) =>
        new(intent.Destination, $"interface {intent.Target switch { RouteTarget.Device one => one.Interface, RouteTarget.OnLink one => one.Interface, _ => "" }} does not exist");

    private int? IndexOf(string name)
    {
        if (_linkIndexes.TryGetValue(name, out var known)) return known;
        if (_table.Find(name) is not { } link) return null;
        _linkIndexes[name] = link.Index;
        return link.Index;
    }
}
