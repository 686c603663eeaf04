using Margay.Dataplane.Tables;
using Margay.Linux;
using Margay.Netlink;
using Margay.Netlink.Nftables;

namespace Margay.Dataplane.Linux.Answers;

/// <summary>Whether the kernel's nftables can hand packets to a queue, and how.</summary>
public static class QueueSupport
{
    /// <summary>A table that is made and deleted in one transaction, so that nobody ever sees it.</summary>
    private const string Table = "margay-probe";

    private const string Chain = "probe";

    /// <summary>How rules reach the queue of this number; null if they cannot, and <paramref name="why"/> says why.</summary>
    /// <exception cref="LinuxException">The kernel has no nftables, or the caller may not use it.</exception>
    public static AnswerQueue? Find(ushort number, out string why, NetnsHandle? inside = null)
    {
        using var socket = NetlinkSocket.Open(NetlinkProtocol.Netfilter, inside);
        why = "";
        foreach (var asTarget in new[] { false, true })
        {
            var writer = new NetlinkWriter();
            var batch = new NftBatchWriter(writer, Table, firstSequence: 1);
            batch.AddTable();
            batch.AddChain(Chain, null);
            batch.AddRule(Chain, [new NftExpression.Queue(number, asTarget)], "");
            batch.DeleteTable();
            batch.Complete();
            var errors = socket.Transact(writer.Written);
            if (errors.Count == 0) return new AnswerQueue(number, asTarget);
            why = $"the kernel has neither nft_queue nor xt_NFQUEUE ({Errno.NameOf(errors[0].Errno)} {errors[0].Text})".TrimEnd();
        }

        return null;
    }
}
