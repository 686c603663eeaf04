using System.Globalization;
using Margay.Bgp.Wire;

namespace Margay.Tests.Unit.Bgp.Fuzz;

/// <summary>
/// Bytes of which nobody promised anything. MARGAY_SOAK_MINUTES looks for so long; MARGAY_UPDATE_CORPUS=1 keeps the streams that led
/// to something new.
/// </summary>
public sealed class BgpFuzzTests
{
    private const int Rounds = 5_000;

    [Fact]
    public void Every_stream_that_is_kept_is_borne()
    {
        foreach (var stream in FuzzCorpus.Read().Streams) Run(stream, "kept");
    }

    [Fact]
    public void Every_stream_is_borne_and_the_tables_stay_those_of_what_was_said()
    {
        var until = int.TryParse(Environment.GetEnvironmentVariable("MARGAY_SOAK_MINUTES"), CultureInfo.InvariantCulture, out var minutes)
            ? DateTime.UtcNow.AddMinutes(minutes)
            : DateTime.MinValue;
        var corpus = FuzzCorpus.Read();
        foreach (var stream in corpus.Streams) corpus.Add(stream, FuzzTrial.Run(stream));
        var seed = Environment.TickCount;
        var round = 0;
        for (; round < Rounds || DateTime.UtcNow < until; round++)
        {
            var random = new Random(seed + round);
            var streams = new PeerStreams(random);
            var stream = streams.Bend(random.Next(2) == 0 && corpus.Streams.Count > 0 ? corpus.Streams[random.Next(corpus.Streams.Count)] : streams.Sessions());
            corpus.Add(stream, Run(stream, $"seed {seed + round}"));
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{round} streams, the first of seed {seed}; {corpus.Streams.Count} are worth keeping");
        if (Environment.GetEnvironmentVariable("MARGAY_UPDATE_CORPUS") == "1") corpus.Write();
    }

    [Fact]
    public void Every_decoder_bears_bytes_drawn_by_lot()
    {
        var seed = Environment.TickCount;
        for (var round = 0; round < Rounds; round++)
        {
            var random = new Random(seed + round);
            var body = new byte[random.Next(64)];
            random.NextBytes(body);
            foreach (var type in Enum.GetValues<MessageType>()) Run(Framed(type, body), $"seed {seed + round}");
        }
    }

    private static byte[] Framed(MessageType type, byte[] body)
    {
        var writer = new BgpWriter();
        var start = MessageFrame.Begin(writer, type);
        writer.Bytes(body);
        MessageFrame.End(writer, start);
        return writer.Written.ToArray();
    }

    private static IReadOnlyCollection<string> Run(byte[] stream, string origin)
    {
        try
        {
            return FuzzTrial.Run(stream);
        }
        catch (Exception failure)
        {
            Assert.Fail($"{origin}: {Convert.ToHexStringLower(stream)}\n{failure}");
            throw;
        }
    }
}
