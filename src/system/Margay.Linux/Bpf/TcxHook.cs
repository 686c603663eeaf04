using System.Runtime.InteropServices;

namespace Margay.Linux.Bpf;

/// <summary>
/// The programs that see a link's incoming packets, before anything else does (tcx, Linux 6.6). Others' stay, whatever is done to one.
/// </summary>
/// <remarks>
/// A link's index is one of the calling thread's network namespace: run it inside <see cref="Netns.Run{T}"/> for another one. What is
/// attached stays when the process ends, and goes with the link.
/// </remarks>
public static class TcxHook
{
    private const uint Ingress = 46;             // BPF_TCX_INGRESS
    private const uint Replace = 4;              // BPF_F_REPLACE
    private const int MaxPrograms = 64;          // BPF_MPROG_MAX

    /// <summary>The numbers of the programs attached, in the order in which they run; none on a kernel without the hook.</summary>
    /// <exception cref="LinuxException">ENODEV if there is no such link.</exception>
    public static unsafe IReadOnlyList<uint> Programs(int link)
    {
        var ids = stackalloc uint[MaxPrograms];
        var attributes = new QueryAttributes { Link = (uint)link, Kind = Ingress, Programs = (ulong)ids, Count = MaxPrograms };
        if (BpfCalls.Call(BpfCommand.Query, ref attributes) < 0)
        {
            return Marshal.GetLastPInvokeError() is Errno.EINVAL or Errno.ENOENT
                ? []
                : throw LinuxException.Last($"list the BPF programs of link {link}");
        }

        return new ReadOnlySpan<uint>(ids, (int)Math.Min(attributes.Count, MaxPrograms)).ToArray();
    }

    /// <summary>Attaches a program behind those that are there, or in the place of one of them without a gap.</summary>
    /// <exception cref="LinuxException">EINVAL on a kernel without the hook; ENOENT if the one to be replaced is not there.</exception>
    public static void Attach(int link, BpfProgram program, BpfProgram? replaced = null)
    {
        var attributes = new AttachAttributes { Link = (uint)link, Program = (uint)program.Number, Kind = Ingress };
        if (replaced is not null) (attributes.Flags, attributes.Replaced) = (Replace, (uint)replaced.Number);
        BpfCalls.CallOrThrow(BpfCommand.Attach, ref attributes, $"attach the BPF program {program.Name}, which needs Linux 6.6");
    }

    /// <summary>Detaches a program; nothing happens if it is not there.</summary>
    public static void Detach(int link, BpfProgram program)
    {
        var attributes = new AttachAttributes { Link = (uint)link, Program = (uint)program.Number, Kind = Ingress };
        if (BpfCalls.Call(BpfCommand.Detach, ref attributes) < 0 && Marshal.GetLastPInvokeError() is not (Errno.ENOENT or Errno.ENODEV))
            throw LinuxException.Last($"detach the BPF program {program.Name}");
    }
}
