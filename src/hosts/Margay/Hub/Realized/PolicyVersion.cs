using System.Text.Json.Nodes;
using Margay.Api.Objects;

namespace Margay.Host.Hub.Realized;

/// <summary>Which content a policy has: one that is deleted and made again counts its generations anew.</summary>
/// <param name="Uid">The object.</param>
/// <param name="Generation">Its generation.</param>
internal readonly record struct PolicyVersion(string Uid, long Generation)
{
    /// <summary>The version of a stored policy.</summary>
    public static PolicyVersion Of(JsonObject policy) => new(ObjectBody.Uid(policy) ?? "", ObjectBody.Generation(policy));
}
