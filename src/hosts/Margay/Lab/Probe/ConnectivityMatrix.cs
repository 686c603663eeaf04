using Margay.Primitives;

namespace Margay.Host.Lab.Probe;

/// <summary>A pod that takes part in a probe.</summary>
internal sealed record ProbePod(string Namespace, string Name, string Node, IReadOnlyList<IpAddr> Addresses)
{
    /// <summary>The pod's address of a family; <c>default</c> when it has none.</summary>
    public IpAddr AddressOf(IpFamily family) => Addresses.FirstOrDefault(address => address.Family == family);

    /// <summary><c>namespace/name</c>.</summary>
    public override string ToString() => $"{Namespace}/{Name}";
}

/// <summary>One direction between two pods over one family. Null expectation: nobody was asked.</summary>
internal sealed record Cell(ProbePod From, ProbePod To, IpFamily Family, Outcome Measured, bool? ExpectedAllowed)
{
    public bool Agrees => ExpectedAllowed is not { } allowed || Measured.Agrees(allowed);
}

/// <summary>Every pod's connections to every pod, measured at one time.</summary>
/// <param name="Pods">The pods, in the order of rows and columns.</param>
/// <param name="Port">The TCP port.</param>
/// <param name="Cells">All cells: by source, then destination, then family.</param>
internal sealed record ConnectivityMatrix(IReadOnlyList<ProbePod> Pods, ushort Port, IReadOnlyList<Cell> Cells)
{
    public static IReadOnlyList<IpFamily> Families { get; } = [IpFamily.V4, IpFamily.V6];

    public IEnumerable<Cell> Mismatches => Cells.Where(static cell => !cell.Agrees);

    public Cell this[int from, int to, IpFamily family] =>
        Cells[(((from * Pods.Count) + to) * Families.Count) + (family == IpFamily.V4 ? 0 : 1)];
}
