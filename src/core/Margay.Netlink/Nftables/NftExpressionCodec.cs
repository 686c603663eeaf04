namespace Margay.Netlink.Nftables;

/// <summary>Rule steps as attributes: a list of name and data.</summary>
public static class NftExpressionCodec
{
    private const ushort Register = 1;

    // meta, ct: what is loaded. They have a source register instead when they set something.
    private const ushort LoadKey = 2;
    private const ushort MetaSource = 3;
    private const ushort ConntrackDirection = 3;
    private const ushort ConntrackSource = 4;
    private const uint ConntrackStateKey = 0;
    private const uint ConntrackMarkKey = 3;

    private const ushort PayloadBaseAttribute = 2;
    private const ushort PayloadOffset = 3;
    private const ushort PayloadLength = 4;
    private const ushort PayloadSource = 5;

    private const ushort CompareOperator = 2;
    private const ushort CompareData = 3;

    private const ushort BitwiseInto = 2;
    private const ushort BitwiseLength = 3;
    private const ushort BitwiseMask = 4;
    private const ushort BitwiseXor = 5;
    private const ushort BitwiseOperation = 6;

    private const ushort LookupSet = 1;
    private const ushort LookupFrom = 2;
    private const ushort LookupInto = 3;
    private const ushort LookupFlags = 5;
    private const uint LookupInverted = 1;

    private const ushort ImmediateData = 2;

    private const ushort FibResult = 2;
    private const ushort FibFlags = 3;
    private const uint FibResultAddressType = 3;

    private const ushort CounterBytes = 1;
    private const ushort CounterPackets = 2;

    /// <summary>Appends the steps as the attribute <paramref name="type"/>.</summary>
    internal static void Write(NetlinkWriter writer, ushort type, IReadOnlyList<NftExpression> expressions)
    {
        var list = writer.BeginNest(type);
        foreach (var expression in expressions)
        {
            var element = writer.BeginNest(Nfta.ListElement);
            writer.PutString(Nfta.ExpressionName, NameOf(expression));
            var data = writer.BeginNest(Nfta.ExpressionData);
            WriteData(writer, expression);
            writer.EndNest(data);
            writer.EndNest(element);
        }

        writer.EndNest(list);
    }

    /// <summary>
    /// Reads a list of steps. What is malformed or not known becomes <see cref="NftExpression.Unknown"/>.
    /// </summary>
    public static IReadOnlyList<NftExpression> Read(ReadOnlySpan<byte> list)
    {
        var expressions = new List<NftExpression>();
        var elements = new AttributeReader(list);
        while (elements.TryReadNext(out var type, out var element))
        {
            if (type == Nfta.ListElement) expressions.Add(ReadOne(element));
        }

        return expressions;
    }

    private static string NameOf(NftExpression expression) => expression switch
    {
        NftExpression.Meta or NftExpression.SetMark => "meta",
        NftExpression.Payload => "payload",
        NftExpression.ConntrackState or NftExpression.ConntrackMark => "ct",
        NftExpression.Bitwise => "bitwise",
        NftExpression.Compare => "cmp",
        NftExpression.Lookup or NftExpression.VerdictLookup => "lookup",
        NftExpression.Counter => "counter",
        NftExpression.Decide or NftExpression.Immediate => "immediate",
        NftExpression.FibAddressType => "fib",
        NftExpression.Masquerade => "masq",
        NftExpression.SourceNat => "nat",
        NftExpression.Limit => "limit",
        NftExpression.LogToGroup or NftExpression.LogToKernel => "log",
        NftExpression.NoTrack => "notrack",
        NftExpression.Reject => "reject",
        NftExpression.Queue { AsTarget: false } => "queue",
        NftExpression.Queue => "target",
        _ => throw new ArgumentException($"{expression} cannot be written", nameof(expression)),
    };

