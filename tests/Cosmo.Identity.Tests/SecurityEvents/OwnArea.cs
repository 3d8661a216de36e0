using Xunit;

namespace Cosmo.Identity.Tests.SecurityEvents;

/// <summary>Tests in which people end what is theirs: one after the other on the same servers, so that nobody ends another test's.</summary>
[CollectionDefinition(nameof(OwnArea))]
public sealed class OwnArea : ICollectionFixture<AuditedServers>;
