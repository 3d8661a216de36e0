using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Shop.Web;

var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration.Get<ShopSettings>()
    ?? throw new InvalidOperationException("The settings Issuer, ClientId, ClientSecret and OrdersApi are missing.");

builder.Services.AddSingleton(settings);
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<TokenRefresh>();
builder.Services.AddScoped<RefreshingCookieEvents>();
builder.Services.AddHttpClient<OrdersClient>(client => client.BaseAddress = settings.OrdersApi);
builder.Services.AddRazorPages(options => options.Conventions.AuthorizePage("/Account").AuthorizePage("/Orders"));
builder.Services.AddAuthorization();

builder.Services
    .AddAuthentication(options =>
    {
        options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
    })
    .AddCookie(options =>
    {
        options.Cookie.Name = "shop-session";
        options.EventsType = typeof(RefreshingCookieEvents);
    })
    .AddOpenIdConnect(settings.SignInWith);

var app = builder.Build();

app.UseExceptionHandler("/error");
app.UseMiddleware<SecurityHeaders>();
app.UseStaticFiles();
app.UseAuthentication();
app.UseAuthorization();

app.MapGet("/sign-in", () => Results.Challenge(new AuthenticationProperties { RedirectUri = "/account" }));
app.MapRazorPages();

app.Run();
