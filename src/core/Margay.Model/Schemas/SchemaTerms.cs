namespace Margay.Model.Schemas;

/// <summary>The words in which the kinds are described: each makes one member, its meaning beside its name.</summary>
internal static class SchemaTerms
{
    public static ObjectSchema Object(string description, params Property[] properties) =>
        new() { Description = description, Properties = properties };

    public static ObjectSchema OpenObject(string description, params Property[] properties) =>
        new() { Description = description, Properties = properties, PreserveUnknown = true };

    public static Property Required(Property property) => property with { Required = true };

    public static Property Member(string name, string description, Schema schema) =>
        new(name, schema, false, description);

    public static Property Text(
        string name,
        string description,
        string? format = null,
        string? defaultsTo = null,
        int minLength = 0,
        int? maxLength = null) =>
        Member(name, description, new StringSchema
        {
            Format = format,
            MinLength = minLength,
            MaxLength = maxLength,
            Default = defaultsTo is null ? null : new DefaultValue.Text(defaultsTo),
        });

    public static Property Choice(
        string name, string description, IReadOnlyList<string> allowed, string? defaultsTo = null) =>
        Member(name, description, new StringSchema
        {
            Allowed = allowed,
            Default = defaultsTo is null ? null : new DefaultValue.Text(defaultsTo),
        });

    public static Property LooseChoice(string name, string description, params string[] allowed) =>
        Member(name, description, new StringSchema { Allowed = allowed, IgnoreCase = true });

    public static Property Flag(string name, string description, bool? defaultsTo = null) =>
        Member(name, description, new BooleanSchema
        {
            Default = defaultsTo is { } value ? new DefaultValue.Flag(value) : null,
        });

    public static Property Whole(
        string name, string description, long? minimum = null, long? maximum = null, long? defaultsTo = null) =>
        Member(name, description, new IntegerSchema
        {
            Minimum = minimum,
            Maximum = maximum,
            Default = defaultsTo is { } value ? new DefaultValue.Whole(value) : null,
        });

    public static Property Number(string name, string description, double? defaultsTo = null) =>
        Member(name, description, new NumberSchema
        {
            Default = defaultsTo is { } value ? new DefaultValue.Number(value) : null,
        });

    public static Property Long(string name, string description, long? minimum = null, long? maximum = null) =>
        Member(name, description, new IntegerSchema { Minimum = minimum, Maximum = maximum, Format = "int64" });

    public static Property Duration(string name, string description) => Text(name, description, Formats.Duration);

    public static Property IntOrString(string name, string description, string? format = null) =>
        Member(name, description, new IntOrStringSchema { Format = format });

    public static Property List(string name, string description, Schema items) =>
        Member(name, description, new ArraySchema { Items = items });

    public static Property KeyedList(string name, string description, string mergeKey, Schema items) =>
        Member(name, description, new ArraySchema { Items = items, MergeKey = mergeKey });

    public static Property Limited(Property list, int maxItems) =>
        list with { Schema = (ArraySchema)list.Schema with { MaxItems = maxItems } };

    public static Property SetOfText(string name, string description) =>
        Member(name, description, new ArraySchema { Items = new StringSchema(), MergesAsSet = true });

    public static Property Texts(string name, string description, string? format = null) =>
        List(name, description, new StringSchema { Format = format });

    public static Property Map(string name, string description, Schema values) =>
        Member(name, description, new MapSchema { Values = values });

    public static Property TextMap(string name, string description) => Map(name, description, new StringSchema());
}
