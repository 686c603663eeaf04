using System.Text;

namespace Margay.Client;

/// <summary>Finds the API: a kubeconfig file, or the service account of a pod.</summary>
public static class Kubeconfig
{
    /// <summary>
    /// The settings of <paramref name="context"/> (null: the current one) from <paramref name="path"/>; without a path
    /// from $KUBECONFIG, then ~/.kube/config, then the pod's service account.
    /// </summary>
    /// <exception cref="ClientConfigException">Nothing was found, or what was found is wrong.</exception>
    public static ClientConfig Load(string? path, string? context)
    {
        if (path is not null) return Resolve([KubeconfigFile.Read(path)], context);
        if (Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } list)
            return Resolve(ReadExisting(list), context);
        var home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
        if (File.Exists(home)) return Resolve([KubeconfigFile.Read(home)], context);
        if (InCluster.IsHere) return InCluster.Load();
        throw new ClientConfigException(
            home, "", "there is no such file, $KUBECONFIG is not set, and this is no pod with a service account; "
            + "name a kubeconfig with --kubeconfig");
    }

    /// <summary>The settings of <paramref name="context"/> out of files of which the earlier win.</summary>
    internal static ClientConfig Resolve(IReadOnlyList<KubeconfigFile> files, string? context)
    {
        var (contextOwner, chosen) = ChooseContext(files, context);
        var clusterName = chosen.RequiredText("cluster");
        var cluster = Find(files, "clusters", "cluster", clusterName)
            ?? throw chosen.Fault("cluster", $"there is no cluster '{clusterName}' under clusters");
        var config = FromCluster(cluster) with { Namespace = chosen.Text("namespace") ?? "default" };
        if (chosen.Text("user") is not { } userName) return config;
        var user = Find(files, "users", "user", userName)
            ?? throw chosen.Fault("user", $"there is no user '{userName}' under users of {contextOwner.Path}");
        return WithUser(config, user);
    }

    private static List<KubeconfigFile> ReadExisting(string pathList)
    {
        var paths = pathList.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var files = paths.Where(File.Exists).Select(KubeconfigFile.Read).ToList();
        return files.Count > 0
            ? files
            : throw new ClientConfigException("$KUBECONFIG", "", $"none of its files exists: {pathList}; correct or unset the variable");
    }

    private static (KubeconfigFile Owner, KubeconfigEntry Context) ChooseContext(IReadOnlyList<KubeconfigFile> files, string? name)
    {
        var wanted = name ?? files.Select(file => file.Root.Text("current-context")).FirstOrDefault(text => text is { Length: > 0 })
            ?? throw files[0].Root.Fault("current-context", $"is not set; choose one with --context: {Names(files)}");
        foreach (var file in files)
        {
            if (file.Find("contexts", "context", wanted) is { } found) return (file, found);
        }

        throw files[0].Root.Fault("contexts", $"there is no context '{wanted}'; there are: {Names(files)}");
    }

    private static KubeconfigEntry? Find(IReadOnlyList<KubeconfigFile> files, string list, string member, string name) =>
        files.Select(file => file.Find(list, member, name)).FirstOrDefault(found => found is not null);

    private static string Names(IReadOnlyList<KubeconfigFile> files)
    {
        var names = string.Join(", ", files.SelectMany(file => file.Names("contexts")));
        return names.Length == 0 ? "none" : names;
    }

    private static ClientConfig FromCluster(KubeconfigEntry cluster)
    {
        var text = cluster.RequiredText("server");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var server) || server.Scheme is not ("https" or "http"))
            throw cluster.Fault("server", $"'{text}' is no address such as https://127.0.0.1:6443");
        if (server.AbsolutePath != "/")
            throw cluster.Fault("server", $"'{text}' has a path, which is not supported: give only scheme, host and port");
        return new ClientConfig(server, cluster.Source)
        {
            CertificateAuthority = cluster.Data("certificate-authority"),
            SkipTlsVerify = cluster.Flag("insecure-skip-tls-verify"),
            ServerName = cluster.Text("tls-server-name"),
        };
    }

    private static ClientConfig WithUser(ClientConfig config, KubeconfigEntry user)
    {
        foreach (var unsupported in (ReadOnlySpan<string>)["exec", "auth-provider", "username"])
        {
            if (user.Has(unsupported))
                throw user.Fault(unsupported, "is not supported; use token, tokenFile or client-certificate with client-key");
        }

        var certificate = user.Data("client-certificate");
        var key = user.Data("client-key");
        if (certificate is null != key is null)
            throw user.Fault(certificate is null ? "client-certificate" : "client-key", "is missing: certificate and key belong together");
        return config with
        {
            Token = user.Text("token"),
            TokenFile = user.Text("tokenFile") is { } file ? user.Resolve(file) : null,
            Certificate = certificate is null ? null : new ClientCertificate(certificate, key!),
        };
    }
}

/// <summary>The identity that Kubernetes gives each pod.</summary>
internal static class InCluster
{
    private const string Folder = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string Source = "in-cluster";

    internal static bool IsHere => Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is { Length: > 0 }
        && File.Exists($"{Folder}/token");

    internal static ClientConfig Load()
    {
        var host = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST")!;
        var port = Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT") is { Length: > 0 } set ? set : "443";
        if (!Uri.TryCreate($"https://{(host.Contains(':') ? $"[{host}]" : host)}:{port}", UriKind.Absolute, out var server))
            throw new ClientConfigException(Source, "$KUBERNETES_SERVICE_HOST", $"'{host}' and port '{port}' are no address");
        return new ClientConfig(server, Source)
        {
            CertificateAuthority = Text("ca.crt"),
            TokenFile = $"{Folder}/token",
            Namespace = Text("namespace").Trim(),
        };
    }

    private static string Text(string name)
    {
        try
        {
            return File.ReadAllText($"{Folder}/{name}", Encoding.UTF8);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ClientConfigException(Source, $"{Folder}/{name}", fault.Message);
        }
    }
}
