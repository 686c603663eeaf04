using Margay.Host.Cli;
using Margay.Host.Cli.Manifests;
using Margay.Host.Policy.Test;

namespace Margay.Tests.Unit.Cli;

/// <summary>What is wrong with a file of assertions is told by place and field.</summary>
public sealed class AssertionFileTests
{
    [Theory]
    [InlineData("- {form: shop/a, from: shop/a, to: shop/b, port: 80, expect: allow}", "t.yaml:4:4: tests[0].form is not known here: did you mean from?")]
    [InlineData("- {to: shop/b, port: 80, expect: allow}", "tests[0].from is missing")]
    [InlineData("- {from: shop/a, to: shop/b, expect: allow}", "tests[0].port is missing: write for example 80/tcp or icmp")]
    [InlineData("- {from: shop/a, to: shop/b, port: 80/xyz, expect: allow}", "tests[0].port: 'xyz' is no protocol with ports")]
    [InlineData("- {from: shop/a, to: shop/b, port: 80, expect: maybe}", "tests[0].expect is 'maybe': write allow or deny")]
    [InlineData("- {from: shop/a, to: shop/b, port: 80, family: ipx, expect: allow}", "tests[0].family is 'ipx': write IPv4 or IPv6")]
    [InlineData("- yes", "tests[0] is no test")]
    public void A_fault_names_its_place_and_its_remedy(string test, string expected)
    {
        var refused = Assert.Throws<CliException>(() => Read(test));
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains(expected, Assert.Single(refused.Details));
    }

    [Fact]
    public void What_is_left_out_means_every_family_and_any_rule()
    {
        var assertion = Assert.Single(Read("- {from: shop/a, to: [shop/b, 192.0.2.1], port: [80, icmp], expect: deny}").Assertions);
        Assert.Equal(("shop/a → shop/b, 192.0.2.1 80/tcp, icmp", "t.yaml:4"), (assertion.Name, assertion.Place));
        Assert.Empty(assertion.Families);
        Assert.Null(assertion.By);
    }

    private static AssertionFile Read(string tests) => AssertionFile.Read(
        new ManifestText("t.yaml", $"apiVersion: margay.dev/v1\nkind: PolicyTest\ntests:\n{tests}\n"));
}
