global using Cosmo.Identity.Tests.Harness;
global using Shouldly;
global using Xunit;
