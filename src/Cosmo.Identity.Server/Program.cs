using Cosmo.Identity.Server.Commands;

return await CommandLine.RunAsync(args);
