namespace Margay.Tests.Interop.Daemons;

/// <summary>A daemon that can ask for routes once more. GoBGP keeps what it was told before its policy, and never does.</summary>
internal interface IAsksForRoutes
{
    /// <summary>Has it ask the speaker for all routes (RFC 2918).</summary>
    void AskForRoutes();
}
