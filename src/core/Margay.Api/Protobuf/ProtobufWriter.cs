using System.Buffers;
using System.Text;

namespace Margay.Api.Protobuf;

/// <summary>Writes one protobuf message: the three of its wire forms that descriptions need.</summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0;
    private const int LengthDelimited = 2;

    private readonly ArrayBufferWriter<byte> _buffer = new();

    public ReadOnlySpan<byte> Written => _buffer.WrittenSpan;

    public void String(int field, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Tag(field, LengthDelimited);
        Number((uint)bytes.Length);
        _buffer.Write(bytes);
    }

    public void Bool(int field, bool value)
    {
        Tag(field, Varint);
        Number(value ? 1u : 0u);
    }

    public void Message(int field, Action<ProtobufWriter> content)
    {
        var inner = new ProtobufWriter();
        content(inner);
        Tag(field, LengthDelimited);
        Number((uint)inner.Written.Length);
        _buffer.Write(inner.Written);
    }

    private void Tag(int field, int wireType) => Number((uint)(field << 3 | wireType));

    private void Number(uint value)
    {
        Span<byte> bytes = stackalloc byte[5];
        var length = 0;
        for (; value > 0x7f; value >>= 7) bytes[length++] = (byte)(value | 0x80);
        bytes[length++] = (byte)value;
        _buffer.Write(bytes[..length]);
    }
}
