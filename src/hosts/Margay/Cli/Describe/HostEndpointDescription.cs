using System.Globalization;
using Margay.Model.Resources;

namespace Margay.Host.Cli.Describe;

/// <summary>A host endpoint: where it is and what policies know of it.</summary>
internal static class HostEndpointDescription
{
    public static string Of(HostEndpoint endpoint, DateTimeOffset now)
    {
        var spec = endpoint.Spec ?? new HostEndpointSpec();
        return ObjectDescription.Start(endpoint, now)
            .Add("Node", spec.Node)
            .Add("Interface", spec.InterfaceName switch
            {
                null or "" => "the one with an expected address",
                "*" => "all that no other host endpoint names",
                var name => name,
            })
            .Add("Addresses", spec.ExpectedIps ?? [])
            .Add("Profiles", spec.Profiles ?? [])
            .Add("Ports", [.. (spec.Ports ?? []).Select(port => string.Create(
                CultureInfo.InvariantCulture, $"{port.Protocol} {port.Port} '{port.Name}'"))])
            .Render();
    }
}
