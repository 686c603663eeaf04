using System.Text.Json.Nodes;
using Margay.Model.Resources;
using Margay.Model.Settings;

namespace Margay.Model.Validation;

/// <summary>What is allowed, as Calico allows it, and does nothing, or not what was meant.</summary>
internal static class AdviceCheck
{
    private static readonly FieldPath Annotations = FieldPath.Root.Member("metadata").Member("annotations");

    private static readonly FieldPath Spec = FieldPath.Root.Member("spec");

    public static void Check(ResourceKind kind, JsonObject resource, FaultList advice)
    {
        var annotations = resource.Object("metadata").Object("annotations");
        foreach (var (key, _) in annotations ?? [])
        {
            if (!key.StartsWith(MargayAnnotations.Prefix, StringComparison.Ordinal) || MargayAnnotations.Known.Contains(key)) continue;
            advice.Add(
                Annotations.Member(key),
                "is no annotation of Margay's and does nothing",
                Spelling.Nearest(key[MargayAnnotations.Prefix.Length..], MargayAnnotations.Known.Select(known => known[MargayAnnotations.Prefix.Length..])) is { } near
                    ? $"did you mean {MargayAnnotations.Prefix}{near}?"
                    : $"there are {string.Join(", ", MargayAnnotations.Known)}");
        }

        if (kind == Kinds.Node) CheckNode(key => annotations.Text(key), advice);
        if (kind == Kinds.BgpPeer) CheckAsNumbers(resource.Object("spec"), ["asNumber", "localASNumber"], advice);
        if (kind == Kinds.BgpConfiguration) CheckAsNumbers(resource.Object("spec"), ["asNumber"], advice);
    }

    /// <param name="annotation">The annotation with a key, or null.</param>
    /// <param name="advice">Gets what cannot be read and counts as if it were not there.</param>
    public static void CheckNode(Func<string, string?> annotation, FaultList advice)
    {
        Check(NodeAnnotations.AsNumber, text => NodeAnnotations.TryReadAsNumber(text, out _), "write a number from 1 to 4294967295, or two halves as in 1.10");
        Check(NodeAnnotations.ClusterId, text => NodeAnnotations.TryReadClusterId(text, out _), "write an IPv4 address, such as 10.0.0.1");
        Check(NodeAnnotations.AddressV4, text => NodeAnnotations.TryReadAddress(text, out _), "write an IPv4 address or a CIDR with it, such as 192.0.2.1/24");
        Check(NodeAnnotations.AddressV6, text => NodeAnnotations.TryReadAddress(text, out _), "write an IPv6 address or a CIDR with it, such as 2001:db8::1/64");

        void Check(string key, Predicate<string> isRead, string remedy)
        {
            if (annotation(key) is { Length: > 0 } text && !isRead(text))
                advice.Add(Annotations.Member(key), $"is {FormatCheck.Quote(text)}, which cannot be read and counts as absent", remedy);
        }
    }

    private static void CheckAsNumbers(JsonObject? spec, IEnumerable<string> members, FaultList advice)
    {
        foreach (var member in members)
        {
            if (spec.Whole(member) == 0 || (AsNumber.TryParse(spec.Text(member), out var number) && number == default))
                advice.Add(Spec.Member(member), "is 0, which is no AS (RFC 7607) and counts as absent", "write a number from 1 to 4294967295, or remove it");
        }
    }
}
