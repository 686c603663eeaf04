namespace Margay.Linux;

/// <summary>Error numbers of the kernel (errno(3)), as on x86-64 and arm64.</summary>
public static class Errno
{
    /// <summary>Operation not permitted.</summary>
    public const int EPERM = 1;

    /// <summary>No such file, device, rule or table.</summary>
    public const int ENOENT = 2;

    /// <summary>No such process; for routes and neighbours: no such entry.</summary>
    public const int ESRCH = 3;

    /// <summary>Interrupted by a signal.</summary>
    public const int EINTR = 4;

    /// <summary>Bad file descriptor.</summary>
    public const int EBADF = 9;

    /// <summary>Would block; try again.</summary>
    public const int EAGAIN = 11;

    /// <summary>Out of memory.</summary>
    public const int ENOMEM = 12;

    /// <summary>Permission denied.</summary>
    public const int EACCES = 13;

    /// <summary>Busy.</summary>
    public const int EBUSY = 16;

    /// <summary>Exists already.</summary>
    public const int EEXIST = 17;

    /// <summary>No such device.</summary>
    public const int ENODEV = 19;

    /// <summary>Invalid argument.</summary>
    public const int EINVAL = 22;

    /// <summary>Not a terminal, or an ioctl this file does not know.</summary>
    public const int ENOTTY = 25;

    /// <summary>The other side has closed.</summary>
    public const int EPIPE = 32;

    /// <summary>Result out of range; of nftables: an element that does not fit.</summary>
    public const int ERANGE = 34;

    /// <summary>Message too long.</summary>
    public const int EMSGSIZE = 90;

    /// <summary>Not supported by this kernel.</summary>
    public const int EOPNOTSUPP = 95;

    /// <summary>Address in use.</summary>
    public const int EADDRINUSE = 98;

    /// <summary>No such address.</summary>
    public const int EADDRNOTAVAIL = 99;

    /// <summary>The interface is down.</summary>
    public const int ENETDOWN = 100;

    /// <summary>No route to the gateway.</summary>
    public const int ENETUNREACH = 101;

    /// <summary>Reset by the other side.</summary>
    public const int ECONNRESET = 104;

    /// <summary>The receive buffer ran over: messages were lost.</summary>
    public const int ENOBUFS = 105;

    /// <summary>Timed out.</summary>
    public const int ETIMEDOUT = 110;

    /// <summary>Nobody listens.</summary>
    public const int ECONNREFUSED = 111;

    /// <summary>No route to the host.</summary>
    public const int EHOSTUNREACH = 113;

    /// <summary>The symbolic name, as in <c>EEXIST</c>; <c>errno N</c> when this list does not have it.</summary>
    public static string NameOf(int errno) => errno switch
    {
        EPERM => nameof(EPERM),
        ENOENT => nameof(ENOENT),
        ESRCH => nameof(ESRCH),
        EINTR => nameof(EINTR),
        EBADF => nameof(EBADF),
        EAGAIN => nameof(EAGAIN),
        ENOMEM => nameof(ENOMEM),
        EACCES => nameof(EACCES),
        EBUSY => nameof(EBUSY),
        EEXIST => nameof(EEXIST),
        ENODEV => nameof(ENODEV),
        EINVAL => nameof(EINVAL),
        ENOTTY => nameof(ENOTTY),
        EPIPE => nameof(EPIPE),
        ERANGE => nameof(ERANGE),
        EMSGSIZE => nameof(EMSGSIZE),
        EOPNOTSUPP => nameof(EOPNOTSUPP),
        EADDRINUSE => nameof(EADDRINUSE),
        EADDRNOTAVAIL => nameof(EADDRNOTAVAIL),
        ENETDOWN => nameof(ENETDOWN),
        ENETUNREACH => nameof(ENETUNREACH),
        ECONNRESET => nameof(ECONNRESET),
        ENOBUFS => nameof(ENOBUFS),
        ETIMEDOUT => nameof(ETIMEDOUT),
        ECONNREFUSED => nameof(ECONNREFUSED),
        EHOSTUNREACH => nameof(EHOSTUNREACH),
        _ => $"errno {errno}",
    };
}
