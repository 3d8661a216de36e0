using Spa;

var builder = WebApplication.CreateBuilder(args);
var settings = builder.Configuration.Get<SpaSettings>()
    ?? throw new InvalidOperationException("The settings Issuer, ClientId and OrdersApi are missing.");

var app = builder.Build();

app.Use((context, next) =>
{
    context.Response.Headers.ContentSecurityPolicy = settings.ContentSecurityPolicy;
    context.Response.Headers.XContentTypeOptions = "nosniff";
    context.Response.Headers["Referrer-Policy"] = "no-referrer";
    return next(context);
});
app.UseDefaultFiles();
app.UseStaticFiles();
app.MapGet("/settings.json", () => settings.ForThePage);

app.Run();
