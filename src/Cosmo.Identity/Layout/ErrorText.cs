namespace Cosmo.Identity.Layout;

/// <summary>What a person reads when something failed: what happened and what they can do, without blame or jargon.</summary>
internal sealed record ErrorText(string Title, string Explanation)
{
    /// <param name="status">The HTTP status of the answer.</param>
    /// <param name="error">The OAuth error code, if a client's request is what failed.</param>
    public static ErrorText For(int status, string? error) => status switch
    {
        403 => new(ErrorTexts.ForbiddenTitle, ErrorTexts.Forbidden),
        404 => new(ErrorTexts.NotFoundTitle, ErrorTexts.NotFound),
        429 => new(ErrorTexts.TooManyTitle, ErrorTexts.TooMany),
        503 => new(ErrorTexts.BusyTitle, ErrorTexts.Busy),
        >= 500 => new(ErrorTexts.FaultTitle, ErrorTexts.Fault),
        _ when error is not null => new(ErrorTexts.BadClientTitle, ErrorTexts.BadClient),
        _ => new(ErrorTexts.BadRequestTitle, ErrorTexts.BadRequest),
    };
}
