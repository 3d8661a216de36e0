using System.Net;
using System.Net.Http.Headers;

namespace Shop.Web;

/// <summary>One order, as Orders.Api tells it.</summary>
internal sealed record Order(int Number, string Item, int Quantity, DateOnly PlacedOn);

/// <summary>What became of a call: orders, or the status the API refused with, or neither when it could not be reached.</summary>
internal sealed record OrdersAnswer(IReadOnlyList<Order>? Orders, HttpStatusCode? Status);

/// <summary>Orders.Api, called in a person's name with their access token.</summary>
internal sealed class OrdersClient(HttpClient http)
{
    public async Task<OrdersAnswer> ReadAsync(string path, string accessToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode
                ? new OrdersAnswer(await response.Content.ReadFromJsonAsync<List<Order>>(cancellationToken), response.StatusCode)
                : new OrdersAnswer(Orders: null, response.StatusCode);
        }
        catch (HttpRequestException)
        {
            return new OrdersAnswer(Orders: null, Status: null);
        }
    }
}
