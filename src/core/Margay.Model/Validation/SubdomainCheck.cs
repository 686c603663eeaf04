namespace Margay.Model.Validation;

/// <summary>Members that name an object: an RFC 1123 subdomain.</summary>
internal static class SubdomainCheck
{
    /// <summary>Adds a fault if <paramref name="name"/> could name no object. One that is empty or absent is not judged.</summary>
    public static void Check(string? name, FieldPath path, FaultList faults)
    {
        if (name is { Length: > 0 } && !NameRules.IsDnsSubdomain(name))
            faults.Add(path, $"is {FormatCheck.Quote(name)}", NameRules.DnsSubdomainRemedy);
    }
}
