using Margay.Dataplane.Links;
using Margay.Linux;
using Margay.Primitives;

namespace Margay.Dataplane.Linux.Links;

/// <summary>Waits at the host side of a pod's link for the pod's virtual machine to begin to run: <see cref="ArrivalFrame"/>.</summary>
public sealed class ArrivalListener : IDisposable
{
    // socket(7), SO_ATTACH_FILTER, and filter.txt of the kernel's documentation for what is beside the packet.
    private const ushort LoadWord = 0x20;
    private const ushort LoadByte = 0x30;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;
    private const uint Protocol = 0xfffff000;
    private const uint PacketType = 0xfffff004;
    private const uint Outgoing = 4;
    private const uint NextHeader = 14 + 6;
    private const uint IcmpType = 14 + 40;

    /// <summary>What the pod sends of ARP, reverse ARP and IPv6 neighbour advertisements; nothing of what the node sends to it.</summary>
    private static readonly FilterInstruction[] Filter =
    [
        new(LoadWord, 0, 0, PacketType),
        new(JumpIfEqual, 9, 0, Outgoing),
        new(LoadWord, 0, 0, Protocol),
        new(JumpIfEqual, 6, 0, 0x0806),
        new(JumpIfEqual, 5, 0, 0x8035),
        new(JumpIfEqual, 0, 5, 0x86dd),
        new(LoadByte, 0, 0, NextHeader),
        new(JumpIfEqual, 0, 3, 58),
        new(LoadByte, 0, 0, IcmpType),
        new(JumpIfEqual, 0, 1, 136),
        new(Return, 0, 0, ArrivalFrame.Length),
        new(Return, 0, 0, 0),
    ];

    private readonly PacketListener _listener;

    private ArrivalListener(PacketListener listener) => _listener = listener;

    /// <summary>Listens from now on.</summary>
    /// <param name="interfaceIndex">The host side of the pod's link, which must be up.</param>
    /// <exception cref="LinuxException">There is no such interface.</exception>
    public static ArrivalListener Open(int interfaceIndex) => new(PacketListener.Open(interfaceIndex, Filter));

    /// <summary>Returns once the virtual machine with these addresses has shown itself.</summary>
    /// <exception cref="LinuxException">The interface went down or away.</exception>
    public async Task WaitAsync(IReadOnlyList<IpAddr> addresses, CancellationToken stop)
    {
        var frame = new byte[ArrivalFrame.Length];
        while (true)
        {
            var length = await _listener.ReceiveAsync(frame, stop).ConfigureAwait(false);
            if (ArrivalFrame.IsOf(frame.AsSpan(0, length), addresses)) return;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();
}
