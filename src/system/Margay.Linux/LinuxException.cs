using System.Runtime.InteropServices;

namespace Margay.Linux;

/// <summary>A refusal by the kernel: which call, which errno, and the kernel's own words where it gave any.</summary>
/// <param name="call">The call and its object, as in <c>open /run/netns/a</c>.</param>
/// <param name="errno">The positive error number.</param>
/// <param name="detail">The extended netlink error text; null or empty when there is none.</param>
public sealed class LinuxException(string call, int errno, string? detail = null)
    : Exception($"{call}: {Linux.Errno.NameOf(errno)} ({Explain(errno, detail)})")
{
    /// <summary>The call and its object.</summary>
    public string Call { get; } = call;

    /// <summary>The positive error number.</summary>
    public int Errno { get; } = errno;

    /// <summary>Whether the same call may succeed when it is made again.</summary>
    public bool IsTransient => Errno is Linux.Errno.EINTR or Linux.Errno.EAGAIN or Linux.Errno.EBUSY
        or Linux.Errno.ENOBUFS or Linux.Errno.ENOMEM;

    /// <summary>The exception for the call that has just failed on this thread.</summary>
    internal static LinuxException Last(string call) => new(call, Marshal.GetLastPInvokeError());

    private static string Explain(int errno, string? detail)
    {
        var text = Marshal.GetPInvokeErrorMessage(errno);
        return string.IsNullOrEmpty(detail) ? text : $"{text}: {detail}";
    }
}
