using Margay.Api.Requests;

namespace Margay.Host.Hub;

/// <summary>Answers requests that are about no object of the store, to callers who are known.</summary>
internal interface IAnswers
{
    /// <summary>The answer; null if the path is none of its own.</summary>
    Task<Reply?> AnswerAsync(HttpContext context, Caller caller, string path, QueryParameters query);
}
