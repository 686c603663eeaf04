using Margay.Bgp.Bfd;

namespace Margay.Tests.Unit.Bgp.Bfd;

/// <summary>Control packets as bytes, and each rule that has one discarded (RFC 5880 §6.8.6).</summary>
public sealed class BfdCodecTests
{
    // Version 1, no diagnostic; Up; multiplier 5; 24 bytes; discriminators; 300 ms, 300 ms, no echo.
    private const string Up = "20C00518" + "0A0B0C0D" + "01020304" + "000493E0" + "000493E0" + "00000000";

    [Fact]
    public void A_packet_has_its_fields_in_their_places()
    {
        Assert.True(BfdCodec.TryDecode(Convert.FromHexString(Up), out var packet, out var discard));

        Assert.Equal(BfdDiscard.None, discard);
        Assert.Equal(
            new BfdPacket
            {
                State = BfdState.Up,
                DetectMultiplier = 5,
                MyDiscriminator = 0x0a0b0c0d,
                YourDiscriminator = 0x01020304,
                DesiredMinTx = 300_000,
                RequiredMinRx = 300_000,
            },
            packet);
    }

    [Theory]
    [InlineData("20C0", "Up")]
    [InlineData("2180", "Init DetectionTimeExpired")]
    [InlineData("2340", "Down NeighborSignaledDown")]
    [InlineData("2700", "AdminDown AdministrativelyDown")]
    [InlineData("20E0", "Up poll")]
    [InlineData("20D0", "Up final")]
    [InlineData("20C8", "Up independent")]
    [InlineData("20C2", "Up demand")]
    [InlineData("3FFA", "Up 31 poll final independent demand")]
    public void Flags_and_diagnostics_are_read_and_written_alike(string head, string meaning)
    {
        var bytes = Convert.FromHexString(head + Up[4..]);
        Assert.True(BfdCodec.TryDecode(bytes, out var packet, out _));

        var written = new byte[BfdCodec.Length];
        BfdCodec.Write(written, packet);

        Assert.Equal(bytes, written);
        Assert.Equal(meaning, Words(packet));
    }

    [Theory]
    [InlineData("", BfdDiscard.Truncated)]
    [InlineData("20C00518" + "0A0B0C0D" + "01020304" + "000493E0" + "000493E0" + "000000", BfdDiscard.Truncated)]
    [InlineData("00C00518" + "0A0B0C0D" + "01020304" + "000493E0" + "000493E0" + "00000000", BfdDiscard.Version)]
    [InlineData("40C00518" + "0A0B0C0D" + "01020304" + "000493E0" + "000493E0" + "00000000", BfdDiscard.Version)]
    [InlineData("20C00517" + "0A0B0C0D" + "01020304" + "000493E0" + "000493E0" + "00000000", BfdDiscard.LengthTooShort)]
    [InlineData("20C40519" + "0A0B0C0D" + "01020304" + "000493E0" + "000493E0" + "00000000" + "0000", BfdDiscard.LengthTooShort)]
    [InlineData("20C00519" + "0A0B0C0D" + "01020304" + "000493E0" + "000493E0" + "00000000", BfdDiscard.LengthBeyondDatagram)]
    [InlineData("20C00018" + "0A0B0C0D" + "01020304" + "000493E0" + "000493E0" + "00000000", BfdDiscard.NoDetectMultiplier)]
    [InlineData("20C10518" + "0A0B0C0D" + "01020304" + "000493E0" + "000493E0" + "00000000", BfdDiscard.Multipoint)]
    [InlineData("20C00518" + "00000000" + "01020304" + "000493E0" + "000493E0" + "00000000", BfdDiscard.NoMyDiscriminator)]
    [InlineData("20C00518" + "0A0B0C0D" + "00000000" + "000493E0" + "000493E0" + "00000000", BfdDiscard.NoYourDiscriminator)]
    [InlineData("20800518" + "0A0B0C0D" + "00000000" + "000493E0" + "000493E0" + "00000000", BfdDiscard.NoYourDiscriminator)]
    [InlineData("20C4051A" + "0A0B0C0D" + "01020304" + "000493E0" + "000493E0" + "00000000" + "0102", BfdDiscard.Authenticated)]
    public void What_breaks_a_rule_is_discarded_by_its_name(string bytes, BfdDiscard rule)
    {
        Assert.False(BfdCodec.TryDecode(Convert.FromHexString(bytes), out _, out var discard));

        Assert.Equal(rule, discard);
    }

    [Theory]
    [InlineData("20400518" + "0A0B0C0D" + "00000000" + "000F4240" + "000493E0" + "00000000")]
    [InlineData("27000518" + "0A0B0C0D" + "00000000" + "000F4240" + "000493E0" + "00000000")]
    [InlineData("20C00518" + "0A0B0C0D" + "01020304" + "00000000" + "00000000" + "00000000")]
    [InlineData("20C00518" + "0A0B0C0D" + "01020304" + "000493E0" + "000493E0" + "00000000" + "FFFFFFFF")]
    public void What_only_looks_odd_is_taken(string bytes) =>
        Assert.True(BfdCodec.TryDecode(Convert.FromHexString(bytes), out _, out _));

    /// <summary>Whatever comes is either discarded for a reason or says the same when it is written again.</summary>
    [Fact]
    public void Bytes_of_any_kind_have_an_answer()
    {
        var first = Environment.TickCount;
        for (var seed = first; seed < first + 200_000; seed++)
        {
            var random = new Random(seed);
            var bytes = Convert.FromHexString(Up);
            for (var i = random.Next(5); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(5) == 0) random.NextBytes(bytes);
            if (random.Next(8) == 0) bytes = bytes[..random.Next(bytes.Length)];
            if (random.Next(8) == 0) bytes = [.. bytes, .. new byte[random.Next(40)]];
            if (!BfdCodec.TryDecode(bytes, out var packet, out var discard))
            {
                Assert.True(discard is > BfdDiscard.None and < BfdDiscard.UnknownDiscriminator, $"seed {seed}: {discard}");
                continue;
            }

            var written = new byte[BfdCodec.Length];
            BfdCodec.Write(written, packet);
            Assert.True(BfdCodec.TryDecode(written, out var again, out _) && again == packet, $"seed {seed}: {packet} and {again}");
            Assert.True(packet.DetectMultiplier > 0 && packet.MyDiscriminator > 0, $"seed {seed}: {packet}");
        }
    }

    private static string Words(BfdPacket packet) => string.Join(' ', ((string?[])
    [
        $"{packet.State}",
        packet.Diagnostic == BfdDiagnostic.None ? null : $"{packet.Diagnostic}",
        packet.Poll ? "poll" : null,
        packet.Final ? "final" : null,
        packet.ControlPlaneIndependent ? "independent" : null,
        packet.Demand ? "demand" : null,
    ]).OfType<string>());
}
