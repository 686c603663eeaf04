using System.Text.Json;
using System.Text.Json.Serialization;
using Margay.Host.Lab.Plan;

namespace Margay.Host.Lab.Kubelet;

/// <summary>What the kubelet must still know of a pod's sandbox after a restart. Written before CNI is first called.</summary>
internal sealed record SandboxRecord
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public required string Uid { get; init; }

    public required string Node { get; init; }

    /// <summary>CNI's name of the sandbox; a new one for each attempt.</summary>
    public required string ContainerId { get; init; }

    /// <summary>The name of the pod's network namespace; the node's own for a pod on the host's network.</summary>
    public required string NetworkNamespace { get; init; }

    public bool HostNetwork { get; init; }

    /// <summary>What ADD returned; null until it has succeeded.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Whether the sandbox was made to its end.</summary>
    [JsonIgnore]
    public bool IsWhole => HostNetwork || Result is not null;

    [JsonIgnore]
    public PodKey Key => new(Namespace, Name);
}

/// <summary>The sandbox records on disk, one file each.</summary>
internal sealed class SandboxFiles(LabPaths paths)
{
    public IEnumerable<SandboxRecord> Load()
    {
        Directory.CreateDirectory(paths.Sandboxes);
        foreach (var file in Directory.EnumerateFiles(paths.Sandboxes, "*.json"))
        {
            if (Read(file) is { } record) yield return record;
        }
    }

    /// <summary>Replaces the record in one step.</summary>
    public void Save(SandboxRecord record)
    {
        var next = FileOf(record) + ".next";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(record, KubeletJson.Default.SandboxRecord));
        File.Move(next, FileOf(record), overwrite: true);
    }

    public void Delete(SandboxRecord record) => File.Delete(FileOf(record));

    private string FileOf(SandboxRecord record) => $"{paths.Sandboxes}/{record.ContainerId}.json";

    private static SandboxRecord? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), KubeletJson.Default.SandboxRecord);
        }
        catch (JsonException)
        {
            // A record that cannot be read names no sandbox; the namespaces' names tell what else to remove.
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SandboxRecord))]
[JsonSerializable(typeof(CniConfig))]
[JsonSerializable(typeof(CniResult))]
[JsonSerializable(typeof(CniError))]
internal sealed partial class KubeletJson : JsonSerializerContext;
