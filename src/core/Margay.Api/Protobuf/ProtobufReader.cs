namespace Margay.Api.Protobuf;

/// <summary>Reads the fields of one protobuf message. Malformed bytes end the reading; nothing throws.</summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Whether bytes were met that are no field.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The next field; false at the end. Numbers come in <paramref name="number"/>, the rest in <paramref name="bytes"/>.</summary>
    public bool TryReadField(out int field, out ulong number, out ReadOnlySpan<byte> bytes)
    {
        field = 0;
        number = 0;
        bytes = default;
        if (_rest.IsEmpty) return false;
        if (TryReadVarint(out var tag) && tag >> 3 is > 0 and <= int.MaxValue)
        {
            field = (int)(tag >> 3);
            switch ((int)(tag & 7))
            {
                case Varint when TryReadVarint(out number):
                    return true;
                case LengthDelimited when TryReadVarint(out var length) && TryTake(length, out bytes):
                    return true;
                case Fixed64 when TryTake(8, out bytes):
                case Fixed32 when TryTake(4, out bytes):
                    return true;
            }
        }

        IsMalformed = true;
        return false;
    }

    private bool TryReadVarint(out ulong value)
    {
        value = 0;
        for (var i = 0; i < 10 && i < _rest.Length; i++)
        {
            value |= (ulong)(_rest[i] & 0x7f) << (7 * i);
            if (_rest[i] > 0x7f) continue;
            _rest = _rest[(i + 1)..];
            return true;
        }

        return false;
    }

    private bool TryTake(ulong length, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (length > (ulong)_rest.Length) return false;
        bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }
}
