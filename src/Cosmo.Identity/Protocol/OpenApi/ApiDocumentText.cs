using System.Text.Json;
using Cosmo.Identity.Protocol.AccountApi;
using Cosmo.Identity.Requests;
using Cosmo.Identity.Threats;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Cosmo.Identity.Protocol.OpenApi;

/// <summary>What the document says beside what the endpoints tell of themselves: who we are, how callers prove who they are, and what handlers read by hand.</summary>
internal static class ApiDocumentText
{
    private const string Token = "token";

    private const string Session = "session";

    public static void Apply(OpenApiOptions options, Issuer issuer)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        // The admin area tells strangers nothing of itself.
        options.ShouldInclude = description => description.RelativePath is { } path
            && path.StartsWith("api/v1/", StringComparison.Ordinal) && !path.StartsWith("api/v1/admin/", StringComparison.Ordinal);
        options.AddDocumentTransformer((document, _, _) =>
        {
            Introduce(document, issuer);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(async (operation, context, cancellationToken) =>
        {
            Complete(operation, context);
            await AddBodyAsync(operation, context, cancellationToken);
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Rename(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
    }

    private static void Introduce(OpenApiDocument document, Issuer issuer)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Cosmo Identity",
            Version = "v1",
            Description = "What people do with their own account over HTTP. Refusals are problems by RFC 9457. OAuth 2.0 and OpenID Connect endpoints are described by /.well-known/openid-configuration.",
        };
        document.Servers = [new OpenApiServer { Url = issuer.Value }];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Token] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An access token whose audience is this provider (scope openid), or an API key with the scope that the operation names.",
            },
            [Session] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Cookie,
                Name = issuer.IsSecure ? "__Host-cosmo-session" : "cosmo-session",
                Description = "The session of a browser; only this provider's own pages may use it.",
            },
        };
    }

    private static void Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var parameter in metadata.OfType<QueryParameter>())
        {
            (operation.Parameters ??= []).Add(Describe(parameter));
        }

        // What needs a caller says so by the refusal.
        if (operation.Responses?.ContainsKey("401") != true)
        {
            return;
        }

        operation.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Token, context.Document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Session, context.Document)] = [] },
        ];
        operation.Description += metadata.OfType<KeyScope>().FirstOrDefault() is { } scope
            ? $" API keys need the scope `{scope.Name}`."
            : " Not open to API keys.";
    }

    private static async Task AddBodyAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<JsonBody>().FirstOrDefault() is not { } body)
        {
            return;
        }

        var media = new OpenApiMediaType { Schema = await context.GetOrCreateSchemaAsync(body.Type, null, cancellationToken) };
        var content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/json"] = media };
        if (body.OrForm)
        {
            content["application/x-www-form-urlencoded"] = media;
        }

        operation.RequestBody = new OpenApiRequestBody { Required = true, Content = content };
    }

    private static OpenApiParameter Describe(QueryParameter parameter)
    {
        var one = new OpenApiSchema { Type = parameter.IsNumber ? JsonSchemaType.Integer : JsonSchemaType.String };
        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = ParameterLocation.Query,
            Description = parameter.Description,
            Schema = parameter.MayRepeat ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = one } : one,
        };
    }

    /// <summary>Operators read the address report: its names are those of the settings and commands, in snake case.</summary>
    private static void Rename(OpenApiSchema schema, Type type)
    {
        if (type.Namespace == typeof(AddressReport).Namespace && schema.Properties is { Count: > 0 } properties)
        {
            schema.Properties = properties.ToDictionary(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Key), property => property.Value, StringComparer.Ordinal);
            schema.Required = null;
        }
    }
}
