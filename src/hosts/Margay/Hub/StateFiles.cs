namespace Margay.Host.Hub;

/// <summary>The files of a state directory. Secrets are readable by their owner only, from the moment they exist.</summary>
public sealed class StateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _directory;

    public StateFiles(string directory)
    {
        _directory = Path.GetFullPath(directory);
        Directory.CreateDirectory(_directory, OwnerOnly | UnixFileMode.UserExecute);
    }

    public string Store => Path.Combine(_directory, "margay.db");

    public string CaCertificate => Path.Combine(_directory, "ca.crt");

    public string CaKey => Path.Combine(_directory, "ca.key");

    public string ServerCertificate => Path.Combine(_directory, "hub.crt");

    public string ServerKey => Path.Combine(_directory, "hub.key");

    public string AdminToken => Path.Combine(_directory, "admin.token");

    public string AgentToken => Path.Combine(_directory, "agent.token");

    public string AdminKubeconfig => Path.Combine(_directory, "admin.kubeconfig");

    public string AgentKubeconfig => Path.Combine(_directory, "agent.kubeconfig");

    /// <summary>Writes a file whole or not at all: a reader, or a crash, never meets half of it.</summary>
    public static void WriteSecret(string path, string content)
    {
        var fresh = $"{path}.new";
        File.Delete(fresh);
        using (var file = new FileStream(fresh, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        }))
        using (var writer = new StreamWriter(file))
        {
            writer.Write(content);
            writer.Flush();
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }
}
