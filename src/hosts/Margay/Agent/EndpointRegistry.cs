using System.Collections.Concurrent;
using System.Text.Json;

namespace Margay.Host.Agent;

/// <summary>
/// The pod interfaces of this node, one file each, so that an agent that restarts finds them again. Thread-safe.
/// </summary>
/// <remarks>
/// The directory lives below /run: a record is worth as much as the kernel state it describes, and both end with the
/// machine's boot. A record is written before the first kernel object it names and removed after the last.
/// </remarks>
internal sealed class EndpointRegistry
{
    private readonly string _directory;
    private readonly ConcurrentDictionary<string, EndpointRecord> _records = new(StringComparer.Ordinal);

    private EndpointRegistry(string directory) => _directory = directory;

    public int Count => _records.Count;

    /// <summary>All records, sorted by interface.</summary>
    public IReadOnlyList<EndpointRecord> All =>
        [.. _records.Values.OrderBy(record => record.HostInterface, StringComparer.Ordinal)];

    public static EndpointRegistry Open(string directory, ILogger log)
    {
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var registry = new EndpointRegistry(directory);
        foreach (var file in Directory.EnumerateFiles(directory, "*.json"))
        {
            try
            {
                var record = JsonSerializer.Deserialize(File.ReadAllBytes(file), AgentJson.Default.EndpointRecord);
                if (record is not null) registry._records[record.HostInterface] = record;
            }
            catch (JsonException fault)
            {
                AgentLog.UnreadableRecord(log, file, fault.Message);
            }
        }

        return registry;
    }

    public EndpointRecord? Find(string hostInterface) => _records.GetValueOrDefault(hostInterface);

    public EndpointRecord? FindContainer(string containerId, string interfaceName) =>
        _records.Values.FirstOrDefault(record =>
            record.ContainerId == containerId && record.InterfaceName == interfaceName);

    public void Put(EndpointRecord record)
    {
        var path = PathOf(record.HostInterface);
        var draft = path + ".new";
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(record, AgentJson.Default.EndpointRecord));
        File.Move(draft, path, overwrite: true);
        _records[record.HostInterface] = record;
    }

    public void Remove(string hostInterface)
    {
        File.Delete(PathOf(hostInterface));
        _records.TryRemove(hostInterface, out _);
    }

    private string PathOf(string hostInterface) => Path.Combine(_directory, hostInterface + ".json");
}
