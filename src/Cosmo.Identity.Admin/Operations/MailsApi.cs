using Cosmo.Identity.Admin.Door;
using Cosmo.Identity.Admin.Users;
using Cosmo.Identity.Mail;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cosmo.Identity.Admin.Operations;

/// <summary><c>/api/v1/admin/mails</c>: mails in trouble, for programs. Nothing here tells what a mail says.</summary>
internal static class MailsApi
{
    private const int UsualPage = 25;
    private const int LargestPage = 200;
    private const string Before = "before";

    public static void MapMails(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1/admin/mails").WithMetadata(new AdminArea());
        api.MapGet("", ListAsync);
        api.MapPost("/{id:guid}/retry", RetryAsync);
    }

    /// <summary>How many there are, and a page of them: <c>{"waiting": 2, …, "mails": […], "next": …}</c>; the next page is asked for with <c>before</c>.</summary>
    private static async Task<IResult> ListAsync(HttpContext context, MailReader mails, CancellationToken cancellationToken)
    {
        var (page, refusal) = ListPage.Read(context.Request.Query, Before, UsualPage, LargestPage);
        if (page is null)
        {
            return refusal!;
        }

        var counts = await mails.CountAsync(cancellationToken);
        // One more than is shown tells whether there are more.
        var found = await mails.ReadTroubledAsync(page.Limit + 1, page.Cursor, cancellationToken);
        return TypedResults.Ok(new
        {
            counts.Waiting,
            counts.Retried,
            counts.GivenUp,
            Mails = found.Take(page.Limit).Select(Describe),
            Next = found.Count > page.Limit ? found[page.Limit - 1].Id : (Guid?)null,
        });
    }

    /// <summary>Has one tried again at once, though it was given up: <c>{"reason": "…"}</c>.</summary>
    private static async Task<IResult> RetryAsync(Guid id, HttpContext context, MailReader mails, CancellationToken cancellationToken)
    {
        var (reason, fault) = await ActBody.ReadReasonAsync(context.Request, cancellationToken);
        if (fault is not null)
        {
            return fault;
        }

        if (Refusal.OfReason(reason, isRequired: true) is { } text)
        {
            return Refused.Because($"reason: {text}");
        }

        return await mails.HurryAsync(context.Order(reason), id, cancellationToken) switch
        {
            HurryResult.Done => TypedResults.StatusCode(StatusCodes.Status202Accepted),
            HurryResult.Unknown => TypedResults.Problem("There is no such mail.", statusCode: StatusCodes.Status404NotFound),
            var refused => TypedResults.Problem(MailWords.Refusal(refused), statusCode: StatusCodes.Status409Conflict),
        };
    }

    private static object Describe(MailView mail) => new
    {
        mail.Id,
        mail.Kind,
        mail.Recipient,
        State = mail.State == MailState.GivenUp ? "given_up" : "waiting",
        mail.CreatedAt,
        mail.ExpiresAt,
        NextTryAt = mail.State == MailState.Waiting ? mail.NextTryAt : (DateTimeOffset?)null,
        mail.GivenUpAt,
        mail.Tries,
        mail.LastError,
        CanRetry = mail.IsSendable,
    };
}
