using Margay.Dataplane.Tables;
using Margay.Linux;
using Margay.Netlink;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Linux.Tables;

/// <summary>Reads one inet table out of the kernel, all of it of one generation.</summary>
/// <param name="socket">A netfilter socket in the namespace to read.</param>
/// <param name="table">The table's name.</param>
internal sealed class TableReader(NetlinkSocket socket, string table)
{
    private const int MaxAttempts = 10;

    private readonly NetlinkWriter _request = new(256);

    /// <summary>The table; null when there is none.</summary>
    /// <exception cref="LinuxException">The kernel refuses, or the ruleset never stood still (EBUSY).</exception>
    internal ObservedTable? Read()
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var before = Generation().Number;
            var observed = TryReadOnce(out var isGone);
            if (Generation().Number == before && !isGone) return observed;
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

    /// <param name="isGone">Whether something was deleted while it was being read.</param>
    private ObservedTable? TryReadOnce(out bool isGone)
    {
        isGone = false;
        try
        {
            return ReadTable() is { } header
                ? new ObservedTable(header.Flags == 0, ReadChains(), ReadSets())
                : null;
        }
        catch (LinuxException gone) when (gone.Errno == Errno.ENOENT)
        {
            isGone = true;
            return null;
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

    private Dictionary<string, ObservedChain> ReadChains()
    {
        var chains = Dump<ChainObject>(NftMessageType.GetChain, (in _, payload, out value) =>
            ChainObject.TryDecode(payload, out value) && value.Table == table && !value.IsBound);
        var rules = Dump<RuleObject>(NftMessageType.GetRule, (in _, payload, out value) =>
            RuleObject.TryDecode(payload, out value));
        var byChain = rules.ToLookup(rule => rule.Chain, rule => new ObservedRule(rule.Expressions, rule.Comment));
        return chains.ToDictionary(
            chain => chain.Name, chain => new ObservedChain(chain.Hook, [.. byChain[chain.Name]]));
    }

    private Dictionary<string, ObservedSet> ReadSets()
    {
        var sets = Dump<SetObject>(NftMessageType.GetSet, (in _, payload, out value) =>
            SetObject.TryDecode(payload, out value) && !value.IsAnonymous);
        return sets.ToDictionary(set => set.Set.Name, set => new ObservedSet(set.Set, ReadElements(set.Set)));
    }

    private IReadOnlySet<SetElement>? ReadElements(NftSet set)
    {
        _request.Clear();
        NftRequest.DumpElements(_request, table, set.Name, socket.NextSequence());
        var elements = new ElementCollector(set);
        foreach (var payload in socket.Dump<byte[]>(_request.Written, Copy)) elements.Add(payload);
        return elements.Finish();
    }

    private static bool Copy(in NetlinkHeader header, ReadOnlySpan<byte> payload, out byte[] copy)
    {
        copy = payload.ToArray();
        return true;
    }

    private List<T> Dump<T>(ushort request, ReplyDecoder<T> decode)
    {
        _request.Clear();
        NftRequest.Dump(_request, request, table, socket.NextSequence());
        return socket.Dump(_request.Written, decode);
    }
}
