namespace Margay.Client;

/// <summary>The bearer token of the moment: a file's content, read again once a minute, or a fixed text.</summary>
/// <remarks>Kubernetes replaces a projected service account token long before it ends, so a minute is soon enough.</remarks>
internal sealed class TokenSource(ClientConfig config, TimeProvider clock)
{
    private static readonly TimeSpan RereadAfter = TimeSpan.FromMinutes(1);

    private sealed record Reading(string Token, long At);

    private volatile Reading? _last;

    internal string? Current()
    {
        if (config.TokenFile is not { } file) return config.Token;
        if (_last is { } last && clock.GetElapsedTime(last.At) < RereadAfter) return last.Token;
        try
        {
            return (_last = new Reading(File.ReadAllText(file).Trim(), clock.GetTimestamp())).Token;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return _last?.Token ?? throw new ClientConfigException(config.Source, "tokenFile", fault.Message);
        }
    }
}
