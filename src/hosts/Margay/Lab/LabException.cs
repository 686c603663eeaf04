namespace Margay.Host.Lab;

/// <summary>A lab cannot do what was asked; the message says why and what to do.</summary>
internal sealed class LabException(string message, Exception? cause = null) : Exception(message, cause);
