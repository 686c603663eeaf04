using System.Globalization;
using Margay.Host.Lab.Plan;
using Margay.Primitives;

namespace Margay.Host.Lab.Topology;

/// <summary>What BIRD is told in the lab's routers.</summary>
internal static class RouterConfig
{
    /// <summary>The spine: every rack's router is its peer.</summary>
    public static string Spine(LabPlan plan) => Text(
        LabPlan.HubV4,
        string.Concat(plan.Racks.Select(rack => Session($"{rack.Name}_v4", "ipv4", rack.V4Spine, LabRack.SpineAs, $"{rack.V4Up} as {rack.As}")
            + Session($"{rack.Name}_v6", "ipv6", rack.V6Spine, LabRack.SpineAs, $"{rack.V6Up} as {rack.As}"))));

    /// <summary>A rack's router: the spine is its peer, and every node of the rack may be.</summary>
    public static string Rack(LabRack rack) => Text(
        rack.V4,
        Session("spine_v4", "ipv4", rack.V4Up, rack.As, $"{rack.V4Spine} as {LabRack.SpineAs}")
        + Session("spine_v6", "ipv6", rack.V6Up, rack.As, $"{rack.V6Spine} as {LabRack.SpineAs}")
        + Nodes("nodes_v4", "ipv4", rack, rack.V4, LabPlan.V4Length)
        + Nodes("nodes_v6", "ipv6", rack, rack.V6, LabPlan.V6Length));

    private static string Text(IpAddr id, string sessions) => $$"""
        # Written by the lab; `margay lab restart` reads it again.
        router id {{id}};
        protocol device { }
        protocol kernel kernel4 { ipv4 { import none; export where source = RTS_BGP; }; merge paths on; graceful restart; }
        protocol kernel kernel6 { ipv6 { import none; export where source = RTS_BGP; }; merge paths on; graceful restart; }

        """ + sessions;

    private static string Session(string name, string family, IpAddr local, uint localAs, string neighbour) => $$"""
        protocol bgp {{name}} {
          local {{local}} as {{localAs}}; neighbor {{neighbour}};
          connect delay time 1; connect retry time 1; error wait time 1, 5; graceful restart on;
          {{family}} { import all; export all; next hop self; };
        }

        """;

    private static string Nodes(string name, string family, LabRack rack, IpAddr local, int length) => string.Create(CultureInfo.InvariantCulture, $$"""
        protocol bgp {{name}} {
          local {{local}} as {{rack.As}}; neighbor range {{Cidr.Create(local, length)}} as {{LabPlan.NodesAs}}; dynamic name "{{name}}_";
          passive on; error wait time 1, 5; graceful restart on;
          {{family}} { import all; export all; };
        }

        """);
}
