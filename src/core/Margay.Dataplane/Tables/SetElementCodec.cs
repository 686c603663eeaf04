using System.Buffers.Binary;
using System.Text;
using Margay.Netlink.Nftables;
using Margay.Primitives;

namespace Margay.Dataplane.Tables;

/// <summary>Elements as the bytes of their keys.</summary>
internal static class SetElementCodec
{
    internal const int InterfaceNameLength = 16;

    private const int MaxKeyLength = 32;
    private const int ProtocolField = 4;
    private const int PortField = 4;

    /// <summary>Appends the element to the list that is open in <paramref name="batch"/>.</summary>
    internal static void Write(NftBatchWriter batch, SetElement element, bool add)
    {
        Span<byte> key = stackalloc byte[MaxKeyLength];
        key.Clear();
        switch (element)
        {
            case SetElement.Address address:
                batch.Element(key[..address.Value.WriteTo(key)]);
                break;
            case SetElement.AddressRange range:
                WriteRange(batch, range);
                break;
            case SetElement.Ports ports:
                WriteRange(batch, ports.Range);
                break;
            case SetElement.Service service:
                batch.Element(key[..WriteService(key, service)]);
                break;
            case SetElement.NamedInterface one:
                WriteInterface(key, one.Name);
                batch.Element(key[..InterfaceNameLength]);
                break;
            case SetElement.InterfaceAddress source:
                WriteInterface(key, source.Interface);
                batch.Element(key[..(InterfaceNameLength + source.Host.WriteTo(key[InterfaceNameLength..]))]);
                break;
            case SetElement.InterfaceVerdict dispatch:
                WriteInterface(key, dispatch.Interface);
                batch.Element(key[..InterfaceNameLength], add ? dispatch.Verdict : null);
                break;
        }
    }

    /// <summary>The element of a set that is no interval set; false when the bytes do not fit its key.</summary>
    internal static bool TryRead(NftSet set, in RawElement raw, out SetElement? element)
    {
        element = null;
        if (raw.Key.Length != set.Key.Length) return false;
        var fields = set.Key.FieldCount;
        element = set.Key.Field(0) switch
        {
            NftDataType.InterfaceName when set.IsVerdictMap && fields == 1 && raw.Verdict is { } verdict =>
                new SetElement.InterfaceVerdict(ReadInterface(raw.Key), verdict),
            NftDataType.InterfaceName when fields == 1 => new SetElement.NamedInterface(ReadInterface(raw.Key)),
            NftDataType.InterfaceName when fields == 2
                && IpAddr.TryFromBytes(raw.Key[InterfaceNameLength..], out var host) =>
                new SetElement.InterfaceAddress(ReadInterface(raw.Key), host),
            _ when fields == 1 && IpAddr.TryFromBytes(raw.Key, out var address) => new SetElement.Address(address),
            _ when fields == 3 => ReadService(raw.Key),
            _ => null,
        };
        return element is not null;
    }

    /// <summary>Writes an interface's name into the first 16 bytes, the rest of which are zero.</summary>
    internal static void WriteInterface(Span<byte> key, string name)
    {
        if (Encoding.UTF8.GetByteCount(name) >= InterfaceNameLength)
            throw new ArgumentException($"'{name}' is too long for an interface: 15 bytes", nameof(name));
        Encoding.UTF8.GetBytes(name, key);
    }

    private static void WriteRange(NftBatchWriter batch, SetElement.AddressRange range)
    {
        Span<byte> keys = stackalloc byte[MaxKeyLength];
        var length = range.First.WriteTo(keys);
        var after = range.Last.Add(1);
        var isOpen = after.CompareTo(range.Last) < 0;
        after.WriteTo(keys[length..]);
        batch.Range(keys[..length], isOpen ? default : keys.Slice(length, length));
    }

    private static void WriteRange(NftBatchWriter batch, PortRange range)
    {
        Span<byte> keys = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(keys, range.First);
        BinaryPrimitives.WriteUInt16BigEndian(keys[2..], (ushort)(range.Last + 1));
        batch.Range(keys[..2], range.Last == ushort.MaxValue ? default : keys[2..]);
    }

    private static int WriteService(Span<byte> key, SetElement.Service service)
    {
        var length = service.Host.WriteTo(key);
        key[length] = service.Protocol.Number;
        length += ProtocolField;
        BinaryPrimitives.WriteUInt16BigEndian(key[length..], service.Port);
        return length + PortField;
    }

    private static SetElement.Service? ReadService(ReadOnlySpan<byte> key)
    {
        var host = key.Length - ProtocolField - PortField;
        return host > 0 && IpAddr.TryFromBytes(key[..host], out var address)
            ? new SetElement.Service(
                address, new IpProtocol(key[host]), BinaryPrimitives.ReadUInt16BigEndian(key[(host + ProtocolField)..]))
            : null;
    }

    private static string ReadInterface(ReadOnlySpan<byte> key)
    {
        var name = key[..InterfaceNameLength];
        var end = name.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
    }
}
