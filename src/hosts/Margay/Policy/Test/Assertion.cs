using Margay.Policy.Oracle;
using Margay.Primitives;

namespace Margay.Host.Policy.Test;

/// <summary>What somebody wants to hold, as it is written.</summary>
/// <param name="Name">What it is called; made up of its parts where the author gave it no name.</param>
/// <param name="Place">FILE:LINE of the assertion.</param>
/// <param name="From">Sources, each as <see cref="TestEnds"/> reads it.</param>
/// <param name="To">Destinations.</param>
/// <param name="Ports">Protocols and ports.</param>
/// <param name="Families">The families; none is each that both ends speak.</param>
/// <param name="Expected">What is to become of every one of these connections.</param>
/// <param name="By">What is to decide it: a part of how the deciding rule is called; null for anything.</param>
internal sealed record Assertion(
    string Name,
    string Place,
    IReadOnlyList<string> From,
    IReadOnlyList<string> To,
    IReadOnlyList<(IpProtocol Protocol, ushort Port)> Ports,
    IReadOnlyList<IpFamily> Families,
    Verdict Expected,
    string? By);
