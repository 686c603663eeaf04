using System.Buffers.Binary;
using System.Text;
using Margay.Primitives;

namespace Margay.Tests.Unit.Names;

/// <summary>Writes DNS messages as servers do.</summary>
internal sealed class DnsMessages
{
    private readonly List<byte> _bytes = [];
    private readonly Dictionary<string, int> _written = [];
    private int _answers;

    private DnsMessages()
    {
    }

    /// <summary>A response without error to a question for a name.</summary>
    public static DnsMessages ResponseTo(string name, byte flagsHigh = 0x81, byte flagsLow = 0x80)
    {
        var message = new DnsMessages();
        message._bytes.AddRange([0x12, 0x34, flagsHigh, flagsLow, 0, 1, 0, 0, 0, 0, 0, 0]);
        message.Name(name);
        message._bytes.AddRange([0, 1, 0, 1]);
        return message;
    }

    public DnsMessages Address(string name, string address, uint seconds = 60)
    {
        var ip = IpAddr.Parse(address);
        var data = new byte[ip.ByteLength];
        ip.WriteTo(data);
        Head(name, ip.IsV4 ? 1 : 28, seconds);
        U16(data.Length);
        _bytes.AddRange(data);
        return this;
    }

    public DnsMessages Alias(string name, string target, uint seconds = 60)
    {
        Head(name, 5, seconds);
        var at = _bytes.Count;
        U16(0);
        Name(target);
        var length = _bytes.Count - at - 2;
        (_bytes[at], _bytes[at + 1]) = ((byte)(length >> 8), (byte)length);
        return this;
    }

    public byte[] ToArray()
    {
        var message = _bytes.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(6), (ushort)_answers);
        return message;
    }

    private void Head(string name, int type, uint seconds)
    {
        _answers++;
        Name(name);
        U16(type);
        U16(1);
        U16((int)(seconds >> 16));
        U16((int)(seconds & 0xffff));
    }

    /// <summary>The name, as a pointer where it stands already.</summary>
    private void Name(string name)
    {
        while (name.Length > 0)
        {
            if (_written.TryGetValue(name, out var at))
            {
                U16(0xc000 | at);
                return;
            }

            _written[name] = _bytes.Count;
            var dot = name.IndexOf('.');
            var label = Encoding.ASCII.GetBytes(dot < 0 ? name : name[..dot]);
            _bytes.Add((byte)label.Length);
            _bytes.AddRange(label);
            name = dot < 0 ? "" : name[(dot + 1)..];
        }

        _bytes.Add(0);
    }

    private void U16(int value) => _bytes.AddRange([(byte)(value >> 8), (byte)value]);
}
