using Margay.Primitives;

namespace Margay.Tests.Interop.Daemons;

/// <summary>Every daemon, over IPv4 and over IPv6.</summary>
public sealed class OverEitherTransport : TheoryData<DaemonKind, IpFamily>
{
    public OverEitherTransport()
    {
        foreach (var kind in Enum.GetValues<DaemonKind>())
        {
            Add(kind, IpFamily.V4);
            Add(kind, IpFamily.V6);
        }
    }
}
