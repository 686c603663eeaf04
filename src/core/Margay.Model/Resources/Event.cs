namespace Margay.Model.Resources;

/// <summary>core/v1 Event: something that has happened to an object, and how often.</summary>
public sealed record Event : Resource
{
    /// <summary>What it has happened to.</summary>
    public ObjectReference? InvolvedObject { get; init; }

    /// <summary>One word for machines, as in <c>BGPSessionDown</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>A sentence for people.</summary>
    public string? Message { get; init; }

    /// <summary>Who saw it.</summary>
    public EventSource? Source { get; init; }

    /// <summary>When it happened first.</summary>
    public DateTimeOffset? FirstTimestamp { get; init; }

    /// <summary>When it happened last.</summary>
    public DateTimeOffset? LastTimestamp { get; init; }

    /// <summary>When it happened, in events that are written once and continued as a <see cref="Series"/>.</summary>
    public DateTimeOffset? EventTime { get; init; }

    /// <summary>How it went on after <see cref="EventTime"/>.</summary>
    public EventSeries? Series { get; init; }

    /// <summary>How often it has happened.</summary>
    public int? Count { get; init; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; init; }
}

/// <summary>core/v1 ObjectReference.</summary>
public sealed record ObjectReference
{
    /// <summary>Group and version of the object.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The object's kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Its namespace; null for cluster-scoped kinds.</summary>
    public string? Namespace { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its identity. Of a node, those who run on it write the name here.</summary>
    public string? Uid { get; init; }
}

/// <summary>core/v1 EventSource.</summary>
public sealed record EventSource
{
    /// <summary>The program.</summary>
    public string? Component { get; init; }

    /// <summary>The node on which it runs.</summary>
    public string? Host { get; init; }
}

/// <summary>core/v1 EventSeries.</summary>
public sealed record EventSeries
{
    /// <summary>How often it has happened.</summary>
    public int? Count { get; init; }

    /// <summary>When it was last seen.</summary>
    public DateTimeOffset? LastObservedTime { get; init; }
}
