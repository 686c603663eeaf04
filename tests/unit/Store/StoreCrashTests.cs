using System.Collections.Concurrent;
using static Margay.Tests.Unit.Store.TemporaryStore;

namespace Margay.Tests.Unit.Store;

public sealed class StoreCrashTests
{
    /// <remarks>
    /// What a crash leaves is the file and its log as they are at some moment. Copies taken while four writers are at work
    /// are such moments: each must hold at least every write that was acknowledged before the copy began.
    /// </remarks>
    [Fact]
    public async Task Whatever_was_acknowledged_before_a_crash_is_there_after_it()
    {
        await using var temporary = new TemporaryStore(history: 50);
        var acknowledged = new ConcurrentDictionary<string, long>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        async Task Write(int writer)
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                var name = $"w{writer}-{i}";
                acknowledged[name] = (await temporary.CreateAsync(Pod(name), $"{i}")).Revision;
            }
        }

        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(() => Write(writer))).ToArray();
        for (var crash = 0; crash < 10; crash++)
        {
            var before = acknowledged.Count;
            while (acknowledged.Count < before + 40) await Task.Yield();
            var promised = acknowledged.ToDictionary();
            await CheckCopyAsync(temporary, crash, promised);
        }

        await enough.CancelAsync();
        await Task.WhenAll(writers);
    }

    private static async Task CheckCopyAsync(TemporaryStore temporary, int crash, Dictionary<string, long> promised)
    {
        var copy = Path.Combine(temporary.Folder, $"crash{crash}.db");
        CopyAsOfOneMoment(temporary.File, copy);
        await using var found = temporary.Open(copy);
        foreach (var (name, revision) in promised) Assert.Equal(revision, found.Get(Pod(name))?.Revision);
    }

    /// <remarks>
    /// The log only grows until a checkpoint moves it into the file. So if the file is the same after the log was copied as
    /// before, and the log was not begun anew, the two copies are of one moment.
    /// </remarks>
    private static void CopyAsOfOneMoment(string file, string copy)
    {
        while (true)
        {
            var (before, salt) = (Read(file), Salt(Read($"{file}-wal")));
            var log = Read($"{file}-wal");
            if (!Salt(log).SequenceEqual(salt) || !Read(file).AsSpan().SequenceEqual(before)) continue;
            File.WriteAllBytes(copy, before);
            File.WriteAllBytes($"{copy}-wal", log);
            return;
        }
    }

    /// <summary>The two random numbers in the log's header, which change whenever it is begun anew.</summary>
    private static byte[] Salt(byte[] log) => log[16..24];

    private static byte[] Read(string file)
    {
        using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[open.Length];
        open.ReadExactly(bytes);
        return bytes;
    }
}
