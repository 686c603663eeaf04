using System.Runtime.InteropServices;

namespace Margay.Linux.Bpf;

/// <summary>What a map is.</summary>
public enum BpfMapKind : uint
{
    /// <summary>BPF_MAP_TYPE_HASH; takes memory as it fills.</summary>
    Hash = 1,

    /// <summary>BPF_MAP_TYPE_ARRAY; the keys are the numbers below the capacity.</summary>
    Array = 2,
}

/// <summary>A map that programs share with processes (bpf(2)). It lives as long as a handle or a program uses it.</summary>
public sealed class BpfMap : FileDescriptor
{
    private const uint NoPreallocation = 1;      // BPF_F_NO_PREALLOC

    private readonly MapInfo _info;

    private BpfMap(int fd)
        : base(fd) => _info = BpfCalls.Describe<MapInfo>(this, default);

    /// <summary>The kernel's number for it.</summary>
    public uint Id => _info.Id;

    /// <summary>The name it was made with.</summary>
    public string Name => BpfCalls.TextOf(_info.Name);

    /// <summary>Makes an empty map.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="name">At most 15 bytes; names need not differ.</param>
    /// <param name="keyLength">Bytes of a key; 4 of an array.</param>
    /// <param name="valueLength">Bytes of a value.</param>
    /// <param name="capacity">The most entries.</param>
    /// <exception cref="LinuxException">EPERM without CAP_BPF.</exception>
    public static BpfMap Create(BpfMapKind kind, string name, int keyLength, int valueLength, int capacity)
    {
        var attributes = new CreateMapAttributes
        {
            Kind = (uint)kind,
            KeyLength = (uint)keyLength,
            ValueLength = (uint)valueLength,
            Capacity = (uint)capacity,
            Flags = kind == BpfMapKind.Hash ? NoPreallocation : 0,
            Name = BpfCalls.NameOf(name),
        };
        return new BpfMap(BpfCalls.CallOrThrow(BpfCommand.CreateMap, ref attributes, $"make the BPF map {name}"));
    }

    /// <summary>Opens a map by its number; null if it is gone.</summary>
    public static BpfMap? Open(uint id)
    {
        var attributes = new IdAttributes { Id = id };
        var fd = BpfCalls.Call(BpfCommand.OpenMap, ref attributes);
        if (fd >= 0) return new BpfMap(fd);
        return Marshal.GetLastPInvokeError() == Errno.ENOENT ? null : throw LinuxException.Last($"open the BPF map {id}");
    }

    /// <summary>Copies the value of a key; false if there is none.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, Span<byte> value)
    {
        CheckValue(value.Length);
        return Element(BpfCommand.Lookup, key, value, "look into");
    }

    /// <summary>Sets the value of a key.</summary>
    /// <exception cref="LinuxException">E2BIG if the map is full.</exception>
    public void Set(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        CheckValue(value.Length);

        // BPF_MAP_UPDATE_ELEM only reads the value.
        if (!Element(BpfCommand.Update, key, MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(value), value.Length), "write to"))
            throw new LinuxException($"write to the BPF map {Name}", Errno.ENOENT);
    }

    /// <summary>Removes a key; false if there is none.</summary>
    public bool Remove(ReadOnlySpan<byte> key) => Element(BpfCommand.Delete, key, [], "remove from");

    /// <summary>All keys.</summary>
    /// <remarks>While others write, keys may be missing or come twice.</remarks>
    public IReadOnlyList<byte[]> Keys()
    {
        var keys = new List<byte[]>();
        var next = new byte[_info.KeyLength];
        for (var key = Array.Empty<byte>(); Element(BpfCommand.NextKey, key, next, "list"); next = new byte[_info.KeyLength])
        {
            keys.Add(next);
            key = next;
        }

        return keys;
    }

    private void CheckValue(int length)
    {
        if (length != _info.ValueLength) throw new ArgumentException($"a value of {Name} has {_info.ValueLength} bytes, not {length}");
    }

    private unsafe bool Element(BpfCommand command, ReadOnlySpan<byte> key, Span<byte> value, string what)
    {
        var isWhole = key.Length == _info.KeyLength || (key.IsEmpty && command == BpfCommand.NextKey);
        if (!isWhole) throw new ArgumentException($"a key of {Name} has {_info.KeyLength} bytes", nameof(key));

        // Both are pinned during the call; the kernel reads and writes as many bytes as the map was made for.
        fixed (byte* keyPointer = key)
        fixed (byte* valuePointer = value)
        {
            var attributes = new ElementAttributes { Map = (uint)Number, Key = (ulong)keyPointer, Value = (ulong)valuePointer };
            if (BpfCalls.Call(command, ref attributes) >= 0) return true;
        }

        return Marshal.GetLastPInvokeError() == Errno.ENOENT ? false : throw LinuxException.Last($"{what} the BPF map {Name}");
    }
}
