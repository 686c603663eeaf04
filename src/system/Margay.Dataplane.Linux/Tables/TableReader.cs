using Margay.Dataplane.Tables;
using Margay.Linux;
using Margay.Netlink;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Linux.Tables;

/// <summary>Reads one inet table out of the kernel, all of it of one generation.</summary>
/// <param name="socket">A netfilter socket in the namespace to read.</param>
/// <param name="table">The table's name.</param>
internal sealed class TableReader(NetlinkSocket socket, string table) : ITableContents
{
    private const int MaxAttempts = 10;

    private readonly NetlinkWriter _request = new(256);

    /// <summary>
    /// What <paramref name="look"/> makes of the table (null when there is none); it looks again when the ruleset
    /// changed meanwhile.
    /// </summary>
    /// <exception cref="LinuxException">The kernel refuses, or the ruleset never stood still (EBUSY).</exception>
    internal T Read<T>(Func<ObservedTable?, T> look)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var before = Generation().Number;
            var isWhole = TryLook(look, out var seen);
            if (Generation().Number == before && isWhole) return seen!;
        }

        throw new LinuxException($"dump of table {table}", Errno.EBUSY, "the ruleset changed during every attempt");
    }

    /// <summary>The ruleset's generation, and the port id by which the kernel knows this socket.</summary>
    internal (uint Number, uint PortId) Generation()
    {
        _request.Clear();
        NftRequest.Generation(_request, socket.NextSequence());
        uint generation = 0, port = 0;
        var errors = socket.Transact(_request.Written, (in header, payload) =>
        {
            port = header.PortId;
            if (TableEvent.Decode(header.Type, payload) is TableEvent.Committed last) generation = last.Generation;
        });
        if (errors.Count > 0) throw new LinuxException("generation of the ruleset", errors[0].Errno, errors[0].Text);
        return (generation, port);
    }

    /// <summary>The rules of a chain, in order.</summary>
    public IReadOnlyList<ObservedRule> RulesOf(string chain)
    {
        _request.Clear();
        NftRequest.DumpRules(_request, table, chain, socket.NextSequence());
        return socket.Dump<ObservedRule>(_request.Written, DecodeRule);
    }

    /// <summary>A set's elements; null when they are not such as ours could be.</summary>
    public IReadOnlySet<SetElement>? ElementsOf(NftSet set)
    {
        _request.Clear();
        NftRequest.DumpElements(_request, table, set.Name, socket.NextSequence());
        var elements = new ElementCollector(set);
        if (socket.TryDump(_request.Written, (in _, payload) => elements.Add(payload))) return elements.Finish();
        throw new LinuxException($"dump of set {set.Name}", Errno.EAGAIN, "the ruleset changed meanwhile");
    }

    /// <returns>False when something was deleted or changed while it was being read.</returns>
    private bool TryLook<T>(Func<ObservedTable?, T> look, out T? seen)
    {
        try
        {
            seen = look(ReadTable() is { } header
                ? new ObservedTable(header.Flags == 0, ReadChains(), ReadSets(), this)
                : null);
            return true;
        }
        catch (LinuxException moved) when (moved.Errno is Errno.ENOENT or Errno.EAGAIN)
        {
            seen = default;
            return false;
        }
    }

    private TableObject? ReadTable()
    {
        _request.Clear();
        NftRequest.Table(_request, table, socket.NextSequence());
        TableObject? found = null;
        var errors = socket.Transact(_request.Written, (in _, payload) =>
        {
            if (TableObject.TryDecode(payload, out var decoded)) found = decoded;
        });
        if (errors.Count == 0 || errors[0].Errno == Errno.ENOENT) return found;
        throw new LinuxException($"get table {table}", errors[0].Errno, errors[0].Text);
    }

    private Dictionary<string, ChainHook?> ReadChains()
    {
        var chains = Dump<ChainObject>(NftMessageType.GetChain, (in _, payload, out value) =>
            ChainObject.TryDecode(payload, out value) && value.Table == table && !value.IsBound);
        return chains.ToDictionary(chain => chain.Name, chain => chain.Hook);
    }

    private Dictionary<string, NftSet> ReadSets()
    {
        var sets = Dump<SetObject>(NftMessageType.GetSet, (in _, payload, out value) =>
            SetObject.TryDecode(payload, out value) && !value.IsAnonymous);
        return sets.ToDictionary(set => set.Set.Name, set => set.Set);
    }

    private static bool DecodeRule(in NetlinkHeader header, ReadOnlySpan<byte> payload, out ObservedRule observed)
    {
        var isRule = RuleObject.TryDecode(payload, out var rule);
        observed = new ObservedRule(rule.Expressions, rule.Comment);
        return isRule;
    }

    private List<T> Dump<T>(ushort request, ReplyDecoder<T> decode)
    {
        _request.Clear();
        NftRequest.Dump(_request, request, table, socket.NextSequence());
        return socket.Dump(_request.Written, decode);
    }
}
