using Margay.Model.Resources;

namespace Margay.Host.Cli.Describe;

/// <summary>A Secret: what its entries are called and how long they are, never what they say.</summary>
internal static class SecretDescription
{
    public static string Of(Secret secret, DateTimeOffset now) => ObjectDescription.Start(secret, now)
        .Add("Type", secret.Type ?? "Opaque")
        .Add("Data", [.. (secret.Data ?? new Dictionary<string, byte[]?>())
            .OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}: {entry.Value?.Length ?? 0} bytes")])
        .Render();
}
