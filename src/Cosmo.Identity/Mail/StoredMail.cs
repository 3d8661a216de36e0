using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Cosmo.Identity.Mail;

/// <summary>A mail in the outbox: written with its cause, claimed by the node that sends it, and without its words once it was sent or has expired.</summary>
internal sealed class StoredMail : IEntityTypeConfiguration<StoredMail>
{
    /// <summary>Longest text of <see cref="LastError"/>.</summary>
    public const int LongestError = 300;

    /// <summary>Time-ordered key; its Message-ID is made of it, so that a repetition shows as one.</summary>
    public Guid Id { get; set; }

    public string Kind { get; set; } = "";

    public Guid? SubjectId { get; set; }

    public string Recipient { get; set; } = "";

    public string Subject { get; set; } = "";

    /// <summary>Null once it was sent, or given up and has expired: it holds links that open accounts.</summary>
    public string? Text { get; set; }

    public string? Html { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset NextTryAt { get; set; }

    public int Tries { get; set; }

    /// <summary>Until then nobody else may send it. Whoever sends it renews this; a dead node does not.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }

    /// <summary>Whoever claimed it last, gave it up or had it tried again: a node, or the mark of one order.</summary>
    public string? ClaimedBy { get; set; }

    public DateTimeOffset? SentAt { get; set; }

    public DateTimeOffset? FailedAt { get; set; }

    public string? LastError { get; set; }

    public void Configure(EntityTypeBuilder<StoredMail> builder)
    {
        builder.ToTable("mails");
        builder.Property(mail => mail.Id).ValueGeneratedNever();
        builder.Property(mail => mail.Kind).HasMaxLength(40);
        builder.Property(mail => mail.Recipient).HasMaxLength(254);
        builder.Property(mail => mail.Subject).HasMaxLength(200);
        builder.Property(mail => mail.ClaimedBy).HasMaxLength(100);
        builder.Property(mail => mail.LastError).HasMaxLength(LongestError);
        builder.HasIndex(mail => mail.NextTryAt).HasFilter("sent_at IS NULL AND failed_at IS NULL");
        builder.HasIndex(mail => mail.ExpiresAt);
        builder.HasIndex(mail => mail.ExpiresAt, "ix_mails_expires_at_given_up").HasDatabaseName("ix_mails_expires_at_given_up").HasFilter("failed_at IS NOT NULL AND text IS NOT NULL");
        builder.HasIndex(mail => new { mail.SubjectId, mail.CreatedAt });
    }
}
