using System.Text.Json;
using System.Text.Unicode;
using Cosmo.Identity.Accounts;
using Cosmo.Identity.Clients;

namespace Cosmo.Identity.Provisioning;

/// <summary>Reads a provisioning file, or tells everything that is wrong with it, each fault with its place.</summary>
internal static class ProvisioningParser
{
    /// <summary>Beyond it the file is not looked at.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32 };

    public static ProvisioningParsing Parse(ReadOnlyMemory<byte> utf8) => Open(utf8, Read, reason => new ProvisioningParsing.Refused([reason]));

    /// <summary>Reads one client by the rules of a file. A secret that it needs may be missing: whoever asks keeps the stored one, or makes one.</summary>
    public static (ClientMetadata? Client, IReadOnlyList<string> Errors) ParseClient(ReadOnlyMemory<byte> utf8) =>
        ParseOne(utf8, json => ReadClient(json, secretIsElsewhere: true).Declared);

    /// <summary>Reads one scope by the rules of a file.</summary>
    public static (ScopeDeclaration? Scope, IReadOnlyList<string> Errors) ParseScope(ReadOnlyMemory<byte> utf8) =>
        ParseOne(utf8, json => ReadScope(json).Declared);

    private static (T? Declared, IReadOnlyList<string> Errors) ParseOne<T>(ReadOnlyMemory<byte> utf8, Func<ObjectReader, T> read)
        where T : class => Open<(T?, IReadOnlyList<string>)>(
            utf8,
            element =>
            {
                var errors = new List<string>();
                var declared = ObjectReader.Open(element, "", errors) is { } json ? read(json) : null;
                return (errors.Count > 0 ? null : declared, errors);
            },
            reason => (null, [reason]));

    private static T Open<T>(ReadOnlyMemory<byte> utf8, Func<JsonElement, T> read, Func<string, T> refuse)
    {
        if (utf8.Length > MostBytes)
        {
            return refuse($"the file is longer than {MostBytes} bytes");
        }

        if (utf8.Span.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        if (!Utf8.IsValid(utf8.Span))
        {
            return refuse("the file is not valid UTF-8");
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, Strict);
            return read(document.RootElement);
        }
        catch (JsonException exception)
        {
            return refuse($"line {exception.LineNumber + 1}, column {exception.BytePositionInLine + 1}: not valid JSON: {Reason(exception)}");
        }
    }

    private static ProvisioningParsing Read(JsonElement element)
    {
        var errors = new List<string>();
        if (ObjectReader.Open(element, "", errors) is not { } root)
        {
            return new ProvisioningParsing.Refused(errors);
        }

        var scopes = root.Objects("scopes").Select(ReadScope).ToList();
        var clients = root.Objects("clients").Select(json => ReadClient(json)).ToList();
        var users = root.Objects("users").Select(json => (json, UserReader.Read(json))).ToList();
        root.RefuseTheRest(name => $"unknown name; a provisioning file has scopes, clients and users");

        RefuseTwins(scopes, "name", scope => scope.Name);
        RefuseTwins(clients, "client_id", client => client.ClientId);
        RefuseTwins(users, "username", user => UserNames.Canonical(user.UserName));
        RefuseTwins(users, "email", user => UserNames.Canonical(user.Email));
        return errors.Count > 0
            ? new ProvisioningParsing.Refused(errors)
            : new ProvisioningParsing.Accepted(new ProvisioningFile(
                [.. scopes.Select(scope => scope.Declared)],
                [.. clients.Select(client => client.Declared)],
                [.. users.Select(user => user.Item2)]));
    }

    private static (ObjectReader Json, ScopeDeclaration Declared) ReadScope(ObjectReader json)
    {
        var scope = new ScopeDeclaration(
            json.Text("name", ScopeNameFault, required: true) ?? "",
            json.Text("display_name", ClientParser.LabelFault),
            json.Text("description", ClientParser.LabelFault),
            json.Texts("resources", ClientParser.AudienceFault) ?? []);
        json.RefuseTheRest();
        return (json, scope);
    }

    private static (ObjectReader Json, ClientMetadata Declared) ReadClient(ObjectReader json, bool secretIsElsewhere = false)
    {
        var client = ClientParser.Read(json);
        ClientRules.Check(client, json, secretIsElsewhere);
        return (json, client);
    }

    private static string? ScopeNameFault(string name) =>
        ScopeDeclaration.BuiltIn.Contains(name) ? $"'{name}' is built in" : ClientParser.ScopeNameFault(name);

    /// <summary>User names in their canonical form, so that two spellings do not pass for two people.</summary>
    private static void RefuseTwins<T>(IReadOnlyList<(ObjectReader Json, T Declared)> declared, string member, Func<T, string?> key)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (json, item) in declared)
        {
            if (key(item) is { Length: > 0 } name && !seen.Add(name))
            {
                json.Fault(member, $"'{ObjectReader.Quote(name)}' is declared twice");
            }
        }
    }

    /// <summary>The reader's own words, without the place, which is said already.</summary>
    private static string Reason(JsonException exception)
    {
        var place = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return place < 0 ? exception.Message : exception.Message[..place];
    }
}
