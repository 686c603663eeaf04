namespace Margay.Api.Patching;

/// <summary>A patch cannot be applied; the message says which part of it and why.</summary>
public sealed class PatchException(string message) : Exception(message);
