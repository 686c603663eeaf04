namespace Margay.Tests.Interop.Daemons;

/// <summary>Whose daemon is at the other end.</summary>
public enum DaemonKind
{
    Bird,
    Frr,
    GoBgp,
}
