using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Margay.Client;

/// <summary>How the server's certificate is judged, and which one we show.</summary>
internal static class TlsOptions
{
    /// <exception cref="ClientConfigException">A certificate or key of the settings cannot be read.</exception>
    internal static SslClientAuthenticationOptions For(ClientConfig config)
    {
        var options = new SslClientAuthenticationOptions();
        if (config.SkipTlsVerify) AcceptAnyServer(options);
        else if (config.CertificateAuthority is { } authorities) TrustOnly(authorities, config.Source, options);
        if (config.Certificate is { } own) options.ClientCertificateContext = Read(own, config.Source);
        return options;
    }

    private static void AcceptAnyServer(SslClientAuthenticationOptions options)
    {
#pragma warning disable CA5359 // Asked for by insecure-skip-tls-verify.
        options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
    }

    private static void TrustOnly(string authorities, string source, SslClientAuthenticationOptions options)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPem(authorities);
        }
        catch (CryptographicException fault)
        {
            throw new ClientConfigException(source, "certificate-authority", $"not a PEM certificate: {fault.Message}");
        }

        if (policy.CustomTrustStore.Count == 0)
            throw new ClientConfigException(source, "certificate-authority", "holds no PEM certificate (-----BEGIN CERTIFICATE-----)");
        options.CertificateChainPolicy = policy;
    }

    private static SslStreamCertificateContext Read(ClientCertificate own, string source)
    {
        try
        {
            var certificate = X509Certificate2.CreateFromPem(own.CertificatePem, own.KeyPem);
            return SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        }
        catch (CryptographicException fault)
        {
            throw new ClientConfigException(
                source, "client-certificate", $"certificate and key (client-key) are not a pair of PEM texts: {fault.Message}");
        }
    }
}
