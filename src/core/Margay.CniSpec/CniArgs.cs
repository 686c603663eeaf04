using Margay.Primitives;

namespace Margay.CniSpec;

/// <summary>What CNI_ARGS says: pairs <c>KEY=value</c> with semicolons between them.</summary>
public sealed record CniArgs
{
    /// <summary>K8S_POD_NAMESPACE; empty outside Kubernetes.</summary>
    public string PodNamespace { get; private init; } = "";

    /// <summary>K8S_POD_NAME; empty outside Kubernetes.</summary>
    public string PodName { get; private init; } = "";

    /// <summary>K8S_POD_UID; empty when the runtime does not tell.</summary>
    public string PodUid { get; private init; } = "";

    /// <summary>IP: the one address that is wanted; null for any.</summary>
    public IpAddr? RequestedAddress { get; private init; }

    /// <summary>Whether both pod arguments are there.</summary>
    public bool IsPod => PodNamespace.Length > 0 && PodName.Length > 0;

    /// <summary>Reads the pairs; on failure <paramref name="problem"/> says what is wrong. Null is no pairs.</summary>
    /// <remarks>Keys that are not known are an error unless IgnoreUnknown=1 is among the pairs.</remarks>
    public static bool TryParse(string? text, out CniArgs args, out string problem)
    {
        args = new CniArgs();
        problem = "";
        var ignoresUnknown = false;
        var unknown = new List<string>();
        foreach (var pair in (text ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=');
            if (equals <= 0)
            {
                problem = $"CNI_ARGS has '{pair}', which is not KEY=value";
                return false;
            }

            var (key, value) = (pair[..equals], pair[(equals + 1)..]);
            switch (key)
            {
                case "K8S_POD_NAMESPACE": args = args with { PodNamespace = value }; break;
                case "K8S_POD_NAME": args = args with { PodName = value }; break;
                case "K8S_POD_UID": args = args with { PodUid = value }; break;
                case "K8S_POD_INFRA_CONTAINER_ID": break;
                case "IP" when IpAddr.TryParse(value, out var address):
                    args = args with { RequestedAddress = address };
                    break;
                case "IP":
                    problem = $"CNI_ARGS asks for the address '{value}', which is none";
                    return false;
                case "IgnoreUnknown": ignoresUnknown = value is "1" or "true" or "True" or "TRUE"; break;
                default: unknown.Add(key); break;
            }
        }

        if (unknown.Count == 0 || ignoresUnknown) return true;
        problem = $"CNI_ARGS has unknown keys: {string.Join(", ", unknown)}";
        return false;
    }
}
