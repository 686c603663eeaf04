using System.Security.Cryptography;
using System.Text;

namespace Margay.Host.Hub;

/// <summary>Who calls.</summary>
public enum Caller
{
    /// <summary>May do everything.</summary>
    Admin,

    /// <summary>A node's agent.</summary>
    Agent,
}

/// <summary>The secrets by which callers are known; made at the first start and kept.</summary>
internal sealed class BearerTokens
{
    private const string Scheme = "Bearer ";

    private BearerTokens(string admin, string agent) => (Admin, Agent) = (admin, agent);

    public string Admin { get; }

    public string Agent { get; }

    public static BearerTokens LoadOrCreate(StateFiles files) =>
        new(LoadOrCreate(files.AdminToken), LoadOrCreate(files.AgentToken));

    /// <summary>The caller that an Authorization header proves; null if none.</summary>
    public Caller? Identify(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var token = Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim());
        return Equal(token, Admin) ? Caller.Admin : Equal(token, Agent) ? Caller.Agent : null;
    }

    /// <remarks>In constant time, so that the answer's delay tells nothing about the token.</remarks>
    private static bool Equal(byte[] given, string expected) =>
        CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(expected));

    private static string LoadOrCreate(string path)
    {
        if (File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } kept) return kept;
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        StateFiles.WriteSecret(path, token);
        return token;
    }
}
