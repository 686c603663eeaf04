using System.Runtime.InteropServices;
using System.Text;

namespace Margay.Linux.Bpf;

/// <summary>A program for packets (BPF_PROG_TYPE_SCHED_CLS, bpf(2)). It lives as long as a handle or a hook uses it.</summary>
public sealed class BpfProgram : FileDescriptor
{
    private const uint Classifier = 3;
    private const int LogLength = 1 << 16;
    private const int MaxMaps = 16;

    private BpfProgram(int fd)
        : base(fd)
    {
        var info = BpfCalls.Describe<ProgramInfo>(this, default);
        (Id, Tag, Name) = (info.Id, info.Tag, BpfCalls.TextOf(info.Name));
    }

    /// <summary>The kernel's number for it.</summary>
    public uint Id { get; }

    /// <summary>The digest of its instructions, whatever its maps are.</summary>
    public ulong Tag { get; }

    /// <summary>The name it was loaded with.</summary>
    public string Name { get; }

    /// <summary>Has the kernel verify and load a program.</summary>
    /// <param name="name">At most 15 bytes; names need not differ.</param>
    /// <param name="instructions">Its instructions, eight bytes each.</param>
    /// <exception cref="LinuxException">EPERM without CAP_BPF and CAP_NET_ADMIN; EINVAL or EACCES with the verifier's last words.</exception>
    public static unsafe BpfProgram Load(string name, ReadOnlySpan<byte> instructions)
    {
        // Pinned for the call, the only time the kernel reads it; no function is called that asks for the GPL.
        fixed (byte* code = instructions, license = "\0"u8)
        {
            var attributes = new LoadAttributes
            {
                Kind = Classifier,
                Count = (uint)instructions.Length / 8,
                Instructions = (ulong)code,
                License = (ulong)license,
                Name = BpfCalls.NameOf(name),
            };
            var fd = BpfCalls.Call(BpfCommand.Load, ref attributes);
            if (fd >= 0) return new BpfProgram(fd);
            var errno = Marshal.GetLastPInvokeError();
            throw new LinuxException($"load the BPF program {name}", errno, errno == Errno.EPERM ? null : Explain(attributes));
        }
    }

    /// <summary>Opens a program by its number; null if it is gone.</summary>
    public static BpfProgram? Open(uint id)
    {
        var attributes = new IdAttributes { Id = id };
        var fd = BpfCalls.Call(BpfCommand.OpenProgram, ref attributes);
        if (fd >= 0) return new BpfProgram(fd);
        return Marshal.GetLastPInvokeError() == Errno.ENOENT ? null : throw LinuxException.Last($"open the BPF program {id}");
    }

    /// <summary>The numbers of the maps that it uses.</summary>
    public unsafe IReadOnlyList<uint> MapIds()
    {
        var ids = stackalloc uint[MaxMaps];
        var info = BpfCalls.Describe(this, new ProgramInfo { MapCount = MaxMaps, MapIds = (ulong)ids });
        return new ReadOnlySpan<uint>(ids, (int)Math.Min(info.MapCount, MaxMaps)).ToArray();
    }

    /// <summary>The verifier's last words, asked for by loading once more.</summary>
    private static unsafe string Explain(LoadAttributes attributes)
    {
        var log = new byte[LogLength];
        fixed (byte* pointer = log)
        {
            (attributes.LogLevel, attributes.LogLength, attributes.Log) = (1, LogLength, (ulong)pointer);
            var fd = BpfCalls.Call(BpfCommand.Load, ref attributes);
            if (fd >= 0) new FileDescriptor(fd).Dispose();
        }

        var text = Encoding.UTF8.GetString(log.AsSpan(0, log.AsSpan().IndexOf((byte)0))).TrimEnd();
        var lines = text.Split('\n');
        return string.Join("; ", lines.TakeLast(6));
    }
}
