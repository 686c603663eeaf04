using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Margay.Host.Hub;

/// <summary>The hub's own authority and the server certificate it signs, kept in the state directory.</summary>
/// <param name="CaPem">The authority's certificate, which clients trust.</param>
/// <param name="Server">The server's certificate with its key.</param>
internal sealed record HubCertificates(string CaPem, X509Certificate2 Server)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const int CaYears = 10;
    private const int ServerDays = 365;

    /// <summary>A server certificate is renewed at a start when it has less than this left.</summary>
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(60);

    /// <summary>Loads both, making what is missing, run out, or not good for all of <paramref name="names"/>.</summary>
    public static HubCertificates LoadOrCreate(StateFiles files, IReadOnlyList<string> names, DateTimeOffset now)
    {
        using var ca = Load(files.CaCertificate, files.CaKey) ?? CreateCa(files, now);
        var server = Load(files.ServerCertificate, files.ServerKey);
        if (server is null || !IsGood(server, ca, names, now))
        {
            server?.Dispose();
            server = CreateServer(files, ca, names, now);
        }

        return new HubCertificates(ca.ExportCertificatePem(), server);
    }

    private static X509Certificate2? Load(string certificate, string key) =>
        File.Exists(certificate) && File.Exists(key) ? X509Certificate2.CreateFromPemFile(certificate, key) : null;

    private static bool IsGood(X509Certificate2 server, X509Certificate2 ca, IReadOnlyList<string> names, DateTimeOffset now)
    {
        var stated = server.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        if (stated is null || server.NotAfter < (now + RenewBefore).UtcDateTime) return false;
        var good = stated.EnumerateDnsNames().Concat(stated.EnumerateIPAddresses().Select(address => address.ToString()));
        return names.ToHashSet().SetEquals(good) && server.IssuerName.RawData.AsSpan().SequenceEqual(ca.SubjectName.RawData)
            && IsSignedBy(server, ca);
    }

    private static bool IsSignedBy(X509Certificate2 server, X509Certificate2 ca)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(ca);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(server);
    }

    private static X509Certificate2 CreateCa(StateFiles files, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // The serial in the name keeps two authorities apart that were made for the same machine.
        var request = new CertificateRequest(
            $"CN=margay-hub-ca-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var ca = request.CreateSelfSigned(now.AddHours(-1), now.AddYears(CaYears));
        StateFiles.WriteSecret(files.CaKey, key.ExportPkcs8PrivateKeyPem());
        StateFiles.WriteSecret(files.CaCertificate, ca.ExportCertificatePem());
        return ca;
    }

    private static X509Certificate2 CreateServer(StateFiles files, X509Certificate2 ca, IReadOnlyList<string> names, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=margay-hub", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(ca, true, false));
        request.CertificateExtensions.Add(AlternativeNames(names));
        using var bare = request.Create(ca, now.AddHours(-1), now.AddDays(ServerDays), RandomNumberGenerator.GetBytes(16));
        StateFiles.WriteSecret(files.ServerKey, key.ExportPkcs8PrivateKeyPem());
        StateFiles.WriteSecret(files.ServerCertificate, bare.ExportCertificatePem());
        return bare.CopyWithPrivateKey(key);
    }

    private static X509Extension AlternativeNames(IReadOnlyList<string> names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) builder.AddIpAddress(address);
            else builder.AddDnsName(name);
        }

        return builder.Build();
    }
}
