using System.Text.Json;
using System.Text.Json.Serialization;
using Margay.Host.Cli;
using Margay.Host.Lab.Plan;
using Margay.Host.Lab.Processes;
using Margay.Primitives;

namespace Margay.Host.Lab;

/// <summary>What a lab's state file holds: enough to use the lab, to restart its parts and to remove it.</summary>
internal sealed record LabState
{
    public required string Name { get; init; }

    public required int Nodes { get; init; }

    public required IReadOnlyList<string> Pools { get; init; }

    /// <summary>What connects the nodes.</summary>
    public LabFabric Fabric { get; init; }

    /// <summary>What pods' packets travel in between the nodes.</summary>
    public LabOverlay Overlay { get; init; }

    public required DateTimeOffset Started { get; init; }

    /// <summary>The hub's port on loopback.</summary>
    public required int HubPort { get; init; }

    /// <summary>The binary that every process of the lab runs.</summary>
    public required string Margay { get; init; }

    /// <summary>The CNI plugin that the kubelet calls.</summary>
    public required string CniPlugin { get; init; }

    /// <summary>By role, the processes that were started.</summary>
    public IReadOnlyDictionary<string, ProcessRecord> Processes { get; init; } = new Dictionary<string, ProcessRecord>();

    /// <summary>Whether the start went through; false while it goes on and when it was cut short.</summary>
    public bool Ready { get; init; }

    /// <exception cref="CliException">The file does not hold a plan that can be.</exception>
    public LabPlan ToPlan()
    {
        if (!LabName.TryParse(Name, out var name) || Nodes is < 1 or > LabPlan.MaxNodes)
            throw new CliException($"the state file of lab '{Name}' is damaged: `margay lab down --name {Name}` removes the lab");
        return LabPlan.Create(name, Nodes, [.. Pools.Select(Cidr.Parse)], Fabric) with { Overlay = Overlay };
    }

    /// <summary>Null when the lab has no state file, or only a damaged one.</summary>
    public static LabState? Load(LabPaths paths)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(paths.State), LabJson.Default.LabState);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Replaces the file in one step: a reader sees the old or the new state, never a part.</summary>
    public void Save(LabPaths paths)
    {
        var next = paths.State + ".next";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(this, LabJson.Default.LabState));
        File.Move(next, paths.State, overwrite: true);
    }
}

/// <summary>The JSON of the lab's own files.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(LabState))]
internal sealed partial class LabJson : JsonSerializerContext;
