using System.Diagnostics.CodeAnalysis;
using Margay.Model.Resources;
using Margay.Model.Selectors;
using Margay.Primitives;

namespace Margay.Ipam;

/// <summary>A range of addresses and who may use it by itself.</summary>
public sealed record Pool(string Name, Cidr Cidr, int BlockLength)
{
    private const int DefaultV4BlockLength = 26;
    private const int DefaultV6BlockLength = 122;
    private const string Workload = "Workload";

    /// <summary>Whether new addresses are handed out at all: neither disabled nor being deleted.</summary>
    public bool IsOpen { get; private init; } = true;

    /// <summary>Whether the pool is used without being asked for by name.</summary>
    public bool IsAutomatic { get; private init; } = true;

    /// <summary>Whether pods may have its addresses.</summary>
    public bool IsForWorkloads { get; private init; } = true;

    /// <summary>The nodes that use it by themselves.</summary>
    public Selector NodeSelector { get; private init; } = Selector.All;

    /// <summary>The namespaces whose pods use it by themselves.</summary>
    public Selector NamespaceSelector { get; private init; } = Selector.All;

    /// <summary>How many addresses the pool has.</summary>
    public UInt128 Capacity => Cidr.Last.Value - Cidr.Network.Value + 1;

    /// <summary>How many blocks fit in; 0 when the blocks are larger than the pool.</summary>
    public UInt128 BlockCount => BlockLength < Cidr.Length ? 0 : UInt128.One << (BlockLength - Cidr.Length);

    /// <summary>The block of the pool that would contain <paramref name="address"/>.</summary>
    public Cidr BlockAround(IpAddr address) => Cidr.Create(address, BlockLength);

    /// <summary>Reads a stored pool; a fault names the field.</summary>
    public static bool TryRead(IpPool resource, [NotNullWhen(true)] out Pool? pool, [NotNullWhen(false)] out string? fault)
    {
        pool = null;
        var spec = resource.Spec ?? new IpPoolSpec();
        if (!Cidr.TryParse(spec.Cidr, out var cidr, out var hadHostBits) || hadHostBits)
            return Fail($"spec.cidr: '{spec.Cidr}' is no range without host bits, such as 10.65.0.0/16", out fault);
        var blockLength = spec.BlockSize ?? (cidr.Network.IsV4 ? DefaultV4BlockLength : DefaultV6BlockLength);
        var shortest = cidr.Network.BitLength - int.Log2(Block.MaxCapacity);
        if (blockLength < shortest || blockLength > cidr.Network.BitLength)
            return Fail($"spec.blockSize: {blockLength} is not within {shortest} to {cidr.Network.BitLength}", out fault);
        if (!Selector.TryParse(spec.NodeSelector ?? "", out var nodes, out var nodeFault))
            return Fail($"spec.nodeSelector: {nodeFault}", out fault);
        if (!Selector.TryParse(spec.NamespaceSelector ?? "", out var namespaces, out var namespaceFault))
            return Fail($"spec.namespaceSelector: {namespaceFault}", out fault);
        fault = null;
        pool = new Pool(resource.Metadata.Name, cidr, blockLength)
        {
            IsOpen = spec.Disabled != true && resource.Metadata.DeletionTimestamp is null,
            IsAutomatic = spec.AssignmentMode is null or "" or "Automatic",
            IsForWorkloads = spec.AllowedUses is null or { Count: 0 } || spec.AllowedUses.Contains(Workload),
            NodeSelector = nodes,
            NamespaceSelector = namespaces,
        };
        return true;
    }

    private static bool Fail(string message, out string fault)
    {
        fault = message;
        return false;
    }
}
