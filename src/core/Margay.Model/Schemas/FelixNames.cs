using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>The settings of FelixConfiguration for rules that name destinations by domain name.</summary>
internal static class FelixNames
{
    public static IReadOnlyList<Property> Settings { get; } =
    [
        Texts(
            "dnsTrustedServers",
            "DNS servers from whose answers to pods it is learnt what names stand for: an address, with a port if it is not 53, or "
            + "k8s-service:[namespace/]name[:port] for the endpoints of a service. Default: k8s-service:kube-dns.",
            Formats.NameServer),
        Duration("dnsExtraTTL", "How much longer than an answer says its addresses stand for the name. Default: 30s."),
        Long("dnsPacketsNfqueueID", "Number of the kernel's queue in which DNS answers wait until they are enforced. Default: 101.", 0, 65535),
    ];
}
