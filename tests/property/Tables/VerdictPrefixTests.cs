using CsCheck;
using Margay.Dataplane.Tables;
using Margay.Model.Intent;

namespace Margay.Tests.Property.Tables;

public sealed class VerdictPrefixTests
{
    private static readonly string[] Kinds =
    [
        PolicyId.KubernetesNetworkPolicy, PolicyId.NetworkPolicy, PolicyId.GlobalNetworkPolicy,
        PolicyId.ClusterNetworkPolicy, PolicyId.Profile,
    ];

    private static readonly Gen<VerdictAction> Actions = Gen.Enum<VerdictAction>();
    private static readonly Gen<Direction> Directions = Gen.Enum<Direction>();

    private static readonly Gen<PolicyId> Policies = Gen.Select(
        Gen.Int[0, Kinds.Length - 1].Select(index => Kinds[index]), Gen.String, Gen.String[1, 80], (kind, space, name) => new PolicyId(kind, space, name));

    private static readonly Gen<VerdictPrefix> Prefixes = Gen.OneOf(
        Gen.Select(Actions, Directions, Policies, Gen.Int[0, int.MaxValue], VerdictPrefix.OfRule),
        Gen.Select(Actions, Directions, Gen.String[1, 80], VerdictPrefix.OfTier),
        Gen.Select(Actions, Directions, VerdictPrefix.OfNoProfile));

    [Fact]
    public void A_prefix_reads_back_and_fits_the_kernel() => Prefixes.Sample(prefix =>
    {
        var text = prefix.ToString();
        Assert.True(text.Length <= VerdictPrefix.MaxLength, text);
        Assert.True(text.All(c => c is >= ' ' and <= '~' and not '"'), text);
        Assert.True(VerdictPrefix.TryParse(text, out var read), text);
        Assert.Equal(prefix, read);
    });

    [Fact]
    public void Any_text_is_refused_or_read_as_what_prints_the_same_verdict() => Gen.String.Sample(text =>
    {
        if (!VerdictPrefix.TryParse(text, out var prefix)) return;
        Assert.True(VerdictPrefix.TryParse(prefix!.ToString(), out var again));
        Assert.Equal(prefix, again);
    });
}
