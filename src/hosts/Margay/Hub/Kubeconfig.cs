using System.Text;

namespace Margay.Host.Hub;

/// <summary>The file by which kubectl and every other Kubernetes client finds and trusts the hub.</summary>
internal static class Kubeconfig
{
    public static void Write(string path, string server, string caPem, string user, string token) =>
        StateFiles.WriteSecret(path, $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: margay
              cluster:
                server: https://{server}
                certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(caPem))}
            users:
            - name: {user}
              user:
                token: {token}
            contexts:
            - name: margay
              context:
                cluster: margay
                user: {user}
            current-context: margay

            """);
}
