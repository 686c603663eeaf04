using System.CommandLine;
using System.Text.Json.Nodes;
using Margay.Client;
using Margay.Host.Cli.Get;
using Margay.Host.Cli.Ipam;
using Margay.Host.Cli.Node;
using Margay.Host.Cli.Output;
using Margay.Host.Cli.Resources;
using Margay.Host.Policy;
using Margay.Model.Resources;
using Margay.Model.Validation;

namespace Margay.Host.Cli.Describe;

/// <summary><c>margay describe</c>: an object together with what it means on the network.</summary>
internal static class DescribeCommand
{
    private static readonly ObjectWords Words = new(
        "KIND[/NAME]", "A kind, then names; or KIND/NAME…. Without names: all of the kind.", ArgumentArity.OneOrMore);

    public static Command Create()
    {
        var command = new Command("describe", "Show an object and what it means on the network.") { Words };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        var targets = ResourceTarget.Parse(parsed.GetRequiredValue(Words));
        using var connection = GlobalOptions.Connect(parsed);
        var (screen, exit, printed) = (Screen.Of(parsed), ExitCode.Ok, 0);
        var query = new ResourceQuery(connection.Api.Raw, connection.Namespace, null);
        foreach (var target in targets)
        {
            foreach (var name in target.Names.Count > 0 ? target.Names : await query.NamesAsync(target.Kind, cancel))
            {
                if (await query.GetAsync(target.Kind, name, cancel) is not { } item)
                {
                    screen.Complain(query.NotFound(target.Kind, name));
                    exit = ExitCode.Error;
                    continue;
                }

                if (printed++ > 0) screen.Out.Write('\n');
                screen.Out.Write(await DescribeAsync(connection.Api, target.Kind, item, cancel));
            }
        }

        return exit;
    }

    private static async Task<string> DescribeAsync(
        ApiClient api, ResourceKind kind, JsonObject item, CancellationToken cancel)
    {
        var now = DateTimeOffset.UtcNow;
        switch (kind)
        {
            case ResourceKind<Pod> pods:
                return PodDescription.Of(ResourceReader.Read(pods, item), await ClusterReading.ReadAsync(api, cancel), now);
            case ResourceKind<NetworkPolicy> policies:
                return PolicyDescription.Of(
                    ResourceReader.Read(policies, item), await ClusterReading.ListAsync(api, Kinds.Pod, cancel), now);
            case ResourceKind<IpPool> pools:
                return PoolDescription.Of(ResourceReader.Read(pools, item), await IpamReading.SummaryAsync(api, cancel), now);
            case ResourceKind<Model.Resources.Node> nodes:
                var view = NodeView.Of(
                    ResourceReader.Read(nodes, item),
                    await IpamReading.BlocksAsync(api, cancel),
                    await ClusterReading.ListAsync(api, Kinds.Pod, cancel));
                return (view with { Events = await ClusterReading.ListAsync(api, Kinds.Event, cancel) }).Describe(now);
            case ResourceKind<Tier> tiers:
                return TierDescription.Of(ResourceReader.Read(tiers, item), await PoliciesAsync(api, cancel), now);
            case ResourceKind<Secret> secrets:
                return SecretDescription.Of(ResourceReader.Read(secrets, item), now);
            default:
                return PolicyKindDescription.Of(kind, item, now) ?? ObjectDescription.Of(item, now);
        }
    }

    private static async Task<IEnumerable<TieredPolicy>> PoliciesAsync(ApiClient api, CancellationToken cancel)
    {
        var namespaced = ClusterReading.ListAsync(api, Kinds.CalicoNetworkPolicy, cancel);
        var global = ClusterReading.ListAsync(api, Kinds.GlobalNetworkPolicy, cancel);
        var staged = ClusterReading.ListAsync(api, Kinds.StagedNetworkPolicy, cancel);
        var stagedGlobal = ClusterReading.ListAsync(api, Kinds.StagedGlobalNetworkPolicy, cancel);
        var kubernetes = ClusterReading.ListAsync(api, Kinds.NetworkPolicy, cancel);
        var stagedKubernetes = ClusterReading.ListAsync(api, Kinds.StagedKubernetesNetworkPolicy, cancel);
        var cluster = ClusterReading.ListAsync(api, Kinds.ClusterNetworkPolicy, cancel);
        return
        [
            .. TieredPolicy.Of(Kinds.NetworkPolicy, await kubernetes, TieredPolicy.PlaceOfKubernetes),
            .. TieredPolicy.Of(Kinds.StagedKubernetesNetworkPolicy, await stagedKubernetes, TieredPolicy.PlaceOfKubernetes),
            .. TieredPolicy.Of(Kinds.ClusterNetworkPolicy, await cluster, TieredPolicy.PlaceOf),
            .. TieredPolicy.Of(Kinds.CalicoNetworkPolicy, await namespaced, policy => policy.Spec),
            .. TieredPolicy.Of(Kinds.GlobalNetworkPolicy, await global, policy => policy.Spec),
            .. TieredPolicy.Of(Kinds.StagedNetworkPolicy, await staged, policy => policy.Spec),
            .. TieredPolicy.Of(Kinds.StagedGlobalNetworkPolicy, await stagedGlobal, policy => policy.Spec),
        ];
    }
}
