using System.Diagnostics;
using Margay.Dataplane.Tables;
using Margay.Linux;
using Margay.Model.Intent;
using Margay.Netlink;

namespace Margay.Dataplane.Linux.Tables;

/// <summary>
/// Holds the kernel's table <c>inet margay</c> to the intent. Each write is one transaction: packets meet the table as
/// it was or as it will be, and a write that fails changes nothing. For one thread at a time.
/// </summary>
/// <remarks>
/// The table is ours by its name, with all that is in it; no other table is ever read or written. It stays when the
/// driver is disposed, so policy goes on while the agent restarts, and the next driver finds it again.
/// </remarks>
public sealed class PolicyDriver : IDisposable
{
    private readonly NetlinkSocket _socket;
    private readonly TableReader _reader;
    private readonly PolicyTable _policy;
    private readonly Dictionary<TableTarget, ApplyFailure> _closed = [];
    private bool _isKnown;      // the kernel holds the table as of the last commit, as far as we know

    /// <summary>
    /// Opens a socket in <paramref name="netns"/> (null: the caller's); reads and writes nothing yet.
    /// </summary>
    /// <exception cref="LinuxException">The kernel has no nftables, or the caller may not use it (EPERM).</exception>
    public PolicyDriver(NetnsHandle? netns, TableOptions options)
    {
        _policy = new PolicyTable(options);
        _socket = NetlinkSocket.Open(NetlinkProtocol.Netfilter, netns);
        _reader = new TableReader(_socket, TableOptions.TableName);
        PortId = _reader.Generation().PortId;
    }

    /// <summary>The port id that the kernel's notifications about this driver's writes carry.</summary>
    public uint PortId { get; }

    /// <summary>Changes what is desired. No I/O.</summary>
    public void Update(IntentDelta delta) => _policy.Update(delta);

    /// <summary>Changes what the network around the pods is. No I/O.</summary>
    public void Update(NetworkIntent network) => _policy.Update(network);

    /// <summary>Changes the layout that is desired. No I/O.</summary>
    public void Update(TableOptions options) => _policy.Update(options);

    /// <summary>
    /// Writes what changed since the last success. When it is not known what the kernel holds (at first, and after a
    /// failure) it reads the table first, as <see cref="Resync"/> does.
    /// </summary>
    public ApplyOutcome Apply()
    {
        if (!_isKnown) return Compare(Stopwatch.GetTimestamp());
        var began = Stopwatch.GetTimestamp();
        return Write(_policy.Table.PlanChanges(), began);
    }

    /// <summary>Reads the table and writes what differs: nothing when it is right. Tries again what was refused.</summary>
    public ApplyOutcome Resync()
    {
        var began = Stopwatch.GetTimestamp();
        _policy.Table.Release();
        _closed.Clear();
        return Compare(began);
    }

    /// <summary>Closes the socket; the kernel's table stays.</summary>
    public void Dispose() => _socket.Dispose();

    private ApplyOutcome Compare(long began)
    {
        try
        {
            return Write(_reader.Read(observed => TablePlanner.Compare(_policy.Table, observed)), began);
        }
        catch (LinuxException refused)
        {
            return Failed(new ApplyFailure(refused.Errno, "dump", refused.Message), began);
        }
    }

    private ApplyOutcome Write(TablePlan plan, long began)
    {
        var messages = 0;
        if (!plan.IsEmpty)
        {
            var writer = new NetlinkWriter();
            var encoded = new TableEncoder(writer, TableOptions.TableName, plan, sequence: 1);
            var failures = Send(writer, encoded);
            if (failures.Count > 0) return CloseAndWriteTheRest(failures, began);
            messages = encoded.Messages;
        }

        _policy.Table.Commit();
        _isKnown = true;
        return new ApplyOutcome(messages, Stopwatch.GetElapsedTime(began), null)
        {
            Closed = [.. _closed.Where(closed => _policy.Table.IsClosed(closed.Key)).Select(closed => closed.Value)],
        };
    }

    /// <remarks>Each turn closes something more, so there is an end to it.</remarks>
    private ApplyOutcome CloseAndWriteTheRest(List<(ApplyFailure Failure, TableTarget? Target)> failures, long began)
    {
        _isKnown = false;
        var anyClosed = false;
        foreach (var (failure, target) in failures)
        {
            if (target is not { } refused || !_policy.Table.Close(refused)) continue;
            _closed[refused] = failure;
            anyClosed = true;
        }

        return anyClosed ? Compare(began) : Failed(failures[0].Failure, began);
    }

    private List<(ApplyFailure Failure, TableTarget? Target)> Send(NetlinkWriter writer, TableEncoder encoded)
    {
        try
        {
            return
            [
                .. _socket.Transact(writer.Written).Select(error => (
                    new ApplyFailure(error.Errno, encoded.SubjectAt(error.Sequence), error.Text),
                    encoded.TargetAt(error.Sequence))),
            ];
        }
        catch (LinuxException refused)
        {
            return [(new ApplyFailure(refused.Errno, "batch", refused.Message), null)];
        }
    }

    private ApplyOutcome Failed(ApplyFailure failure, long began)
    {
        _isKnown = false;
        return new ApplyOutcome(0, Stopwatch.GetElapsedTime(began), failure);
    }
}
