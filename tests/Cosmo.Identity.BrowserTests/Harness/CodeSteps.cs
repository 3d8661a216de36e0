using Cosmo.Identity.Tests.Harness;

namespace Cosmo.Identity.BrowserTests.Harness;

/// <summary>What a person does with an authenticator app in a browser.</summary>
internal static class CodeSteps
{
    /// <summary>Types a code and sends it.</summary>
    public static async Task GiveCodeAsync(this Visitor visitor, string code)
    {
        await visitor.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(code);
        await visitor.Page.Locator("main form button").ClickAsync();
    }

    /// <summary>Sets an app up as the page says, and reads the recovery codes.</summary>
    public static async Task<Authenticator> SetUpAppAsync(this Visitor visitor)
    {
        await visitor.OpenAsync(Authenticator.SetUpPath);
        var secret = Authenticator.Decode((await visitor.Page.Locator("code.secret").InnerTextAsync()).Replace(" ", ""));
        await visitor.Page.GetByLabel("Six digits").FillAsync(new Authenticator(secret, []).Code());
        await visitor.ArriveByAsync(() => visitor.Button("Turn on").ClickAsync());
        return new Authenticator(secret, await visitor.Page.Locator(".recovery code").AllInnerTextsAsync());
    }
}
