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

    /// <summary>Changes the layout that is desired. No I/O.</summary>
    public void Update(TableOptions options) => _policy.Update(options);

    /// <summary>
    /// Writes what changed since the last success. When it is not known what the kernel holds (at first, and after a
    /// failure) it does what <see cref="Resync"/> does.
    /// </summary>
    public ApplyOutcome Apply()
    {
        if (!_isKnown) return Resync();
        var began = Stopwatch.GetTimestamp();
        return Write(_policy.Table.PlanChanges(), began);
    }

    /// <summary>Reads the table and writes what differs: nothing when it is right.</summary>
    public ApplyOutcome Resync()
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            return Write(TablePlanner.Compare(_policy.Table, _reader.Read()), began);
        }
        catch (LinuxException refused)
        {
            return Failed(new ApplyFailure(refused.Errno, "dump", refused.Message), began);
        }
    }

    /// <summary>Closes the socket; the kernel's table stays.</summary>
    public void Dispose() => _socket.Dispose();

    private ApplyOutcome Write(TablePlan plan, long began)
    {
        var messages = 0;
        if (!plan.IsEmpty)
        {
            var writer = new NetlinkWriter();
            var encoded = new TableEncoder(writer, TableOptions.TableName, plan, sequence: 1);
            if (Send(writer, encoded) is { } failure) return Failed(failure, began);
            messages = encoded.Messages;
        }

        _policy.Table.Commit();
        _isKnown = true;
        return new ApplyOutcome(messages, Stopwatch.GetElapsedTime(began), null);
    }

    private ApplyFailure? Send(NetlinkWriter writer, TableEncoder encoded)
    {
        try
        {
            var errors = _socket.Transact(writer.Written);
            return errors.Count == 0
                ? null
                : new ApplyFailure(errors[0].Errno, encoded.SubjectAt(errors[0].Sequence), errors[0].Text);
        }
        catch (LinuxException refused)
        {
            return new ApplyFailure(refused.Errno, "batch", refused.Message);
        }
    }

    private ApplyOutcome Failed(ApplyFailure failure, long began)
    {
        _isKnown = false;
        return new ApplyOutcome(0, Stopwatch.GetElapsedTime(began), failure);
    }
}
