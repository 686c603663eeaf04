using static Margay.Model.Schemas.SchemaTerms;

namespace Margay.Model.Schemas;

/// <summary>
/// projectcalico.org/v3 FelixConfiguration: every setting, with those first that most people look for.
/// </summary>
/// <remarks>
/// Defaults stand in the descriptions only: an absent setting must stay absent, so that a wider scope can set it.
/// </remarks>
internal static class FelixSchema
{
    public static ObjectSchema Spec { get; } = Object(
        "Settings of the agents.",
        [
            .. FelixHost.Settings,
            .. FelixOverlay.Settings,
            .. FelixNftables.Settings,
            .. FelixIptables.Settings,
            .. FelixBpf.Settings,
            .. FelixWireguard.Settings,
            .. FelixFlows.Settings,
            .. FelixNames.Settings,
            .. FelixProcess.Settings,
        ]);
}
