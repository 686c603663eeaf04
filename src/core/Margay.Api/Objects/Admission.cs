using System.Text.Json.Nodes;
using Margay.Api.Replies;
using Margay.Api.Requests;
using Margay.Model.Resources;
using Margay.Model.Schemas;
using Margay.Model.Validation;

namespace Margay.Api.Objects;

/// <summary>Lets an object into the store only as its kind's schema and rules allow.</summary>
public static class Admission
{
    /// <summary>Drops or refuses unknown members, fills in defaults, and checks everything else.</summary>
    /// <param name="body">The object; changed in place.</param>
    /// <param name="current">What it replaces; null for a new object.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="unknown">What to do about members that the kind does not have.</param>
    /// <param name="warnings">Gets a sentence for each dropped member, if these are to be told, and for what will not do what was meant.</param>
    /// <returns>Everything that is wrong, each with its field; null if nothing is.</returns>
    public static ApiFault? Admit(
        JsonObject body, JsonObject? current, ResourceKind kind, FieldValidation unknown, ICollection<string> warnings)
    {
        if (unknown != FieldValidation.Strict)
        {
            foreach (var path in UnknownMembers.Prune(body, KindSchemas.Of(kind)))
            {
                if (unknown == FieldValidation.Warn) warnings.Add($"unknown field \"{path}\"");
            }
        }

        ResourceDefaults.Apply(kind, body);
        var faults = ResourceValidator.Validate(kind, body).ToList();
        if (current is not null) faults.AddRange(ResourceValidator.ValidateUpdate(kind, current, body));
        if (faults.Count > 0) return Invalid(kind, body, faults);
        foreach (var advice in ResourceValidator.Advise(kind, body)) warnings.Add(advice.ToString());
        return null;
    }

    /// <summary>What these faults are to the client.</summary>
    public static ApiFault Invalid(ResourceKind kind, JsonObject body, IEnumerable<Fault> faults) => ApiFault.Invalid(
        kind,
        ObjectMetadata.Of(body)["name"] ?? "",
        [.. faults.Select(fault => new FaultCause("FieldValueInvalid", fault.Path, $"{fault.Problem}: {fault.Remedy}"))]);
}
