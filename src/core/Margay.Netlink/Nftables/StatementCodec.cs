using System.Buffers.Binary;

namespace Margay.Netlink.Nftables;

/// <summary>Steps that do something to a packet or about it, as attributes: limit, log, notrack, reject, queue.</summary>
internal static class StatementCodec
{
    private const ushort LimitRate = 1;
    private const ushort LimitUnit = 2;
    private const ushort LimitBurst = 3;
    private const ushort LimitType = 4;
    private const ushort LimitFlags = 5;
    private const uint LimitOfPackets = 0;

    private const ushort LogGroup = 1;
    private const ushort LogPrefix = 2;
    private const ushort LogSnapLength = 3;
    private const ushort LogThreshold = 4;
    private const ushort LogLevel = 5;
    private const ushort LogFlags = 6;

    private const ushort QueueNumber = 1;
    private const ushort QueueTotal = 2;
    private const ushort QueueFlags = 3;

    private const ushort TargetName = 1;
    private const ushort TargetRevision = 2;
    private const ushort TargetInfo = 3;
    private const string QueueTarget = "NFQUEUE";
    private const uint QueueTargetRevision = 3;
    private const int QueueTargetLength = 8; // struct xt_NFQ_info_v3 (number, how many, flags), aligned

    private const ushort RejectType = 1;
    private const ushort RejectCode = 2;
    private const uint RejectTypeReset = 1;
    private const uint RejectTypeIcmpAny = 2;
    private const byte CodeAdminProhibited = 3;

    /// <summary>Appends the data of the step.</summary>
    internal static void WriteData(NetlinkWriter writer, NftExpression expression)
    {
        switch (expression)
        {
            case NftExpression.Limit limit:
                writer.PutU64Be(LimitRate, limit.Rate);
                writer.PutU64Be(LimitUnit, limit.UnitSeconds);
                writer.PutU32Be(LimitBurst, limit.Burst);
                writer.PutU32Be(LimitType, LimitOfPackets);
                break;
            case NftExpression.LogToGroup log:
                writer.PutU16Be(LogGroup, log.Group);
                writer.PutString(LogPrefix, log.Prefix);
                break;
            case NftExpression.LogToKernel log:
                writer.PutString(LogPrefix, log.Prefix);
                writer.PutU32Be(LogLevel, log.Level);
                break;
            case NftExpression.Queue { AsTarget: false } queue:
                writer.PutU16Be(QueueNumber, queue.Number);
                writer.PutU16Be(QueueTotal, 1);
                break;
            case NftExpression.Queue queue:
                writer.PutString(TargetName, QueueTarget);
                writer.PutU32Be(TargetRevision, QueueTargetRevision);
                var info = writer.Attribute(TargetInfo, QueueTargetLength);
                BinaryPrimitives.WriteUInt16LittleEndian(info, queue.Number);
                BinaryPrimitives.WriteUInt16LittleEndian(info[2..], 1);
                break;
            case NftExpression.Reject reject:
                var isReset = reject.Answer == RejectAnswer.TcpReset;
                writer.PutU32Be(RejectType, isReset ? RejectTypeReset : RejectTypeIcmpAny);
                if (!isReset) writer.PutU8(RejectCode, CodeAdminProhibited);
                break;
        }
    }

    /// <summary>Reads the data of the step called <paramref name="name"/>; null when it is none of these.</summary>
    internal static NftExpression? Read(string name, AttributeFields fields) => name switch
    {
        "limit" => ReadLimit(fields),
        "log" => ReadLog(fields),
        "notrack" => new NftExpression.NoTrack(),
        "reject" => ReadReject(fields),
        "queue" => ReadQueue(fields),
        "target" => ReadTarget(fields),
        _ => null,
    };

    private static NftExpression.Limit? ReadLimit(AttributeFields fields) =>
        fields.U32(LimitType) == LimitOfPackets && fields.U32(LimitFlags) == 0
            ? new NftExpression.Limit(fields.U64(LimitRate), fields.U64(LimitUnit), fields.U32(LimitBurst))
            : null;

    private static NftExpression? ReadLog(AttributeFields fields)
    {
        if (fields.U32(LogSnapLength) != 0 || fields.U32(LogFlags) != 0 || fields.Has(LogThreshold)) return null;
        var prefix = fields.Text(LogPrefix);
        return fields.Has(LogGroup)
            ? new NftExpression.LogToGroup(fields.U16(LogGroup), prefix)
            : new NftExpression.LogToKernel(fields.U32(LogLevel), prefix);
    }

    private static NftExpression.Queue? ReadQueue(AttributeFields fields) =>
        fields.U16(QueueTotal) <= 1 && fields.U16(QueueFlags) == 0 && fields.Has(QueueNumber)
            ? new NftExpression.Queue(fields.U16(QueueNumber), AsTarget: false)
            : null;

    private static NftExpression.Queue? ReadTarget(AttributeFields fields)
    {
        var info = fields.Get(TargetInfo);
        if (fields.Text(TargetName) != QueueTarget || fields.U32(TargetRevision) != QueueTargetRevision || info.Length < 6) return null;
        var (total, flags) = (BinaryPrimitives.ReadUInt16LittleEndian(info[2..]), BinaryPrimitives.ReadUInt16LittleEndian(info[4..]));
        return total == 1 && flags == 0 ? new NftExpression.Queue(BinaryPrimitives.ReadUInt16LittleEndian(info), AsTarget: true) : null;
    }

    private static NftExpression.Reject? ReadReject(AttributeFields fields) => fields.U32(RejectType) switch
    {
        RejectTypeReset => new NftExpression.Reject(RejectAnswer.TcpReset),
        RejectTypeIcmpAny when fields.Get(RejectCode) is [CodeAdminProhibited] =>
            new NftExpression.Reject(RejectAnswer.AdminProhibited),
        _ => null,
    };
}
