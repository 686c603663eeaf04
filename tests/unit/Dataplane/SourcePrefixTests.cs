using Margay.Dataplane.Tables;
using Margay.Model.Intent;
using Margay.Primitives;

namespace Margay.Tests.Unit.Dataplane;

public sealed class SourcePrefixTests
{
    [Fact]
    public void Prefixes_of_a_pods_own_annotation_count_for_nothing_unless_the_node_allows_them()
    {
        var plain = Table(new TableOptions(), []);
        Assert.Equal(plain, Table(new TableOptions(), [Cidr.Parse("0.0.0.0/0")]));
        Assert.NotEqual(plain, Table(new TableOptions { AllowSourcePrefixes = true }, [Cidr.Parse("0.0.0.0/0")]));
    }

    [Fact]
    public void Leave_that_is_taken_back_is_gone()
    {
        var table = new PolicyTable(new TableOptions { AllowSourcePrefixes = true });
        table.Update(Plugged([Cidr.Parse("0.0.0.0/0")]));
        table.Update(new TableOptions());
        Assert.Equal(Table(new TableOptions(), []), Describe(table));
    }

    private static IntentDelta Plugged(IReadOnlyList<Cidr> sources) => IntentDelta.Empty with
    {
        Endpoints =
        [
            new WorkloadEndpointIntent(
                "cali1", "shop", "web", [IpAddr.Parse("10.0.0.1")], sources, DirectionIntent.Open, DirectionIntent.Open),
        ],
    };

    private static string Table(TableOptions options, IReadOnlyList<Cidr> sources)
    {
        var table = new PolicyTable(options);
        table.Update(Plugged(sources));
        return Describe(table);
    }

    private static string Describe(PolicyTable table) => string.Join(
        '\n',
        table.Table.Chains.OrderBy(chain => chain.Key, StringComparer.Ordinal)
            .Select(chain => $"{chain.Key}: {string.Join("; ", chain.Value.Rules)}"));
}
