using Microsoft.Data.Sqlite;

namespace Margay.Store.Embedded;

/// <summary>Opens the file, or says why it cannot be used.</summary>
internal static class StoreFile
{
    /// <summary>What marks a SQLite file as a Margay store: "Mrgy" in ASCII.</summary>
    private const long ApplicationId = 0x4d726779;

    private const long SchemaVersion = 1;

    private const int SqliteBusy = 5;
    private const int SqliteCorrupt = 11;
    private const int SqliteNotADatabase = 26;

    private const string Schema = """
        CREATE TABLE revisions(
            revision INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            namespace TEXT NOT NULL,
            name TEXT NOT NULL,
            deleted INTEGER NOT NULL,
            object BLOB NOT NULL);
        CREATE TABLE compactions(kind TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID;
        """;

    /// <summary>Opens or creates the store's file and holds it exclusively until the log is disposed.</summary>
    /// <exception cref="StoreOpenException">It is in use, damaged, foreign, newer than this program, or unreachable.</exception>
    public static RevisionLog Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = 1,
        }.ToString());
        try
        {
            connection.Open();
            // Exclusive: a second hub on the same file is refused, and the log's index needs no shared memory.
            Execute(connection, "PRAGMA locking_mode = EXCLUSIVE");
            EnsureOurs(connection, path);
            // Full: a commit returns only when the write-ahead log is on the disk itself.
            Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000");
            EnsureSound(connection, path);
            if (Scalar(connection, "PRAGMA user_version") == 0) CreateSchema(connection);
            return new RevisionLog(connection);
        }
        catch (SqliteException refusal)
        {
            connection.Dispose();
            throw new StoreOpenException(Explain(refusal, path), refusal);
        }
        catch (StoreOpenException)
        {
            connection.Dispose();
            throw;
        }
    }

    private static void EnsureOurs(SqliteConnection connection, string path)
    {
        var id = Scalar(connection, "PRAGMA application_id");
        var version = Scalar(connection, "PRAGMA user_version");
        var isEmpty = Scalar(connection, "SELECT count(*) FROM sqlite_master") == 0;
        if (id != ApplicationId && !(id == 0 && version == 0 && isEmpty))
        {
            throw new StoreOpenException(
                $"{path} is a SQLite database of another program; move it away or name another state directory");
        }

        if (version > SchemaVersion)
        {
            throw new StoreOpenException(
                $"{path} was written by a newer Margay (format {version}, this one knows {SchemaVersion}); run that version");
        }
    }

    private static void EnsureSound(SqliteConnection connection, string path)
    {
        using var check = connection.CreateCommand();
        check.CommandText = "PRAGMA quick_check(1)";
        if (check.ExecuteScalar() is string verdict and not "ok") throw new StoreOpenException(Damaged(path, verdict));
    }

    private static void CreateSchema(SqliteConnection connection) => Execute(connection, $"""
        BEGIN IMMEDIATE;
        {Schema}
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {SchemaVersion};
        COMMIT;
        """);

    /// <summary>What a refusal of SQLite means for whoever runs the hub.</summary>
    public static string Explain(SqliteException refusal, string path) => refusal.SqliteErrorCode switch
    {
        SqliteBusy => $"{path} is in use by another process, most likely another hub; stop it or use another state directory",
        SqliteCorrupt => Damaged(path, refusal.Message),
        SqliteNotADatabase => $"{path} is not a SQLite database; move it away or name another state directory",
        _ => $"{path} cannot be opened: {refusal.Message}",
    };

    private static string Damaged(string path, string why) =>
        $"{path} is damaged ({why}); restore it from a backup, or move it and its -wal file away to start empty";

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
