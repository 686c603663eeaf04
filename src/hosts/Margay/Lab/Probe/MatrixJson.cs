using System.Text.Json;
using System.Text.Json.Serialization;
using Margay.Primitives;

namespace Margay.Host.Lab.Probe;

/// <summary>A matrix as JSON, for programs.</summary>
internal sealed record MatrixDocument(int Port, bool AsExpected, IReadOnlyList<CellDocument> Cells)
{
    public static string Render(ConnectivityMatrix matrix) =>
        JsonSerializer.Serialize(
            new MatrixDocument(matrix.Port, !matrix.Mismatches.Any(), [.. matrix.Cells.Select(CellDocument.Of)]),
            MatrixJson.Default.MatrixDocument) + "\n";
}

/// <summary>One cell. <c>expected</c> is absent when nobody was asked.</summary>
internal sealed record CellDocument(
    string From, string FromNode, string To, string ToNode, string Family, Outcome Measured, string? Expected, bool Agrees)
{
    public static CellDocument Of(Cell cell) => new(
        cell.From.ToString(), cell.From.Node, cell.To.ToString(), cell.To.Node,
        cell.Family == IpFamily.V4 ? "IPv4" : "IPv6",
        cell.Measured,
        cell.ExpectedAllowed switch { true => "allow", false => "deny", null => null },
        cell.Agrees);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    WriteIndented = true)]
[JsonSerializable(typeof(MatrixDocument))]
internal sealed partial class MatrixJson : JsonSerializerContext;
