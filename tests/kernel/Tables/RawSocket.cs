using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Margay.Primitives;

namespace Margay.Tests.Kernel.Tables;

/// <summary>Raw sockets of any protocol: <see cref="Socket"/> itself opens only those it has a name for.</summary>
internal static partial class RawSocket
{
    private const int FamilyV4 = 2;
    private const int FamilyV6 = 10;
    private const int FamilyPacket = 17;
    private const int TypeDatagram = 2;
    private const int TypeRaw = 3;
    private const int AllProtocols = 0x0300;     // ETH_P_ALL in network order
    private const int CloseOnExec = 0x80000;

    /// <summary>A socket in the caller's namespace.</summary>
    public static Socket Open(IpFamily family, IpProtocol protocol)
    {
        var descriptor = OpenDescriptor(family == IpFamily.V4 ? FamilyV4 : FamilyV6, TypeRaw | CloseOnExec, protocol.Number);
        return descriptor >= 0
            ? new Socket(new SafeSocketHandle(descriptor, ownsHandle: true))
            : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>A socket that gets every packet of every link of the caller's namespace, without link headers (packet(7)).</summary>
    public static Socket OpenPackets()
    {
        var descriptor = OpenDescriptor(FamilyPacket, TypeDatagram | CloseOnExec, AllProtocols);
        return descriptor >= 0
            ? new Socket(new SafeSocketHandle(descriptor, ownsHandle: true))
            : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>socket(2).</summary>
    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int OpenDescriptor(int family, int type, int protocol);
}
