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
    private readonly Dictionary<Cidr, RouteIntent> _desired = [];
    private readonly Dictionary<string, HashSet<Cidr>> _byInterface = [];
    private readonly HashSet<Cidr> _due = [];                     // to be compared with the kernel again
    private readonly int[] _counts = new int[Enum.GetValues<RouteSource>().Length];
    private ObservedRoutes? _observed;                            // null: unknown, to be dumped
    private bool _isAsked;
    private bool _isAllDue;

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
    public bool KeepsLearnt
    {
        get;
        set
        {
            _isAllDue |= field && !value;
            field = value;
        }
    }

    /// <summary>The source that this host prefers towards its pods. Nothing is written before <see cref="Apply"/>.</summary>
    public PodRouteSources PodSources
    {
        get;
        set
        {
            _isAllDue |= field != value;
            field = value;
        }
    }

    /// <summary>States every route that must be, one for each destination. Nothing is written before <see cref="Apply"/>.</summary>
    public void Set(IReadOnlyCollection<RouteIntent> desired)
    {
        var wanted = desired.Select(route => route.Destination).ToHashSet();
        Update([
            .. _desired.Keys.Where(destination => !wanted.Contains(destination)).Select(destination => new RouteChange(destination, null)),
            .. desired.Select(route => new RouteChange(route.Destination, route)),
        ]);
    }

    /// <summary>States what is wanted from now on where it may be different. Nothing is written before <see cref="Apply"/>.</summary>
    public void Update(IReadOnlyList<RouteChange> changes)
    {
        _isAsked = true;
        foreach (var (destination, route) in changes)
        {
            var before = _desired.GetValueOrDefault(destination);
            if (before == route) continue;
            foreach (var name in InterfacesOf(before)) _byInterface[name].Remove(destination);
            if (before is not null) _counts[(int)before.Source]--;
            if (route is not null) _counts[(int)route.Source]++;
            if (route is null) _desired.Remove(destination);
            else _desired[destination] = route;
            foreach (var name in InterfacesOf(route))
            {
                if (!_byInterface.TryGetValue(name, out var over)) _byInterface[name] = over = [];
                over.Add(destination);
            }

            _due.Add(destination);
        }
    }

    /// <summary>How many routes from a source are wanted; may be called from any thread.</summary>
    public int CountOf(RouteSource source) => Volatile.Read(ref _counts[(int)source]);

    /// <summary>Says that a link was made, replaced or removed: its routes went with the old one.</summary>
    public void LinkChanged(string name)
    {
        if (!_linkIndexes.Remove(name)) return;
        foreach (var destination in _byInterface.GetValueOrDefault(name) ?? [])
        {
            _observed?.RemoveAll(destination);
            _due.Add(destination);
        }
    }

    /// <summary>Writes what differs from what is known to be in the kernel; the first call looks. Costs what was changed.</summary>
    /// <exception cref="InvalidOperationException">
    /// Nothing was said yet: an empty wish would cut every pod off.
    /// </exception>
    /// <exception cref="LinuxException">The kernel could not be asked at all.</exception>
    public RouteReport Apply()
    {
        if (!_isAsked) throw new InvalidOperationException("no routes were set");
        if (_observed is null) return Resync();
        var failures = new List<RouteFailure>();
        var plan = _isAllDue ? Plan(_desired.Values, _observed.All, failures) : PlanDue(failures);
        _isAllDue = false;
        _due.Clear();
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

        foreach (var failure in failures) _due.Add(failure.Destination);
        return new RouteReport(written, deleted, failures);
    }

    /// <summary>As <see cref="Apply"/>, against a fresh dump: repairs what somebody else has changed.</summary>
    /// <inheritdoc cref="Apply" path="/exception"/>
    public RouteReport Resync()
    {
        _linkIndexes.Clear();
        foreach (var link in _table.Links()) _linkIndexes[link.Name] = link.Index;
        var observed = new ObservedRoutes();
        foreach (var family in (ReadOnlySpan<IpFamily>)[IpFamily.V4, IpFamily.V6])
        {
            foreach (var route in _table.Routes(family, RouteProtocol.Margay))
            {
                if (RouteOwnership.IsOurs(route)) observed.Add(route);
            }
        }

        (_observed, _isAllDue) = (observed, true);
        return Apply();
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static IEnumerable<string> InterfacesOf(RouteIntent? intent) => intent?.Target switch
    {
        RouteTarget.Device(var name) => [name],
        RouteTarget.OnLink(var name, _) => [name],
        RouteTarget.Gateways(var hops) => hops.Select(hop => hop.Interface).OfType<string>().Distinct(),
        _ => [],
    };

    private IReadOnlyList<RouteOp> PlanDue(List<RouteFailure> failures)
    {
        if (_due.Count == 0) return [];
        var wanted = new List<RouteIntent>(_due.Count);
        foreach (var destination in _due)
        {
            if (_desired.TryGetValue(destination, out var intent)) wanted.Add(intent);
        }

        return Plan(wanted, _due.SelectMany(_observed!.To), failures);
    }

    private IReadOnlyList<RouteOp> Plan(IReadOnlyCollection<RouteIntent> wanted, IEnumerable<KernelRoute> observed, List<RouteFailure> failures)
    {
        var routes = new Dictionary<Cidr, KernelRoute>(wanted.Count);
        foreach (var intent in wanted)
        {
            if (RouteRenderer.Render(intent, IndexOf, PodSources) is { } route) routes.Add(intent.Destination, route);
            else failures.Add(Waiting(intent));
        }

        return RoutePlanner.Plan(routes, observed, KeepsLearnt);
    }

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

    private static void Note(ObservedRoutes observed, RouteOp op)
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

    private RouteFailure Waiting(RouteIntent intent) =>
        new(intent.Destination, $"interface {InterfacesOf(intent).First(name => IndexOf(name) is null)} does not exist");

    private int? IndexOf(string name)
    {
        if (_linkIndexes.TryGetValue(name, out var known)) return known;
        if (_table.Find(name) is not { } link) return null;
        _linkIndexes[name] = link.Index;
        return link.Index;
    }
}
