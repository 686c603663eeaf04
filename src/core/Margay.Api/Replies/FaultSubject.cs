using System.Text.Json;
using Margay.Model.Resources;

namespace Margay.Api.Replies;

/// <summary>What a <c>Status</c> is about: the <c>details</c> that name it.</summary>
/// <param name="Name">The object's name; empty for a collection.</param>
/// <param name="Group">The API group.</param>
/// <param name="Resource">The plural of the URL, or the kind where Kubernetes gives that.</param>
/// <param name="Uid">The object's identity, where it is known.</param>
public sealed record FaultSubject(string Name, string Group, string Resource, string? Uid)
{
    internal static FaultSubject Of(ResourceKind kind, string name) => new(name, kind.Group, kind.Plural, null);

    internal void WriteMembers(Utf8JsonWriter writer)
    {
        if (Name.Length > 0) writer.WriteString("name"u8, Name);
        if (Group.Length > 0) writer.WriteString("group"u8, Group);
        if (Resource.Length > 0) writer.WriteString("kind"u8, Resource);
        if (Uid is not null) writer.WriteString("uid"u8, Uid);
    }
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Reason">One of Kubernetes' cause types, as in <c>FieldValueInvalid</c>.</param>
/// <param name="Field">The path of the field, as in <c>spec.ingress[0].ports[1].port</c>.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record FaultCause(string Reason, string Field, string Message)
{
    internal void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("reason"u8, Reason);
        writer.WriteString("message"u8, Message);
        if (Field.Length > 0) writer.WriteString("field"u8, Field);
        writer.WriteEndObject();
    }
}
