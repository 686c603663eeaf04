namespace Margay.Tests.E2e.Hub;

/// <summary>Tiers, the policies in them, and the names under which users find policies.</summary>
public sealed class TierTests(HubFixture hub) : IClassFixture<HubFixture>
{
    [Fact]
    public async Task The_built_in_tiers_are_there_and_stay_as_they_are()
    {
        var tiers = await hub.Admin.OutputAsync("get", "tiers");
        Assert.Matches(@"NAME +ORDER +DEFAULTACTION +AGE", tiers);
        Assert.Matches(@"kube-admin +1000 +Pass ", tiers);
        Assert.Matches(@"default +1000000 +Deny ", tiers);
        Assert.Matches(@"kube-baseline +10000000 +Pass ", tiers);
        Assert.Contains("is built in and may not be deleted", await RefusalAsync("delete", "tier", "kube-admin"), StringComparison.Ordinal);
        Assert.Contains("spec.order: is 7, but the tier default is built in: write 1000000", await RefusalAsync(
            "patch", "tier", "default", "--type", "merge", "-p", """{"spec":{"order":7}}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_profile_that_allows_everything_is_there_and_stays_as_it_is()
    {
        Assert.Equal("Allow Allow", await hub.Admin.OutputAsync(
            "get", "profile", "projectcalico-default-allow", "-o", "jsonpath={.spec.ingress[*].action} {.spec.egress[*].action}"));
        Assert.Contains("may not be deleted", await RefusalAsync("delete", "profile", "projectcalico-default-allow"), StringComparison.Ordinal);
        Assert.Contains("the profile is built in", await RefusalAsync(
            "patch", "profile", "projectcalico-default-allow", "--type", "merge", "-p", """{"spec":{"egress":[]}}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_needs_its_tier_and_holds_it()
    {
        const string Policy = """
            apiVersion: projectcalico.org/v3
            kind: GlobalNetworkPolicy
            metadata: {name: held.web}
            spec: {tier: held, order: 3, selector: all(), ingress: [{action: Pass}]}
            """;
        Assert.Contains(
            "spec.tier: is 'held', and there is no such tier: create the tier first",
            (await hub.Admin.RunAsync(Policy, ["apply", "-f", "-"])).Errors,
            StringComparison.Ordinal);
        await hub.Admin.ApplyAsync("""{"apiVersion":"projectcalico.org/v3","kind":"Tier","metadata":{"name":"held"},"spec":{"order":5}}""");
        await hub.Admin.ApplyAsync(Policy);
        Assert.Equal("held.web", await hub.Admin.OutputAsync(
            "get", "gnp", "--field-selector", "spec.tier=held", "-o", "jsonpath={.items[*].metadata.name}"));
        Assert.Equal("held.web", await hub.Admin.OutputAsync(
            "get", "gnp", "-l", "projectcalico.org/tier=held", "-o", "jsonpath={.items[*].metadata.name}"));
        Assert.Contains("globalnetworkpolicies.projectcalico.org \"held.web\"", await RefusalAsync("delete", "tier", "held"), StringComparison.Ordinal);
        await hub.Admin.OutputAsync("delete", "gnp", "held.web");
        await hub.Admin.OutputAsync("delete", "tier", "held");
    }

    [Fact]
    public async Task A_policy_cannot_move_to_a_tier_that_is_not_there()
    {
        await hub.Admin.ApplyAsync("""{"apiVersion":"projectcalico.org/v3","kind":"NetworkPolicy","metadata":{"name":"stays","namespace":"default"}}""");
        Assert.Contains("there is no such tier", await RefusalAsync(
            "patch", "cnp", "stays", "--type", "merge", "-p", """{"spec":{"tier":"nowhere"}}"""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_kinds_are_called_network_policy_and_the_bare_name_is_that_of_Kubernetes()
    {
        await hub.Admin.ApplyAsync("""{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"of-kubernetes","namespace":"default"}}""");
        await hub.Admin.ApplyAsync("""{"apiVersion":"projectcalico.org/v3","kind":"NetworkPolicy","metadata":{"name":"of-calico","namespace":"default"}}""");
        foreach (var name in (string[])["networkpolicy", "networkpolicies", "netpol", "networkpolicies.networking.k8s.io"])
            Assert.Equal("networkpolicy.networking.k8s.io/of-kubernetes", (await hub.Admin.OutputAsync("get", name, "-o", "name")).Trim());
        foreach (var name in (string[])["cnp", "caliconetworkpolicy", "networkpolicies.projectcalico.org", "networkpolicy.v3.projectcalico.org"])
            Assert.Contains("networkpolicy.projectcalico.org/of-calico", await hub.Admin.OutputAsync("get", name, "-o", "name"), StringComparison.Ordinal);
    }

    private async Task<string> RefusalAsync(params string[] arguments)
    {
        var result = await hub.Admin.RunAsync(arguments);
        Assert.Equal(1, result.Code);
        return result.Errors;
    }
}
