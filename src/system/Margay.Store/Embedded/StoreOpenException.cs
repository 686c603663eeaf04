namespace Margay.Store.Embedded;

/// <summary>The store's file cannot be used; the message says why and what to do. Retrying at once does not help.</summary>
public sealed class StoreOpenException(string message, Exception? cause = null) : Exception(message, cause);
