using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.Clients;

/// <summary>How clients, scopes, authorizations and tokens are stored.</summary>
internal sealed class ClientConfiguration :
    IEntityTypeConfiguration<Client>,
    IEntityTypeConfiguration<Scope>,
    IEntityTypeConfiguration<Authorization>,
    IEntityTypeConfiguration<Token>
{
    public void Configure(EntityTypeBuilder<Client> builder)
    {
        builder.ToTable("clients");
        builder.Property(client => client.Id).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<Scope> builder)
    {
        builder.ToTable("scopes");
        builder.Property(scope => scope.Id).ValueGeneratedNever();
    }

    public void Configure(EntityTypeBuilder<Authorization> builder)
    {
        builder.ToTable("authorizations");
        builder.Property(authorization => authorization.Id).ValueGeneratedNever();
        // RevokeBySubject and the account's list of connected applications; OpenIddict's own index leads with the client.
        builder.HasIndex(authorization => authorization.Subject);
        builder.HasIndex(authorization => authorization.SessionId);
        builder.HasIndex(authorization => authorization.ExpiresAt);
    }

    public void Configure(EntityTypeBuilder<Token> builder)
    {
        builder.ToTable("tokens");
        builder.Property(token => token.Id).ValueGeneratedNever();
        // OpenIddict's index of four columns holds the status, so that every redemption would rewrite it; no query here uses it.
        foreach (var index in builder.Metadata.GetIndexes().Where(index => index.Properties.Count == 4).ToList())
        {
            builder.Metadata.RemoveIndex(index);
        }

        builder.HasIndex("AuthorizationId");
        // Pruning walks expiry; ending all of a person's tokens walks the subject.
        builder.HasIndex(token => token.ExpirationDate);
        builder.HasIndex(token => token.Subject);
    }
}
