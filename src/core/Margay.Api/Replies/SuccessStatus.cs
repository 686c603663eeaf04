using System.Text.Json;
using Margay.Api.Storage;

namespace Margay.Api.Replies;

/// <summary>The success form of <c>v1 Status</c>, with which deletions are answered.</summary>
public static class SuccessStatus
{
    /// <summary>Writes that something was done to an object.</summary>
    public static void Write(Utf8JsonWriter writer, ResourceKey key, string uid)
    {
        writer.WriteStartObject();
        writer.WriteString("kind"u8, "Status"u8);
        writer.WriteString("apiVersion"u8, "v1"u8);
        writer.WriteStartObject("metadata"u8);
        writer.WriteEndObject();
        writer.WriteString("status"u8, "Success"u8);
        writer.WriteStartObject("details"u8);
        new FaultSubject(key.Name, key.Kind.Group, key.Kind.Plural, uid).WriteMembers(writer);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
