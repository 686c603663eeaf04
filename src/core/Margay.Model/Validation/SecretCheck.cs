using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Margay.Model.Validation;

/// <summary>core/v1 Secret: keys, size, and the entries that its type needs. No fault quotes what is in an entry.</summary>
internal static class SecretCheck
{
    private const int MaxKeyLength = 253;
    private const int MaxSize = 1024 * 1024;
    private const string AccountAnnotation = "kubernetes.io/service-account.name";

    private static readonly FieldPath Data = FieldPath.Root.Member("data");

    public static void Check(JsonObject resource, FaultList faults)
    {
        var size = 0L;
        foreach (var member in (string[])["data", "stringData"])
        {
            foreach (var (key, value) in resource.Object(member) ?? [])
            {
                if (!IsKey(key)) faults.Add(FieldPath.Root.Member(member).Member(key), "has a key that cannot be", KeyRemedy(key));
                size += member == "data" ? Decoded(value)?.Length ?? 0 : Encoding.UTF8.GetByteCount(value.AsText() ?? "");
            }
        }

        if (size > MaxSize) faults.Add(Data, $"has {size} bytes", $"keep to {MaxSize} in all");
        CheckType(resource, faults);
    }

    public static void CheckUpdate(JsonObject before, JsonObject after, FaultList faults)
    {
        if (before.Flag("immutable") != true) return;
        const string remedy = "delete the secret and make it anew";
        if (after.Flag("immutable") != true) faults.Add(FieldPath.Root.Member("immutable"), "cannot be taken back", remedy);
        if (!JsonNode.DeepEquals(before["data"], after["data"])) faults.Add(Data, "cannot change: the secret is immutable", remedy);
    }

    private static void CheckType(JsonObject resource, FaultList faults)
    {
        switch (resource.Text("type"))
        {
            case "kubernetes.io/service-account-token":
                if (resource.Object("metadata").Object("annotations").Text(AccountAnnotation) is not { Length: > 0 })
                    faults.Add(FieldPath.Root.Member("metadata").Member("annotations").Member(AccountAnnotation), "is missing", "write the name of the account");
                break;
            case "kubernetes.io/dockercfg": NeedJson(resource, ".dockercfg", faults); break;
            case "kubernetes.io/dockerconfigjson": NeedJson(resource, ".dockerconfigjson", faults); break;
            case "kubernetes.io/basic-auth":
                if (!Has(resource, "username") && !Has(resource, "password")) Missing("username", faults);
                break;
            case "kubernetes.io/ssh-auth":
                if (!Has(resource, "ssh-privatekey")) Missing("ssh-privatekey", faults);
                break;
            case "kubernetes.io/tls":
                foreach (var key in (string[])["tls.crt", "tls.key"])
                {
                    if (!Has(resource, key)) Missing(key, faults);
                }

                break;
        }
    }

    private static void NeedJson(JsonObject resource, string key, FaultList faults)
    {
        if (!Has(resource, key)) Missing(key, faults);
        else if (!IsJson(resource, key)) faults.Add(Data.Member(key), "is no JSON", "write what docker keeps in its configuration");
    }

    private static void Missing(string key, FaultList faults) => faults.Add(Data.Member(key), "is missing", "the secret's type needs it: write it, or another type");

    private static bool Has(JsonObject resource, string key) => resource.Object("data").Has(key) || resource.Object("stringData").Has(key);

    private static bool IsJson(JsonObject resource, string key)
    {
        var text = resource.Object("stringData").Text(key) is { } plain ? Encoding.UTF8.GetBytes(plain) : Decoded(resource.Object("data")?[key]);
        var reader = new Utf8JsonReader(text);
        try
        {
            return JsonDocument.TryParseValue(ref reader, out var document) && Close(document);
        }
        catch (JsonException)
        {
            return false;
        }

        static bool Close(JsonDocument document)
        {
            document.Dispose();
            return true;
        }
    }

    private static byte[]? Decoded(JsonNode? value)
    {
        if (value.AsText() is not { } text) return null;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }

    private static bool IsKey(string key) =>
        key.Length is > 0 and <= MaxKeyLength && key != "." && !key.StartsWith("..", StringComparison.Ordinal)
        && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static string KeyRemedy(string key) => key.StartsWith('.')
        ? "use a name that is not '.' and does not begin with '..'"
        : $"use at most {MaxKeyLength} letters, digits and -_.";
}
