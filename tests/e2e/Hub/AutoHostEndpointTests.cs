using Margay.Client;
using Margay.Model.Resources;

namespace Margay.Tests.E2e.Hub;

/// <summary>A hub keeps host endpoints for nodes where it is asked to.</summary>
public sealed class AutoHostEndpointTests(HubFixture hub) : IClassFixture<HubFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_endpoints_come_and_go_with_the_setting_and_with_nodes()
    {
        using var api = new ApiClient(Client.Kubeconfig.Load(hub.Hub.Files.AdminKubeconfig, null));
        await api.CreateAsync(Kinds.HostEndpoint, new HostEndpoint
        {
            Metadata = new ObjectMeta { Name = "by-hand" },
            Spec = new HostEndpointSpec { Node = "n1", InterfaceName = "eth9" },
        }, Stop);
        await AddNodeAsync(api, "n1");
        await api.CreateAsync(Kinds.KubeControllersConfiguration, Setting("Enabled"), Stop);
        await UntilAsync(api, "by-hand", "n1-auto-hep");

        await AddNodeAsync(api, "n2");
        await UntilAsync(api, "by-hand", "n1-auto-hep", "n2-auto-hep");
        await api.DeleteAsync(Kinds.HostEndpoint, null, "n2-auto-hep", default, Stop);
        await UntilAsync(api, "by-hand", "n1-auto-hep", "n2-auto-hep");
        await api.DeleteAsync(Kinds.Node, null, "n1", default, Stop);
        await UntilAsync(api, "by-hand", "n2-auto-hep");

        var kept = (await api.GetAsync(Kinds.HostEndpoint, null, "n2-auto-hep", Stop))!;
        await api.UpdateAsync(Kinds.HostEndpoint, kept with { Spec = kept.Spec! with { Profiles = [] } }, Stop);
        await Lab.TestLab.UntilAsync("the profile is back", TimeSpan.FromSeconds(5), async () =>
            (await api.GetAsync(Kinds.HostEndpoint, null, "n2-auto-hep", Stop))?.Spec?.Profiles is ["projectcalico-default-allow"]);

        var setting = (await api.GetAsync(Kinds.KubeControllersConfiguration, null, "default", Stop))!;
        await api.UpdateAsync(Kinds.KubeControllersConfiguration, setting with { Spec = Setting("Disabled").Spec }, Stop);
        await UntilAsync(api, "by-hand");
    }

    private static Task<Node> AddNodeAsync(ApiClient api, string name) =>
        api.CreateAsync(Kinds.Node, new Node { Metadata = new ObjectMeta { Name = name } }, Stop);

    private static KubeControllersConfiguration Setting(string autoCreate) => new()
    {
        Metadata = new ObjectMeta { Name = "default" },
        Spec = new KubeControllersConfigurationSpec
        {
            Controllers = new ControllersConfig
            {
                Node = new NodeControllerConfig { HostEndpoint = new AutoHostEndpointConfig { AutoCreate = autoCreate } },
            },
        },
    };

    private static Task UntilAsync(ApiClient api, params string[] names) => Lab.TestLab.UntilAsync(
        $"the host endpoints are {string.Join(", ", names)}", TimeSpan.FromSeconds(5), async () =>
        {
            var list = await api.ListAsync(Kinds.HostEndpoint, null, ListOptions.All, Stop);
            return list.Items.Select(static endpoint => endpoint.Metadata.Name).Order(StringComparer.Ordinal).SequenceEqual(names);
        });
}
