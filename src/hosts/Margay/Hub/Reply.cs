using Margay.Api.Replies;
using Margay.Api.Requests;
using Margay.Api.Storage;
using Margay.Model.Resources;

namespace Margay.Host.Hub;

/// <summary>What a request is answered with.</summary>
internal abstract record Reply
{
    private Reply()
    {
    }

    /// <summary>The request is refused.</summary>
    public sealed record Refused(ApiFault Fault) : Reply;

    /// <summary>One object.</summary>
    public sealed record One(int Code, StoredResource Resource) : Reply;

    /// <summary>A list of objects.</summary>
    public sealed record Many(ResourceKind Kind, ListPage Page) : Reply;

    /// <summary>An object is gone.</summary>
    public sealed record Deleted(ResourceKey Key, string Uid) : Reply;

    /// <summary>A finished document.</summary>
    public sealed record Document(byte[] Content, string ContentType) : Reply;

    /// <summary>A stream of changes, until one side has enough.</summary>
    public sealed record Stream(ResourceKind Kind, ListOptions Options) : Reply;

    public static implicit operator Reply(ApiFault fault) => new Refused(fault);
}
