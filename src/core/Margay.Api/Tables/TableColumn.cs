using System.Text.Json;

namespace Margay.Api.Tables;

/// <summary>One column of a kind's table.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Description">What it shows.</param>
/// <param name="Cell">The text for one object at a given time.</param>
internal sealed record TableColumn(string Name, string Description, Func<JsonElement, DateTimeOffset, string> Cell)
{
    /// <summary>Shown only when the user asks for a wide table.</summary>
    public bool Wide { get; init; }

    /// <summary><c>name</c> for the column that identifies the object; empty otherwise.</summary>
    public string Format { get; init; } = "";

    public void WriteDefinition(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("name"u8, Name);
        writer.WriteString("type"u8, "string"u8);
        writer.WriteString("format"u8, Format);
        writer.WriteString("description"u8, Description);
        writer.WriteNumber("priority"u8, Wide ? 1 : 0);
        writer.WriteEndObject();
    }
}
