namespace Margay.Host.Hub;

/// <summary>The Warning header (RFC 7234 §5.5) by which Kubernetes tells kubectl's user something beside the result.</summary>
internal static class WarningHeader
{
    public static string Of(string text)
    {
        var printable = new string([.. text.Select(c => char.IsControl(c) || c > '~' ? '?' : c)]);
        return $"299 - \"{printable.Replace("\\", @"\\").Replace("\"", "\\\"")}\"";
    }
}
