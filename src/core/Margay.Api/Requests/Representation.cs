namespace Margay.Api.Requests;

/// <summary>The form in which a client wants objects.</summary>
public abstract record Representation
{
    private Representation()
    {
    }

    /// <summary>Whole objects.</summary>
    public sealed record Objects : Representation;

    /// <summary>Rows for a person to read: <c>meta.k8s.io/v1 Table</c>.</summary>
    /// <param name="ApiVersion"><c>meta.k8s.io/v1</c> or, for old clients, <c>v1beta1</c>.</param>
    public sealed record Table(string ApiVersion) : Representation;

    /// <summary>Objects without anything but their metadata: <c>meta.k8s.io/v1 PartialObjectMetadata</c>.</summary>
    public sealed record MetadataOnly : Representation;

    /// <summary>The first form in an <c>Accept</c> header that the server can write; null if there is none.</summary>
    public static Representation? Choose(string? accept)
    {
        if (string.IsNullOrEmpty(accept)) return new Objects();
        return MediaRange.ParseAll(accept).Select(Of).FirstOrDefault(form => form is not null);
    }

    private static Representation? Of(MediaRange range)
    {
        if (!range.AcceptsJson) return null;
        return (range["as"], range["g"], range["v"]) switch
        {
            (null, _, _) => new Objects(),
            ("Table", "meta.k8s.io", "v1" or "v1beta1") => new Table($"meta.k8s.io/{range["v"]}"),
            ("PartialObjectMetadata" or "PartialObjectMetadataList", "meta.k8s.io", "v1") => new MetadataOnly(),
            _ => null,
        };
    }
}
