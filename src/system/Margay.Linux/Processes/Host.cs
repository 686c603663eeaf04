using System.Runtime.InteropServices;
using System.Text;

namespace Margay.Linux;

/// <summary>A Linux capability (capabilities(7)).</summary>
public enum Capability
{
    /// <summary>CAP_NET_ADMIN: links, routes, nftables.</summary>
    NetAdmin = 12,

    /// <summary>CAP_NET_RAW: raw and packet sockets.</summary>
    NetRaw = 13,

    /// <summary>CAP_SYS_ADMIN: namespaces and mounts.</summary>
    SysAdmin = 21,
}

/// <summary>This process's host, rights and neighbours.</summary>
public static class Host
{
    private const uint CapabilityVersion3 = 0x20080522;

    /// <summary>The host's name (gethostname(2)), dots included.</summary>
    public static string Name
    {
        get
        {
            Span<byte> name = stackalloc byte[256];
            name.Clear();
            if (ProcessCalls.HostName(ref MemoryMarshal.GetReference(name), 255) != 0)
                throw LinuxException.Last("gethostname");
            return Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]);
        }
    }

    /// <summary>Whether the effective user is root.</summary>
    public static bool IsRoot => ProcessCalls.EffectiveUser() == 0;

    /// <summary>Whether this thread may use <paramref name="capability"/> now (the effective set).</summary>
    public static bool Has(Capability capability)
    {
        Span<uint> header = [CapabilityVersion3, 0];
        Span<uint> sets = stackalloc uint[6];
        var status = ProcessCalls.Capabilities(
            ref MemoryMarshal.GetReference(header), ref MemoryMarshal.GetReference(sets));
        if (status != 0) throw LinuxException.Last("capget");
        return ((sets[3 * ((int)capability / 32)] >> ((int)capability % 32)) & 1) != 0;
    }

    /// <summary>
    /// Sends a signal to a process (kill(2)); false when there is no such process. Signal 0 only asks.
    /// </summary>
    /// <exception cref="LinuxException">The process may not be signalled.</exception>
    public static bool Signal(int pid, int signal)
    {
        // Zero and negative ids address groups of processes.
        ArgumentOutOfRangeException.ThrowIfLessThan(pid, 1);
        if (ProcessCalls.Kill(pid, signal) == 0) return true;
        return Marshal.GetLastPInvokeError() == Errno.ESRCH ? false : throw LinuxException.Last($"kill {pid}");
    }
}