    private static void WriteData(NetlinkWriter writer, NftExpression expression)
    {
        switch (expression)
        {
            case NftExpression.Meta meta:
                writer.PutU32Be(Register, meta.Into.Number);
                writer.PutU32Be(LoadKey, (uint)meta.Key);
                break;
            case NftExpression.SetMark mark:
                writer.PutU32Be(LoadKey, (uint)MetaKey.Mark);
                writer.PutU32Be(MetaSource, mark.From.Number);
                break;
            case NftExpression.ConntrackState state:
                writer.PutU32Be(Register, state.Into.Number);
                writer.PutU32Be(LoadKey, ConntrackStateKey);
                break;
            case NftExpression.ConntrackMark mark:
                writer.PutU32Be(Register, mark.Into.Number);
                writer.PutU32Be(LoadKey, ConntrackMarkKey);
                break;
            case NftExpression.Payload payload:
                writer.PutU32Be(Register, payload.Into.Number);
                writer.PutU32Be(PayloadBaseAttribute, (uint)payload.Base);
                writer.PutU32Be(PayloadOffset, (uint)payload.Offset);
                writer.PutU32Be(PayloadLength, (uint)payload.Length);
                break;
            case NftExpression.Bitwise bitwise:
                writer.PutU32Be(Register, bitwise.From.Number);
                writer.PutU32Be(BitwiseInto, bitwise.Into.Number);
                writer.PutU32Be(BitwiseLength, bitwise.Mask.Length);
                WriteValue(writer, BitwiseMask, bitwise.Mask);
                WriteValue(writer, BitwiseXor, bitwise.Xor);
                break;
            case NftExpression.Compare compare:
                writer.PutU32Be(Register, compare.From.Number);
                writer.PutU32Be(CompareOperator, (uint)compare.Op);
                WriteValue(writer, CompareData, compare.Value);
                break;
            case NftExpression.Lookup lookup:
                writer.PutString(LookupSet, lookup.Set);
                writer.PutU32Be(LookupFrom, lookup.From.Number);
                if (lookup.Negate) writer.PutU32Be(LookupFlags, LookupInverted);
                break;
            case NftExpression.VerdictLookup lookup:
                writer.PutString(LookupSet, lookup.Map);
                writer.PutU32Be(LookupFrom, lookup.From.Number);
                writer.PutU32Be(LookupInto, NftValue.VerdictRegister);
                break;
            case NftExpression.Counter:
                writer.PutU64Be(CounterBytes, 0);
                writer.PutU64Be(CounterPackets, 0);
                break;
            case NftExpression.Decide decide:
                writer.PutU32Be(Register, NftValue.VerdictRegister);
                VerdictCodec.Write(writer, ImmediateData, decide.Verdict);
                break;
            case NftExpression.Immediate immediate:
                writer.PutU32Be(Register, immediate.Into.Number);
                WriteValue(writer, ImmediateData, immediate.Value);
                break;
            case NftExpression.FibAddressType fib:
                writer.PutU32Be(Register, fib.Into.Number);
                writer.PutU32Be(FibResult, FibResultAddressType);
                writer.PutU32Be(FibFlags, (uint)fib.Question);
                break;
            case NftExpression.Masquerade or NftExpression.SourceNat:
                NatCodec.WriteData(writer, expression);
                break;
            default:
                StatementCodec.WriteData(writer, expression);
                break;
        }
    }

    private static void WriteValue(NetlinkWriter writer, ushort type, RegisterValue value)
    {
        var data = writer.BeginNest(type);
        value.CopyTo(writer.Attribute(Nfta.DataValue, value.Length));
        writer.EndNest(data);
    }

    private static NftExpression ReadOne(ReadOnlySpan<byte> element)
    {
        var name = "";
        ReadOnlySpan<byte> data = default;
        var attributes = new AttributeReader(element);
        while (attributes.TryReadNext(out var type, out var payload))
        {
            if (type == Nfta.ExpressionName) name = AttributeValue.Text(payload);
            else if (type == Nfta.ExpressionData) data = payload;
        }

        var fields = new AttributeFields(data);
        return name switch
        {
            "meta" => ReadMeta(fields),
            "payload" => ReadPayload(fields),
            "ct" => ReadConntrack(fields),
            "bitwise" => ReadBitwise(fields),
            "cmp" => ReadCompare(fields),
            "lookup" => ReadLookup(fields),
            "counter" => new NftExpression.Counter(),
            "immediate" => ReadImmediate(fields),
            "fib" => ReadFib(fields),
            "masq" => NatCodec.ReadMasquerade(fields),
            "nat" => NatCodec.ReadNat(fields),
            _ => StatementCodec.Read(name, fields),
        } ?? new NftExpression.Unknown(name);
    }

