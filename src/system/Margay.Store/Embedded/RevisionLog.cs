using Margay.Api.Storage;
using Microsoft.Data.Sqlite;

namespace Margay.Store.Embedded;

/// <summary>The file: a log of object revisions, one row a write. Used by one thread at a time.</summary>
/// <remarks>
/// A row that a newer row of the same object supersedes stays as long as watches may ask for it, and is then deleted: so
/// the newest rows are the current objects and the rest is the history, and a write costs one insert.
/// </remarks>
internal sealed class RevisionLog : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _forget;
    private readonly SqliteCommand _compact;

    public RevisionLog(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Command("BEGIN IMMEDIATE");
        _commit = Command("COMMIT");
        _insert = Command(
            "INSERT INTO revisions(revision, kind, namespace, name, deleted, object) VALUES ($1, $2, $3, $4, $5, $6)", 6);
        _forget = Command("DELETE FROM revisions WHERE revision = $1", 1);
        _compact = Command(
            "INSERT INTO compactions(kind, revision) VALUES ($1, $2) ON CONFLICT(kind) DO UPDATE SET revision = $2", 2);
    }

    public void Begin() => _begin.ExecuteNonQuery();

    /// <summary>When it returns, everything since <see cref="Begin"/> survives a crash of the machine.</summary>
    public void Commit() => _commit.ExecuteNonQuery();

    /// <summary>Takes back everything since <see cref="Begin"/>; harmless when SQLite has done so itself.</summary>
    public void Rollback()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle!) != 0) return;
        using var rollback = _connection.CreateCommand();
        rollback.CommandText = "ROLLBACK";
        rollback.ExecuteNonQuery();
    }

    public void Append(ResourceChange change)
    {
        var key = change.After.Key;
        Run(_insert, change.Revision, key.Kind.ToString(), key.Namespace, key.Name, change.IsDeletion ? 1 : 0,
            change.After.Json.ToArray());
    }

    /// <summary>Deletes what only watches before these changes could ask for.</summary>
    /// <param name="kind">The kind, as <c>Append</c> names it.</param>
    /// <param name="oldest">The oldest changes of the kind that are still there.</param>
    public void Compact(string kind, IReadOnlyList<ResourceChange> oldest)
    {
        foreach (var change in oldest)
        {
            if (change.Before is { } before) Run(_forget, before.Revision);
            if (change.IsDeletion) Run(_forget, change.Revision);
        }

        Run(_compact, kind, oldest[^1].Revision);
    }

    /// <summary>Every row, oldest first. Rows of kinds that this program does not serve come too.</summary>
    public IEnumerable<LogRow> ReadAll()
    {
        using var select = Command("SELECT revision, kind, namespace, name, deleted, object FROM revisions ORDER BY revision");
        using var reader = select.ExecuteReader();
        while (reader.Read())
        {
            yield return new LogRow(
                reader.GetInt64(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetString(3),
                reader.GetInt64(4) != 0,
                reader.GetFieldValue<byte[]>(5));
        }
    }

    /// <summary>By kind, the revision up to which history was deleted.</summary>
    public Dictionary<string, long> ReadCompactions()
    {
        var compactions = new Dictionary<string, long>(StringComparer.Ordinal);
        using var select = Command("SELECT kind, revision FROM compactions");
        using var reader = select.ExecuteReader();
        while (reader.Read()) compactions[reader.GetString(0)] = reader.GetInt64(1);
        return compactions;
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_begin, _commit, _insert, _forget, _compact]) command.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Command(string sql, int parameters = 0)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        return command;
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i];
        command.ExecuteNonQuery();
    }
}

/// <summary>One row of the log.</summary>
internal readonly record struct LogRow(
    long Revision, string Kind, string Namespace, string Name, bool Deleted, byte[] Object);
