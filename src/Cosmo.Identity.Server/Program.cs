using Cosmo.Identity;
using Cosmo.Identity.Admin;
using Cosmo.Identity.Clients.Provisioning;
using Cosmo.Identity.Data;
using Cosmo.Identity.Keys;

var builder = WebApplication.CreateBuilder(args);
var urls = builder.Configuration["Urls"] ?? "http://localhost:5080";
builder.WebHost.UseUrls(urls);
var issuer = builder.Configuration["Issuer"] ?? urls.Split(';')[0];
builder.Services.AddCosmoIdentity(builder.Configuration, builder.Environment, issuer);
builder.Services.AddSingleton<ProvisioningApplier>();
var app = builder.Build();
await app.Services.GetRequiredService<Schema>().MigrateAsync(default);
app.Services.GetRequiredService<KeyRing>();
var file = builder.Configuration["Provisioning:File"];
if (file is not null)
{
    var parsed = ProvisioningParser.Parse(File.ReadAllBytes(file));
    Console.WriteLine(await app.Services.GetRequiredService<ProvisioningApplier>().ApplyAsync(((ProvisioningParsing.Accepted)parsed).File, false, default));
}
app.UseCosmoIdentity();
app.MapAdmin();
await app.StartAsync();
Console.WriteLine($"Cosmo Identity is ready: {issuer}");
await app.WaitForShutdownAsync();
