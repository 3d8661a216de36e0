using Microsoft.AspNetCore.Authentication.JwtBearer;
using OpenIddict.Validation.AspNetCore;
using Orders.Api;

var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration.Get<OrdersApiSettings>()
    ?? throw new InvalidOperationException("The settings Issuer, ClientId and ClientSecret are missing.");

builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<OrderBook>();

builder.Services.AddAuthentication()
    .AddJwtBearer(settings.ValidateOffline);
builder.Services.AddOpenIddict()
    .AddValidation(settings.ValidateByIntrospection);

builder.Services.AddAuthorizationBuilder()
    .AddPolicy("read", policy => policy
        .AddAuthenticationSchemes(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme)
        .RequireScope("orders.read"))
    .AddPolicy("read offline", policy => policy
        .AddAuthenticationSchemes(JwtBearerDefaults.AuthenticationScheme)
        .RequireScope("orders.read"))
    .AddPolicy("write", policy => policy
        .AddAuthenticationSchemes(OpenIddictValidationAspNetCoreDefaults.AuthenticationScheme)
        .RequireScope("orders.write"));

// A bearer token is sent by script, never by the browser on its own: no credentials are allowed across origins.
builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy
    .WithOrigins([.. settings.AllowedOrigins])
    .WithMethods(HttpMethods.Get, HttpMethods.Post)
    .WithHeaders("Authorization", "Content-Type")
    .WithExposedHeaders("WWW-Authenticate")));

var app = builder.Build();

app.UseCors();
app.UseAuthentication();
app.UseAuthorization();

app.MapGet("/", () => $"""
    Orders.Api, a resource server. Tokens come from {settings.Issuer.OriginalString}

    GET  /orders           your orders, scope orders.read; the token is checked by introspection
    GET  /orders/offline   the same, but the token is checked here, with the issuer's published keys
    POST /orders           places an order, scope orders.write; JSON such as one of those you read
    """);
app.MapOrders();

app.Run();
