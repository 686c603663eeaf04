using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Margay.Linux.Bpf;

/// <summary>The call bpf(2), which the C library has no function for.</summary>
internal static partial class BpfCalls
{
    internal const int NameLength = 16;

    private static readonly nint Number = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 321,
        Architecture.Arm64 => 280,
        var other => throw new PlatformNotSupportedException($"bpf(2) has no known number on {other}"),
    };

    /// <summary>The result of a command, a descriptor where it makes one; negative with errno set if it fails.</summary>
    internal static unsafe int Call<T>(BpfCommand command, ref T attributes)
        where T : unmanaged
    {
        // The attributes are pinned by being the caller's: the kernel reads and writes them during the call only.
        fixed (T* pointer = &attributes) return (int)SystemCall(Number, (int)command, pointer, (uint)sizeof(T));
    }

    /// <summary>As <see cref="Call{T}"/>, and throws what the kernel said.</summary>
    internal static int CallOrThrow<T>(BpfCommand command, ref T attributes, string what)
        where T : unmanaged
    {
        var result = Call(command, ref attributes);
        return result >= 0 ? result : throw LinuxException.Last(what);
    }

    /// <summary>What the kernel says of a program or a map.</summary>
    internal static unsafe T Describe<T>(FileDescriptor descriptor, T ask)
        where T : unmanaged
    {
        var attributes = new InfoAttributes { Descriptor = (uint)descriptor.Number, Length = (uint)sizeof(T), Info = (ulong)(nint)(&ask) };
        CallOrThrow(BpfCommand.GetInfo, ref attributes, "bpf BPF_OBJ_GET_INFO_BY_FD");
        return ask;
    }

    internal static ObjectName NameOf(string name)
    {
        var bytes = default(ObjectName);
        Encoding.ASCII.GetBytes(name, ((Span<byte>)bytes)[..(NameLength - 1)]);
        return bytes;
    }

    internal static string TextOf(in ObjectName name)
    {
        ReadOnlySpan<byte> bytes = name;
        var end = bytes.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>syscall(2).</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static unsafe partial nint SystemCall(nint number, int command, void* attributes, uint size);
}

/// <summary>Commands of bpf(2).</summary>
internal enum BpfCommand
{
    CreateMap = 0,
    Lookup = 1,
    Update = 2,
    Delete = 3,
    NextKey = 4,
    Load = 5,
    Attach = 8,
    Detach = 9,
    OpenProgram = 13,
    OpenMap = 14,
    GetInfo = 15,
    Query = 16,
}

/// <summary>A name of at most 15 bytes, zeros behind it.</summary>
[InlineArray(BpfCalls.NameLength)]
internal struct ObjectName
{
    private byte _first;
}
