using System.Diagnostics.CodeAnalysis;
using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Ipam;

/// <summary>Where a node's claim to a block stands.</summary>
public enum AffinityState
{
    /// <summary>Announced: the node is about to create the block, or has crashed while at it. Not ownership.</summary>
    Pending,

    /// <summary>The block is the node's: the only state that routes and allocations rest on.</summary>
    Confirmed,

    /// <summary>The claim is being given up. Not ownership.</summary>
    PendingDeletion,
}

/// <summary>A node's claim to a block.</summary>
/// <param name="Node">The node, or the name of a virtual owner.</param>
/// <param name="Cidr">The block.</param>
/// <param name="State">Where it stands.</param>
public sealed record Affinity(string Node, Cidr Cidr, AffinityState State) : IpamObject
{
    private const string VirtualType = "virtual";

    /// <summary>Whether the owner is no node.</summary>
    public bool IsVirtual { get; private init; }

    /// <inheritdoc/>
    public override IpamKey Key => IpamKey.Of(Node, Cidr);

    /// <summary>Reads a stored affinity. False when its range is none. An unknown state reads as pending.</summary>
    public static bool TryRead(BlockAffinity resource, [NotNullWhen(true)] out Affinity? affinity)
    {
        affinity = null;
        if (resource.Spec is not { } spec || !Cidr.TryParse(spec.Cidr, out var cidr)) return false;
        affinity = new Affinity(spec.Node, cidr, ReadState(spec.State))
        {
            Metadata = resource.Metadata,
            IsDeleted = spec.Deleted == true,
            IsVirtual = spec.Type == VirtualType,
        };
        return true;
    }

    /// <summary>The affinity as it is stored.</summary>
    public BlockAffinity ToResource() => new()
    {
        Metadata = Metadata.Name.Length > 0 ? Metadata : Metadata with { Name = Key.Name },
        Spec = new BlockAffinitySpec
        {
            State = State switch
            {
                AffinityState.Confirmed => "confirmed",
                AffinityState.PendingDeletion => "pendingDeletion",
                _ => "pending",
            },
            Node = Node,
            Type = IsVirtual ? VirtualType : "host",
            Cidr = Cidr.ToString(),
            Deleted = IsDeleted,
        },
    };

    private static AffinityState ReadState(string? state) => state switch
    {
        "confirmed" => AffinityState.Confirmed,
        "pendingDeletion" => AffinityState.PendingDeletion,
        _ => AffinityState.Pending,
    };
}
