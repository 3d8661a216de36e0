using System.Security.Claims;

namespace Orders.Api;

/// <summary>The API itself: a person reads and places orders of their own, and sees nobody else's.</summary>
internal static class OrdersEndpoints
{
    private const int MaximumItems = 100;

    public static void MapOrders(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/orders", Read).RequireAuthorization("read");
        endpoints.MapGet("/orders/offline", Read).RequireAuthorization("read offline");
        endpoints.MapPost("/orders", Place).RequireAuthorization("write");
    }

    private static IReadOnlyCollection<Order> Read(ClaimsPrincipal caller, OrderBook book) => book.Of(Subject(caller));

    private static IResult Place(NewOrder order, ClaimsPrincipal caller, OrderBook book) =>
        string.IsNullOrWhiteSpace(order.Item) || order.Quantity is < 1 or > MaximumItems
            ? Results.ValidationProblem(new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                ["order"] = [$"An order names an item and a quantity from 1 to {MaximumItems}."],
            })
            : Results.Json(book.Place(Subject(caller), order), statusCode: StatusCodes.Status201Created);

    private static string Subject(ClaimsPrincipal caller) =>
        caller.FindFirstValue("sub") ?? throw new InvalidOperationException("A token without sub passed validation.");
}