    private static NftExpression? ReadMeta(AttributeFields fields)
    {
        var key = (MetaKey)fields.U32(LoadKey);
        if (!fields.Has(MetaSource))
            return fields.TryRegister(Register, out var into) ? new NftExpression.Meta(key, into) : null;
        return key == MetaKey.Mark && fields.TryRegister(MetaSource, out var from)
            ? new NftExpression.SetMark(from)
            : null;
    }

    private static NftExpression.Payload? ReadPayload(AttributeFields fields) =>
        !fields.Has(PayloadSource) && fields.TryRegister(Register, out var into)
            ? new NftExpression.Payload(
                (PayloadBase)fields.U32(PayloadBaseAttribute),
                (int)fields.U32(PayloadOffset),
                (int)fields.U32(PayloadLength),
                into)
            : null;

    private static NftExpression? ReadConntrack(AttributeFields fields)
    {
        if (fields.Has(ConntrackSource) || fields.Has(ConntrackDirection) || !fields.Has(LoadKey)) return null;
        if (!fields.TryRegister(Register, out var into)) return null;
        return fields.U32(LoadKey) switch
        {
            ConntrackStateKey => new NftExpression.ConntrackState(into),
            ConntrackMarkKey => new NftExpression.ConntrackMark(into),
            _ => null,
        };
    }

    private static NftExpression.Bitwise? ReadBitwise(AttributeFields fields) =>
        fields.U32(BitwiseOperation) == 0
        && fields.TryRegister(Register, out var from) && fields.TryRegister(BitwiseInto, out var into)
        && fields.TryValue(BitwiseMask, out var mask) && fields.TryValue(BitwiseXor, out var xor)
            ? new NftExpression.Bitwise(from, into, mask, xor)
            : null;

    private static NftExpression.Compare? ReadCompare(AttributeFields fields) =>
        fields.TryRegister(Register, out var from) && fields.TryValue(CompareData, out var value)
            ? new NftExpression.Compare(from, (CompareOp)fields.U32(CompareOperator), value)
            : null;

    private static NftExpression? ReadLookup(AttributeFields fields)
    {
        var flags = fields.U32(LookupFlags);
        if (flags > LookupInverted || !fields.TryRegister(LookupFrom, out var from)) return null;
        var set = fields.Text(LookupSet);
        if (!fields.Has(LookupInto)) return new NftExpression.Lookup(from, set, flags == LookupInverted);
        return flags == 0 && fields.U32(LookupInto) == NftValue.VerdictRegister
            ? new NftExpression.VerdictLookup(from, set)
            : null;
    }

    private static NftExpression.FibAddressType? ReadFib(AttributeFields fields)
    {
        const FibQuestion Sayable = FibQuestion.Source | FibQuestion.Destination | FibQuestion.InterfaceOut;
        var question = (FibQuestion)fields.U32(FibFlags);
        return fields.U32(FibResult) == FibResultAddressType && (question & ~Sayable) == 0 && fields.TryRegister(Register, out var into)
            ? new NftExpression.FibAddressType(question, into)
            : null;
    }

    private static NftExpression? ReadImmediate(AttributeFields fields)
    {
        if (!fields.Has(Register)) return null;
        if (fields.TryRegister(Register, out var into))
            return fields.TryValue(ImmediateData, out var value) ? new NftExpression.Immediate(into, value) : null;
        return fields.U32(Register) == NftValue.VerdictRegister && VerdictCodec.TryRead(fields.Get(ImmediateData), out var verdict)
            ? new NftExpression.Decide(verdict)
            : null;
    }
}
