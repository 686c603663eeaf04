using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Margay.Model.Resources;
using Margay.Model.Settings;
using Margay.Model.Validation;
using Margay.Primitives;
using Margay.Routing;

namespace Margay.Host.Agent.Bgp;

/// <summary>A node as far as BGP is concerned: its addresses, labels, and Calico's annotations.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="V4">Its IPv4 address, or none.</param>
/// <param name="V6">Its IPv6 address, or none.</param>
/// <param name="AsNumber"><c>projectcalico.org/ASNumber</c>, or null for the cluster's.</param>
/// <param name="ClusterId"><c>projectcalico.org/RouteReflectorClusterID</c>: the node reflects routes; null if it does not.</param>
/// <param name="Labels">Its labels.</param>
internal sealed record BgpNode(string Name, IpAddr V4, IpAddr V6, uint? AsNumber, uint? ClusterId, LabelSet Labels)
{
    /// <summary>Annotations that cannot be read and count as absent.</summary>
    public ValueArray<string> Unreadable { get; init; } = [];

    /// <summary>The BGP identifier: the IPv4 address, or a number made of the name where there is none.</summary>
    public IpAddr RouterId => V4.IsNone
        ? IpAddr.V4(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(Name))) | 1)
        : V4;

    public static BgpNode Of(Node node)
    {
        var facts = RouteFacts.Of(node);
        var annotations = node.Metadata.Annotations;
        return new BgpNode(
            node.Metadata.Name,
            facts.AddressOf(IpFamily.V4),
            facts.AddressOf(IpFamily.V6),
            AsNumber: NodeAnnotations.TryReadAsNumber(annotations?.GetValueOrDefault(NodeAnnotations.AsNumber), out var number) ? number : null,
            ClusterId: NodeAnnotations.TryReadClusterId(annotations?.GetValueOrDefault(NodeAnnotations.ClusterId), out var cluster) ? cluster : null,
            LabelSet.Of(node.Metadata.Labels))
        {
            Unreadable = [.. ResourceValidator.Unreadable(node).Select(fault => fault.ToString())],
        };
    }

    public IpAddr AddressOf(IpFamily family) => family == IpFamily.V4 ? V4 : V6;
}
