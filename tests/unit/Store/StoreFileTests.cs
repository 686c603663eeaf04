using Margay.Store.Embedded;
using Microsoft.Data.Sqlite;
using static Margay.Tests.Unit.Store.TemporaryStore;

namespace Margay.Tests.Unit.Store;

public sealed class StoreFileTests
{
    [Fact]
    public async Task A_second_hub_on_the_same_file_is_refused()
    {
        await using var temporary = new TemporaryStore();
        Assert.Contains("in use by another process", Refusal(temporary, temporary.File), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        await using var temporary = new TemporaryStore();
        var file = Path.Combine(temporary.Folder, "letter.db");
        await File.WriteAllTextAsync(file, new string('x', 5000), TestContext.Current.CancellationToken);
        Assert.Contains("not a SQLite database", Refusal(temporary, file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_and_left_alone()
    {
        await using var temporary = new TemporaryStore();
        var file = Path.Combine(temporary.Folder, "other.db");
        Execute(file, "CREATE TABLE theirs(x)");
        var before = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        Assert.Contains("of another program", Refusal(temporary, file), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused()
    {
        await using var temporary = new TemporaryStore();
        await temporary.Store.DisposeAsync();
        Execute(temporary.File, "PRAGMA user_version = 99");
        Assert.Contains("newer Margay", Refusal(temporary, temporary.File), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_store_is_refused_with_the_way_out()
    {
        await using var temporary = new TemporaryStore();
        for (var i = 0; i < 50; i++) await temporary.CreateAsync(Pod($"p{i}"), new string('x', 500));
        await temporary.Store.DisposeAsync();
        using (var file = new FileStream(temporary.File, FileMode.Open))
        {
            file.Position = 4096;
            file.Write(new byte[(int)file.Length - 4096]);
        }

        Assert.Contains("restore it from a backup", Refusal(temporary, temporary.File), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named()
    {
        await using var temporary = new TemporaryStore();
        var file = Path.Combine(temporary.Folder, "missing", "margay.db");
        Assert.Contains($"{file} cannot be opened", Refusal(temporary, file), StringComparison.Ordinal);
    }

    private static string Refusal(TemporaryStore temporary, string file) =>
        Assert.Throws<StoreOpenException>(() => temporary.Open(file)).Message;

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
