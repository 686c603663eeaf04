namespace Margay.Host.Hub;

/// <summary>The <c>/version</c> document: the Kubernetes API that the hub speaks, and that it is Margay that speaks it.</summary>
internal static class VersionDocument
{
    private const string Major = "1";
    private const string Minor = "34";

    public static string GitVersion { get; } = $"v{Major}.{Minor}.0+margay-{MargayVersion}";

    public static byte[] Content { get; } = System.Text.Encoding.UTF8.GetBytes($$"""
        {"major":"{{Major}}","minor":"{{Minor}}","gitVersion":"{{GitVersion}}","gitCommit":"","gitTreeState":"clean","buildDate":"1970-01-01T00:00:00Z","goVersion":"","compiler":"dotnet","platform":"linux/{{System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}}"}
        """);

    private static string MargayVersion => typeof(VersionDocument).Assembly.GetName().Version?.ToString(3) ?? "0";
}
