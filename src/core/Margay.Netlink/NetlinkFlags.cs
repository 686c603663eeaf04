namespace Margay.Netlink;

/// <summary>Flags of struct nlmsghdr (netlink(7)).</summary>
public static class NetlinkFlags
{
    /// <summary>NLM_F_REQUEST: every message to the kernel has it.</summary>
    public const ushort Request = 0x1;

    /// <summary>NLM_F_MULTI: part of an answer that a Done message ends.</summary>
    public const ushort Multi = 0x2;

    /// <summary>NLM_F_ACK: answer with an Error message of errno 0 on success too.</summary>
    public const ushort Ack = 0x4;

    /// <summary>NLM_F_ECHO: answer with the object that was made.</summary>
    public const ushort Echo = 0x8;

    /// <summary>NLM_F_DUMP_INTR: the table changed while it was dumped, so the dump is not consistent.</summary>
    public const ushort DumpInterrupted = 0x10;

    /// <summary>NLM_F_DUMP: every object, not one (NLM_F_ROOT | NLM_F_MATCH).</summary>
    public const ushort Dump = 0x300;

    /// <summary>NLM_F_REPLACE, of a New request: an object that exists is overwritten.</summary>
    public const ushort Replace = 0x100;

    /// <summary>NLM_F_EXCL, of a New request: an object that exists is an error (EEXIST).</summary>
    public const ushort Exclusive = 0x200;

    /// <summary>NLM_F_CREATE, of a New request: an object that is missing is made.</summary>
    public const ushort Create = 0x400;

    /// <summary>NLM_F_APPEND, of a New request: added after the objects that exist.</summary>
    public const ushort Append = 0x800;

    /// <summary>NLM_F_CAPPED, of an Error message: the request's payload is not repeated in it.</summary>
    public const ushort Capped = 0x100;

    /// <summary>NLM_F_ACK_TLVS, of an Error message: the kernel's explanation follows as attributes.</summary>
    public const ushort AckAttributes = 0x200;
}

/// <summary>Message types below NLMSG_MIN_TYPE: the same for every netlink protocol.</summary>
public static class NetlinkMessageType
{
    /// <summary>NLMSG_NOOP: to be ignored.</summary>
    public const ushort Noop = 1;

    /// <summary>NLMSG_ERROR: an acknowledgement (errno 0) or an error.</summary>
    public const ushort Error = 2;

    /// <summary>NLMSG_DONE: the end of an answer of several messages.</summary>
    public const ushort Done = 3;

    /// <summary>NLMSG_OVERRUN: data was lost.</summary>
    public const ushort Overrun = 4;
}
