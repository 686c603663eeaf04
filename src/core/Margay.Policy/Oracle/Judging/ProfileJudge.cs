using Margay.Model.Intent;
using Margay.Model.Resources;
using Margay.Policy.Oracle.Holders;
using Margay.Policy.Oracle.Rules;

namespace Margay.Policy.Oracle.Judging;

/// <summary>Asks the profiles of a host endpoint, when no tier has decided.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="host">The host endpoint.</param>
/// <param name="direction">From the endpoint's view.</param>
/// <param name="tryRules">Tries rules in order, up to and with the first that decides.</param>
internal sealed class ProfileJudge(
    ClusterIndex cluster, Holder.Host host, Direction direction, Func<IReadOnlyList<RuleForm>, List<RuleTrace>> tryRules)
{
    /// <summary>The profile that always exists and allows everything, whatever is stored under its name.</summary>
    private const string AllowAll = "projectcalico-default-allow";

    /// <summary>The verdict of the first profile that has one; a profile that is missing denies in its turn.</summary>
    public DirectionDecision Decide(DirectionDecision undecided)
    {
        var tried = new List<PolicyTrace>();
        foreach (var name in host.Resource.Spec?.Profiles ?? [])
        {
            if (ReadRules(name) is not { } rules)
                return undecided with { Verdict = Verdict.Deny, Why = new Reason.ProfileMissing(name ?? ""), Profiles = tried };
            var trace = new PolicyTrace(new PolicyId(PolicyId.Profile, "", name!), tryRules(rules));
            tried.Add(trace);
            if (Judge.Decisive(trace) is not { Effect: not RuleEffect.Pass } rule) continue;
            var verdict = Judge.VerdictOf(rule.Effect);
            return undecided with { Verdict = verdict, Why = new Reason.ByProfile(name!, rule.Index, verdict), Profiles = tried };
        }

        return undecided with { Verdict = Verdict.Deny, Why = new Reason.NoProfileDecides(), Profiles = tried };
    }

    /// <summary>The profile's rules of the direction; null if it does not exist or cannot be read.</summary>
    private IReadOnlyList<RuleForm>? ReadRules(string? name)
    {
        var reader = new CalicoRules(null, cluster);
        if (name == AllowAll) return reader.Read([new CalicoRule { Action = "Allow" }], direction);
        if (cluster.FindProfile(name) is not { } profile) return null;
        var ingress = reader.Read(profile.Spec?.Ingress, Direction.Ingress);
        var egress = reader.Read(profile.Spec?.Egress, Direction.Egress);
        if (!ingress.Concat(egress).All(rule => rule.IsReadable)) return null;
        return direction == Direction.Ingress ? ingress : egress;
    }
}
