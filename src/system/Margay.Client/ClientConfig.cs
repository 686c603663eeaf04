namespace Margay.Client;

/// <summary>Where the API is and how to prove who we are. Text members are PEM, already read and decoded.</summary>
/// <param name="Server">The API's base address.</param>
/// <param name="Source">Where the settings came from, for error messages: a file's path or <c>in-cluster</c>.</param>
public sealed record ClientConfig(Uri Server, string Source)
{
    /// <summary>
    /// The only authorities that may have signed the server's certificate; null means those of the system.
    /// </summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>Whether any server certificate is accepted.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>The name the server's certificate must carry when it is not the host of <see cref="Server"/>.</summary>
    public string? ServerName { get; init; }

    /// <summary>A bearer token.</summary>
    public string? Token { get; init; }

    /// <summary>A file with a bearer token that is replaced from time to time; it wins over <see cref="Token"/>.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The client's own certificate.</summary>
    public ClientCertificate? Certificate { get; init; }

    /// <summary>The namespace that a command without one means.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>The server and the source, never a secret.</summary>
    public override string ToString() => $"{Server} (from {Source})";
}

/// <summary>A client certificate with its chain and its private key, both PEM.</summary>
public sealed record ClientCertificate(string CertificatePem, string KeyPem)
{
    /// <summary>Never the key.</summary>
    public override string ToString() => "client certificate";
}

/// <summary>The settings that lead to the API are missing or wrong; the message names file, field and mend.</summary>
public sealed class ClientConfigException : Exception
{
    /// <summary>A fault in <paramref name="field"/> of <paramref name="source"/>.</summary>
    public ClientConfigException(string source, string field, string problem)
        : base(field.Length == 0 ? $"{source}: {problem}" : $"{source}: {field}: {problem}") =>
        (Origin, Field) = (source, field);

    /// <summary>The file, or <c>in-cluster</c>.</summary>
    public string Origin { get; }

    /// <summary>The path of the faulty field; empty when the file as a whole is at fault.</summary>
    public string Field { get; }
}
