using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Margay.Client;

/// <summary>A watch: one JSON object a line, until the server closes.</summary>
internal static class WatchStream
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Yields each event of <paramref name="body"/>; an unfinished last line is dropped.</summary>
    internal static async IAsyncEnumerable<WatchEvent<T>> ReadAsync<T>(
        Stream body, JsonTypeInfo<T> contract, ClientConfig config, string what,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        var pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true));
        try
        {
            while (true)
            {
                var read = await ReadAsync(pipe, config, cancel);
                var rest = read.Buffer;
                while (TryTakeLine(ref rest, out var line))
                {
                    if (!line.IsEmpty) yield return Parse(line, contract, what);
                }

                pipe.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted) yield break;
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static async ValueTask<ReadResult> ReadAsync(PipeReader pipe, ClientConfig config, CancellationToken cancel)
    {
        try
        {
            return await pipe.ReadAsync(cancel);
        }
        catch (IOException broken)
        {
            throw ApiException.FromBrokenWatch(config, broken);
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, out ReadOnlySequence<byte> line)
    {
        line = default;
        if (rest.PositionOf((byte)'\n') is not { } end) return false;
        line = rest.Slice(0, end);
        rest = rest.Slice(rest.GetPosition(1, end));
        return true;
    }

    private static WatchEvent<T> Parse<T>(in ReadOnlySequence<byte> line, JsonTypeInfo<T> contract, string what)
    {
        try
        {
            return ResourceReader.ReadEvent(line, contract);
        }
        catch (JsonException fault)
        {
            throw ApiException.Unreadable(what, fault);
        }
    }
}
