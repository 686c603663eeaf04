using Margay.Model.Resources;
using Margay.Primitives;

namespace Margay.Ipam;

/// <summary>The kinds of object that address management keeps.</summary>
public enum IpamKind
{
    /// <summary>An IPAMBlock.</summary>
    Block,

    /// <summary>A BlockAffinity.</summary>
    Affinity,

    /// <summary>An IPAMHandle.</summary>
    Handle,
}

/// <summary>Which object: its kind and resource name.</summary>
public readonly record struct IpamKey(IpamKind Kind, string Name)
{
    /// <summary>The key of a block.</summary>
    public static IpamKey Of(Cidr block) => new(IpamKind.Block, IpamNames.OfBlock(block));

    /// <summary>The key of a node's claim to a block.</summary>
    public static IpamKey Of(string node, Cidr block) => new(IpamKind.Affinity, IpamNames.OfAffinity(node, block));

    /// <summary>The key of a handle.</summary>
    public static IpamKey Of(HandleId handle) => new(IpamKind.Handle, IpamNames.OfHandle(handle));
}

/// <summary>
/// A block, an affinity or a handle as a value. Its metadata carries the revision that a write expects; without one the
/// object must not exist yet.
/// </summary>
public abstract record IpamObject
{
    private protected IpamObject()
    {
    }

    /// <summary>The metadata as stored, or just the name of an object that is not.</summary>
    public ObjectMeta Metadata { get; init; } = new();

    /// <summary>A tombstone: there is no such object, though its name is taken until it is removed or written over.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Which object this is.</summary>
    public abstract IpamKey Key { get; }

    /// <summary>Whether a store holds it.</summary>
    public bool IsStored => Metadata.ResourceVersion is not null;
}
