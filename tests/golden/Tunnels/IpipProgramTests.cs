using System.Runtime.CompilerServices;
using Margay.Dataplane.Bpf;
using Margay.Dataplane.Tunnels;
using Margay.Primitives;

namespace Margay.Tests.Golden.Tunnels;

/// <summary>
/// The programs' bytes, one instruction a line: agents replace programs that differ, so they change only when somebody means it. What
/// they do is shown by the kernel tests. MARGAY_UPDATE_GOLDEN=1 writes the files anew.
/// </summary>
public sealed class IpipProgramTests
{
    private static readonly IpipWay Way = new(IpAddr.Parse("172.30.0.200"), Uplink: 2, Device: 7);

    [Fact]
    public void The_receiver_is_as_written_down() => Expect("ipip-receiver.hex", IpipPrograms.Receiver(Way));

    [Fact]
    public void The_sender_is_as_written_down() => Expect("ipip-sender.hex", IpipPrograms.Sender(Way));

    [Fact]
    public void Names_fit_the_kernel() =>
        Assert.All((string[])[IpipPrograms.Receiver(Way).Name, IpipPrograms.Sender(Way).Name], name => Assert.InRange(name.Length, 1, 15));

    [Fact]
    public void A_nodes_mac_is_its_address() => Assert.Equal("02:00:ac:1e:00:c8", $"{IpipWay.MacOf(IpAddr.Parse("172.30.0.200"))}");

    private static void Expect(string file, BpfCode code, [CallerFilePath] string here = "")
    {
        var golden = Path.Combine(Path.GetDirectoryName(here)!, file);
        var lines = code.ToBytes([11, 12]).Chunk(BpfInstruction.Length).Select(Convert.ToHexStringLower).ToList();
        if (Environment.GetEnvironmentVariable("MARGAY_UPDATE_GOLDEN") == "1") File.WriteAllLines(golden, lines);
        Assert.Equal(File.ReadAllLines(golden), lines);
    }
}
